"""A registration on its way: what was typed so far, section by section."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models.organizations import Organization


class Registration(models.Model):
    """``answers`` are kept as they were typed, also those that are not right yet."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="registrations"
    )
    answers = models.JSONField(default=dict)
    logo = models.ImageField(upload_to="logos", blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    became = models.ForeignKey(
        Organization, null=True, on_delete=models.CASCADE, related_name="registrations"
    )

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(became=None),
                name="a_person_has_one_open_registration",
            )
        ]

    def __str__(self) -> str:
        return str(self.answers.get("name") or self.key)
