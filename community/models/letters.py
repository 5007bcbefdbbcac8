"""Letters: written in the transaction of what they tell of, sent by the worker afterwards."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.languages import Language


class LetterQuerySet(models.QuerySet["Letter"]):
    def unsent(self) -> LetterQuerySet:
        return self.filter(sent_at=None, refused_at=None)


class Letter(models.Model):
    """``message_id`` is fixed when the letter is written: a mailbox can tell a second copy."""

    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("kind of letter"), max_length=80)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="letters",
        verbose_name=_("person"),
    )
    address = models.EmailField(_("address"))
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(_("text"))
    is_secret = models.BooleanField(_("holds a code"), default=False)
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    tried_at = models.DateTimeField(_("last tried"), null=True)
    last_error = models.TextField(_("last error"), blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    refused_at = models.DateTimeField(_("refused by the mail server"), null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | models.Q(refused_at=None),
                name="a_letter_is_sent_or_refused_not_both",
            )
        ]
        indexes = [
            models.Index(
                fields=["written_at"],
                name="letters_waiting",
                condition=models.Q(sent_at=None, refused_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.address}"
