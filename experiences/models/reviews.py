"""What officers think of a sheet before they decide: a row for each time somebody says it.

Nothing is ever written over: a second officer adds a row, and so does the first one who changes
her mind. Neither the public nor the authors see any of it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Person
from experiences.models.experiences import Experience
from experiences.models.parts import label_of
from experiences.rubric import CRITERIA, Advice, Step


def _score(name: str) -> Any:
    label = CRITERIA[name].label
    return models.PositiveSmallIntegerField(label, choices=Step.choices, null=True, blank=True)


class ReviewQuerySet(models.QuerySet["Review"]):
    def of(self, person: Person) -> ReviewQuerySet:
        return self.filter(reviewer=person)

    def about(self, submitted_at: dt.datetime | None) -> ReviewQuerySet:
        """Of one submission; of what was published without one where there is none."""
        return self.filter(submitted_at=submitted_at)


class Review(models.Model):
    experience = models.ForeignKey(Experience, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewer"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True)  # which submission it is about
    version = models.PositiveIntegerField(_("version"))  # and what of it she had before her
    relevance = _score("relevance")
    evidence = _score("evidence")
    sustainability = _score("sustainability")
    equality = _score("equality")
    participation = _score("participation")
    adaptability = _score("adaptability")
    reasons = models.JSONField(default=dict, blank=True)  # by the name of a criterion
    notes = models.JSONField(default=dict, blank=True)  # by the name of a field of the sheet
    note = models.TextField(_("note"), max_length=4000, blank=True)
    decision = models.CharField(
        _("what I would do"), max_length=10, choices=Advice.choices, blank=True
    )
    at = models.DateTimeField(_("when"), default=timezone.now)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    *(
                        models.Q((f"{name}__lte", max(Step))) | models.Q((name, None))
                        for name in CRITERIA
                    )
                ),
                name="a_score_is_one_of_five_steps",
            )
        ]

    def __str__(self) -> str:
        return f"{self.experience}: {self.at:%Y-%m-%d}"

    @classmethod
    def write(cls, sheet: Experience, *, by: Person, version: int, **said: Any) -> Review:
        """One more; the same again, as by a second click, is the one that is there."""
        if not by.is_staff:
            raise PermissionDenied
        with transaction.atomic():
            Experience.objects.select_for_update(no_key=True).get(pk=sheet.pk)  # two clicks
            made = cls(experience=sheet, reviewer=by, version=version, **said)
            last = cls.objects.of(by).filter(experience=sheet).first()
            if last and last.says() == made.says():
                return last
            made.save()
            return made

    def says(self) -> tuple[Any, ...]:
        scores = tuple(getattr(self, name) for name in CRITERIA)
        told = (self.reasons, self.notes, self.note, self.decision)
        return (self.submitted_at, self.version, *scores, *told)

    def scores(self) -> list[dict[str, Any]]:
        """What was answered, in words: the criterion, its step and why."""
        steps = dict(Step.choices)
        return [
            {"label": criterion.label, "score": score, "step": steps[score], "why": why}
            for name, criterion in CRITERIA.items()
            for score, why in [(getattr(self, name), self.reasons.get(name, ""))]
            if score is not None
        ]

    def noted(self) -> list[dict[str, str]]:
        return [{"label": label_of(name), "text": text} for name, text in self.notes.items()]
