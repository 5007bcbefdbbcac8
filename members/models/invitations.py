"""Invitations: a letter that lets one person into an organization, once and for a time."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.languages import Language
from members.models.memberships import Role
from members.models.organizations import Organization
from members.moving import Changes


class Invitation(models.Model):
    """``key`` is what the letter's signed link holds; it stands nowhere else."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.EDITOR)
    language = models.CharField(
        _("language of the letter"), max_length=2, choices=Language.choices, default="en"
    )
    message = models.TextField(_("a word to her"), max_length=1000, blank=True)
    invited_at = models.DateTimeField(_("invited"), default=timezone.now)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                "organization",
                Lower("email"),
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="an_address_is_invited_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(withdrawn_at=None),
                name="an_accepted_invitation_is_not_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.organization}"

    def settle(self, kept: Organization) -> Changes:
        """Two organizations become one, which has invited this address already: once is enough."""
        return [(self, {"withdrawn_at": timezone.now()})]
