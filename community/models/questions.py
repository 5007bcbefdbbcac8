"""Questions about a thing, asked in public, and what those answer whom it belongs to.

Who may answer is said by the floor of the subject. Nothing disappears in silence: what the
secretariat hides leaves its place and the reason, what a person took with her leaves its place.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.languages import Language, current
from community.models.people import Person
from community.refusal import MoveRefused

if TYPE_CHECKING:
    from community.acts import Act

MOST, WITHIN = 5, dt.timedelta(hours=1)  # questions that one person asks
LONGEST = 2000


class Said(models.Model):
    """Words of somebody that everybody reads, until they are hidden."""

    text = models.TextField(_("text"), max_length=LONGEST)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    hidden_at = models.DateTimeField(_("hidden"), null=True)
    hidden_why = models.TextField(_("why hidden"), max_length=2000, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text[:80]

    def hide(self, *, by: Person, reason: str) -> None:
        """Only the secretariat, and never without a reason, which everybody reads in its place."""
        if not by.is_staff:
            raise PermissionDenied
        if not reason.strip():
            raise MoveRefused({"reason": _("Say why; everybody reads the reason in its place.")})
        shown = type(self)._base_manager.filter(pk=self.pk, hidden_at=None)
        if not shown.update(hidden_at=timezone.now(), hidden_why=reason.strip()):
            raise MoveRefused(_("Somebody was faster: this is hidden already."))
        self.refresh_from_db(fields=["hidden_at", "hidden_why"])


class QuestionQuerySet(models.QuerySet["Question"]):
    def of(self, subject: models.Model) -> QuestionQuerySet:
        kind = ContentType.objects.get_for_model(subject)
        return self.filter(subject_type=kind, subject_id=subject.pk)

    def as_talk(self) -> QuestionQuerySet:
        """With their answers, the newest question first."""
        return self.select_related("by").prefetch_related("answers__by").order_by("-at", "-pk")

    def forget(self, person: Person) -> None:
        """She goes: what she asked is not kept."""
        self.filter(by=person).update(text="…", hidden_at=timezone.now(), hidden_why="")


class Question(Said):
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="questions_of_a_thing")
        ]

    @classmethod
    def ask(cls, subject: models.Model, text: str, *, by: Person) -> tuple[Question, bool]:
        """The question and whether it is new: the same one twice is asked once."""
        if not text.strip():
            raise MoveRefused({"text": _("Write your question.")})
        with transaction.atomic():
            Person.objects.select_for_update(no_key=True).get(pk=by.pk)  # one after the other
            mine = cls.objects.filter(by=by)
            if same := mine.of(subject).filter(text=text.strip()).first():
                return same, False
            if mine.filter(at__gt=timezone.now() - WITHIN).count() >= MOST:
                raise MoveRefused(
                    _("You have asked several questions already. Ask again in an hour.")
                )
            return cls.objects.create(
                subject=subject, text=text.strip(), language=current(), by=by
            ), True

    def answer(self, text: str, act: Act) -> Answer:
        """In the name of the organization of ``act``."""
        if not text.strip():
            raise MoveRefused({"text": _("Write the answer.")})
        if self.hidden_at:
            raise MoveRefused(_("This question is hidden."))
        return self.answers.create(
            text=text.strip(),
            language=current(),
            by=act.by,
            organization_number=act.organization_number,
            organization_name=act.organization_name[:300],
        )


class Answer(Said):
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    organization_number = models.CharField(_("acting for"), max_length=20, blank=True)
    organization_name = models.CharField(_("name on the day"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["at", "pk"]
