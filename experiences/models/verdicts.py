"""Verdicts: another organization confirms or contradicts a lesson, with its country and a note."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import pghistory
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.acts import Act
from community.languages import Language, colon
from community.lifecycle import MoveRefused
from community.models import Event, Person, Reader
from experiences import letters
from experiences.models.lessons import Lesson
from experiences.vocabulary import Polarity, Stance
from members.models import Country, Membership, Organization
from members.models.queries import OrganizationQuerySet
from members.vocabulary import Status as OrganizationStatus

VERBS = {Stance.CONFIRMS: "confirm_lesson", Stance.CONTRADICTS: "contradict_lesson"}


SAID_MEANWHILE = _(
    "A colleague has spoken for your organization meanwhile; it stands above. Send yours again to"
    " put it in its place."
)
SAYS_THE_SAME = models.Q(claim=models.F("lesson__claim"), polarity=models.F("lesson__polarity"))


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def standing(self) -> VerdictQuerySet:
        return self.filter(taken_back_at=None)

    def shown(self) -> VerdictQuerySet:
        """What readers see: not what was taken back, nor what a suspended one said.

        After a merger or a transfer a lesson may be one's own; nobody confirms herself.
        """
        own = models.Q(organization=models.F("lesson__organization"))
        suspended = models.Q(organization__status=OrganizationStatus.SUSPENDED)
        return self.standing().exclude(own | suspended)

    def heard(self) -> VerdictQuerySet:
        """What counts: of what is shown that which is about the lesson as it is worded today."""
        return self.shown().filter(SAYS_THE_SAME)

    def outdated(self) -> VerdictQuerySet:
        """What was said of another claim than the lesson makes today."""
        return self.shown().exclude(SAYS_THE_SAME)

    def as_list(self) -> VerdictQuerySet:
        return self.select_related("organization__country", "country")

    def as_addressed(self) -> VerdictQuerySet:
        """Of what is shown that of those who can still change their word, for letters to them."""
        approved = models.Q(organization__status=OrganizationStatus.APPROVED)
        rows = self.shown().filter(approved, lesson__in=Lesson.objects.published())
        return rows.select_related("lesson__organization", "lesson__experience", "organization")

    def ask_again(self) -> None:
        """Write to those whose verdict is outdated: once of each wording, while it is public."""
        self.heard().exclude(told_of="").update(told_of="")
        for verdict in self.outdated().as_addressed():
            wording = verdict.lesson.wording
            untold = Verdict.objects.filter(pk=verdict.pk).exclude(told_of=wording)
            if untold.update(told_of=wording):
                letters.lesson_reworded(verdict, to=verdict.organization.people())


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    model_name="VerdictVersion",
    exclude=["told_of"],
)
class Verdict(models.Model):
    """One of an organization on a lesson stands; what was taken back stays on record.

    ``claim`` and ``polarity`` are those of the lesson that was judged: it may say the opposite now.
    ``told_of`` is the wording of which the organization was last told that it is another one.
    """

    lesson = models.ForeignKey(  # what others said of it outlives it: it may be brought back
        Lesson, on_delete=models.DO_NOTHING, db_constraint=False, related_name="verdicts"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="verdicts"
    )
    country = models.ForeignKey(
        Country, verbose_name=_("country"), on_delete=models.PROTECT, related_name="verdicts"
    )
    stance = models.CharField(_("what you found"), max_length=12, choices=Stance.choices)
    note = models.TextField(_("what you saw"), max_length=2000)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    claim = models.CharField(max_length=200, editable=False, default="", db_default="")
    polarity = models.CharField(
        max_length=14, choices=Polarity.choices, editable=False, default="", db_default=""
    )
    claim_language = models.CharField(
        max_length=2, choices=Language.choices, editable=False, default="", db_default=""
    )
    told_of = models.CharField(max_length=16, editable=False, default="", db_default="")
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
        return f"{self.organization}{colon()} {self.get_stance_display()}"

    @property
    def is_outdated(self) -> bool:
        """The same as the queryset's ``outdated``, of what is shown."""
        return (self.claim, self.polarity) != (self.lesson.claim, self.lesson.polarity)

    @property
    def mark(self) -> str:
        """Says in a form what stood there when it was opened."""
        return f"{self.pk}-{self.at.timestamp()}"

    def is_news_to(self, person: Person, known: Sequence[str] | None) -> bool:
        return known is not None and self.mark not in known and self.by_id != person.pk

    @classmethod
    def give(
        cls,
        lesson: Lesson,
        stance: Stance,
        *,
        by: Person,
        organization: Organization,
        seen: str = "",
        known: Sequence[str] | None = None,
        **said: Any,
    ) -> Verdict:
        """Say it, or change what was said; the same once more, as by a second click, is nothing.

        ``said`` are ``country``, ``note`` and ``language``, ``seen`` is the ``wording`` that was
        read, where it is known, ``known`` the marks of what her organizations had said then: what a
        colleague said meanwhile is not replaced unread. Returns the verdict that stands.
        """
        if not judges_of(lesson, by).filter(pk=organization.pk).exists():
            raise PermissionDenied
        with transaction.atomic():
            lesson = _hold(lesson, seen)
            rows = cls.objects.standing().filter(lesson=lesson, organization=organization)
            # Locked: what is being taken down at this moment is not brought back by a change of it.
            before = rows.select_for_update(of=("self",), no_key=True).first()
            if before and before.note == said.get("note"):
                said["language"] = before.language  # whatever page it is sent from
            what = {"claim": lesson.claim, "polarity": lesson.polarity, "stance": stance}
            new = {**said, **what, "claim_language": lesson.language}
            if before and _is_so(before, new):
                return before
            if before and before.is_news_to(by, known):
                raise MoveRefused({"note": SAID_MEANWHILE})
            verdict = before or cls(organization=organization)
            changed = before is None or not _is_so(before, what)
            for name, value in {**new, "lesson": lesson, "by": by, "at": timezone.now()}.items():
                setattr(verdict, name, value)
            verdict.save()
            Event.record(lesson, VERBS[stance], organization.act(by))
            if changed:  # a better word is no news
                letters.lesson_judged(verdict, to=lesson.organization.people())
        return verdict

    def reaffirm(self, *, by: Person, seen: str) -> None:
        """It is still so of the lesson as it is worded now, which is what ``by`` has ``seen``."""
        said: Any = {"country": self.country, "note": self.note, "language": self.language}
        with transaction.atomic():
            _hold(self.lesson, seen)
            if not Verdict.objects.standing().filter(pk=self.pk, stance=self.stance).exists():
                raise MoveRefused(_("Your organization has changed its word meanwhile."))
            said |= {"organization": self.organization, "seen": seen}
            Verdict.give(self.lesson, Stance(self.stance), by=by, **said)

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

    def take_down(self, *, by: Person, reason: str) -> None:
        """The secretariat takes off what should not stand there, such as names of families.

        It stays on record; the organization reads why and may say it again in other words.
        """
        if not by.is_staff:
            raise PermissionDenied
        if not reason.strip():
            raise MoveRefused({"reason": _("Say why; the reason is sent with the decision.")})
        now = timezone.now()
        with transaction.atomic():
            rows = Verdict.objects.standing().filter(pk=self.pk)
            if not rows.update(taken_back_at=now):
                raise MoveRefused(_("This is taken back already."))
            act, target = Act(by, reason=reason), self.organization.number
            Event.record(self.lesson, "take_down_verdict", act, target=target)
            letters.verdict_taken_down(self, reason, to=self.organization.people())
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


def _is_so(verdict: Verdict, told: dict[str, Any]) -> bool:
    return all(getattr(verdict, name) == value for name, value in told.items())


def _hold(lesson: Lesson, seen: str = "") -> Lesson:
    """Two clicks, one after the other; nobody judges what is not public, or what she has not read.

    Returns the lesson as it is now.
    """
    rows = Lesson.objects.select_for_update(of=("self",), no_key=True)
    held = rows.filter(pk=lesson.pk).first()
    if held is None or not Lesson.objects.published().filter(pk=lesson.pk).exists():
        raise MoveRefused(_("This lesson is not public."))
    if seen and seen != held.wording:
        told = _("The lesson has been changed meanwhile. Please read again what it says now.")
        raise MoveRefused({"note": told})
    return held
