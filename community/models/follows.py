"""Follows: a person hears of what happens to the thing followed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models.people import Person


class FollowQuerySet(models.QuerySet["Follow"]):
    def of(self, subject: models.Model) -> FollowQuerySet:
        kind = ContentType.objects.get_for_model(subject)
        return self.filter(subject_type=kind, subject_id=subject.pk)

    def by(self, person: Person) -> FollowQuerySet:
        return self.filter(person=person)

    def of_any(self, subjects: models.QuerySet[Any]) -> FollowQuerySet:
        """Follows of these rows of one model."""
        kind = ContentType.objects.get_for_model(subjects.model)
        return self.filter(subject_type=kind, subject_id__in=subjects.values("pk"))

    def until_today(self) -> FollowQuerySet:
        """Those of the days before: what visitors share is made anew each day, not each follow."""
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return self.filter(since__lt=today)


class Follow(models.Model):
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows"
    )
    subject_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    subject_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    since = models.DateTimeField(auto_now_add=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "subject_type", "subject_id"],
                name="a_person_follows_a_thing_once",
            )
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="followers_of_a_subject")
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.subject}"

    @classmethod
    def begin(cls, subject: models.Model, *, by: Person) -> Follow:
        """Twice is once; of two at the same moment one writes the row."""
        kind = ContentType.objects.get_for_model(subject)
        follow, _new = cls.objects.get_or_create(
            person=by, subject_type=kind, subject_id=subject.pk
        )
        return follow

    @classmethod
    def move(cls, old: models.Model, new: models.Model) -> None:
        """Who followed ``old``, which is part of ``new`` now, follows that."""
        already = cls.objects.of(new).values("person")
        cls.objects.of(old).exclude(person__in=already).update(subject_id=new.pk)
        cls.objects.of(old).delete()

    @classmethod
    def end(cls, subject: models.Model, *, by: Person) -> None:
        cls.objects.of(subject).by(by).delete()
