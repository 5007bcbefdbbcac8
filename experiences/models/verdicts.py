"""Verdicts: another organization confirms or contradicts a lesson, with its country and a note."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pghistory
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.languages import Language
from community.lifecycle import MoveRefused
from community.models import Event, Person, Reader
from experiences import letters
from experiences.models.lessons import Lesson
from experiences.vocabulary import Stance
from members.models import Country, Membership, Organization
from members.models.queries import OrganizationQuerySet
from members.vocabulary import Status as OrganizationStatus

VERBS = {Stance.CONFIRMS: "confirm_lesson", Stance.CONTRADICTS: "contradict_lesson"}


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def standing(self) -> VerdictQuerySet:
        return self.filter(taken_back_at=None)

    def heard(self) -> VerdictQuerySet:
        """What counts and is shown: not what was taken back, nor what a suspended one said.

        After a merger or a transfer a lesson may be one's own; nobody confirms herself.
        """
        own = models.Q(organization=models.F("lesson__organization"))
        suspended = models.Q(organization__status=OrganizationStatus.SUSPENDED)
        return self.standing().exclude(own | suspended)

    def as_list(self) -> VerdictQuerySet:
        return self.select_related("organization__country", "country")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), model_name="VerdictVersion")
class Verdict(models.Model):
    """One of an organization on a lesson stands; what was taken back stays on record."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="verdicts")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="verdicts"
    )
    country = models.ForeignKey(
        Country, verbose_name=_("country"), on_delete=models.PROTECT, related_name="verdicts"
    )
    stance = models.CharField(_("what you found"), max_length=12, choices=Stance.choices)
    note = models.TextField(_("what you saw"), max_length=2000)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    taken_back_at = models.DateTimeField(_("taken back"), null=True, editable=False)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "organization"],
                condition=models.Q(taken_back_at=None),
                name="an_organization_judges_a_lesson_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.get_stance_display()}"

    @classmethod
    def give(
        cls, lesson: Lesson, stance: Stance, *, by: Person, organization: Organization, **said: Any
    ) -> Verdict:
        """Say it, or change what was said; the same once more, as by a second click, is nothing.

        ``said`` are ``country``, ``note`` and ``language``. Returns the verdict that stands.
        """
        if not judges_of(lesson, by).filter(pk=organization.pk).exists():
            raise PermissionDenied
        with transaction.atomic():
            _hold(lesson)
            before = cls.objects.standing().filter(lesson=lesson, organization=organization).first()
            new = {"stance": stance, **said}
            if before and all(getattr(before, name) == value for name, value in new.items()):
                return before
            verdict = before or cls(lesson=lesson, organization=organization)
            changed = before is None or before.stance != stance
            for name, value in {**new, "by": by, "at": timezone.now()}.items():
                setattr(verdict, name, value)
            verdict.save()
            Event.record(lesson, VERBS[stance], organization.act(by))
            if changed:  # a better word is no news
                letters.lesson_judged(verdict, to=lesson.organization.people())
        return verdict

    def take_back(self, *, by: Person) -> None:
        if not _writing(by).filter(pk=self.organization_id).exists():
            raise PermissionDenied
        now = timezone.now()
        with transaction.atomic():
            rows = Verdict.objects.standing().filter(pk=self.pk)
            if not rows.update(taken_back_at=now):
                raise MoveRefused(_("This is taken back already."))
            Event.record(self.lesson, "take_back_verdict", self.organization.act(by))
        self.taken_back_at = now

    def settle(self, kept: Organization) -> Iterable[tuple[models.Model, dict[str, Any]]]:
        """Two organizations become one, and both have spoken: what was said last stands."""
        twin = Verdict.objects.standing().filter(lesson=self.lesson_id, organization=kept).first()
        if twin is None:
            return []
        out: dict[str, dt.datetime] = {"taken_back_at": timezone.now()}
        here = {"organization_id": kept.pk}
        if (self.at, self.pk) > (twin.at, twin.pk):
            return [(twin, out), (self, here)]
        return [(self, out | here)]


def judges_of(lesson: Lesson, user: Reader) -> OrganizationQuerySet:
    """The approved organizations she writes for, except the one whose lesson it is."""
    if not user.is_authenticated:
        return Organization.objects.none()
    return _writing(user).exclude(pk=lesson.organization_id)


def _writing(person: Person) -> OrganizationQuerySet:
    writing = Membership.objects.active().writing().of(person).values("organization_id")
    return Organization.objects.approved().filter(pk__in=writing)


def _hold(lesson: Lesson) -> None:
    """Two clicks, one after the other; and nobody judges what is no longer public."""
    rows = Lesson.objects.select_for_update(of=("self",), no_key=True)
    rows.filter(pk=lesson.pk).first()
    if not Lesson.objects.published().filter(pk=lesson.pk).exists():
        raise MoveRefused(_("This lesson is not public."))
