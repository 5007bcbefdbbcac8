"""Which organizations are due to be asked, and which have nobody who could answer."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, FilteredRelation, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Letter
from members.roles import LEADING, Role
from members.vocabulary import Status

if TYPE_CHECKING:
    from members.models.organizations import Organization  # noqa: F401 - named in a string below

A_YEAR = dt.timedelta(days=365)
BETWEEN_REMINDERS = dt.timedelta(days=15)
EARLIER = dt.timedelta(hours=4)  # that the job of a morning may start
REMINDERS = 3


class Alarm(models.TextChoices):
    """Why an organization is on the secretariat's list of orphans; the gravest first."""

    NOBODY = "nobody", _("No focal point")
    BOUNCES = "bounces", _("Letters to the focal point come back")
    CLOSED = "closed", _("The account of the focal point is closed")
    SILENT = "silent", _("No answer to three reminders")
    ABSENT = "absent", _("The focal point has not signed in for a year")
    OVERDUE = "overdue", _("The yearly confirmation is overdue")


class WatchedQuerySet(models.QuerySet["Organization"]):
    # --- The yearly question -------------------------------------------------------------------

    def due_to_be_asked(self) -> Self:
        """Approved, with somebody to ask, and silent for a year."""
        said = Coalesce("confirmed_at", "verified_at", "created_at")
        rows = self.filter(status=Status.APPROVED, confirmation_asked_at=None)
        return rows.alias(said=said).filter(Exists(_led()), said__lt=timezone.now() - A_YEAR)

    def due_to_be_reminded(self) -> Self:
        """A fortnight after the question, and after each reminder, until there were three.

        Where nobody could be reminded for a while (suspended, without a leader) the others do not
        follow day by day.
        """
        now = timezone.now()
        lately = Q(confirmation_reminded_at__gt=now - BETWEEN_REMINDERS + EARLIER)
        due = [
            Q(confirmation_reminders=number, confirmation_asked_at__lt=now - due_after(number + 1))
            for number in range(REMINDERS)
        ]
        rows = self.filter(Q(*due, _connector=Q.OR), Exists(_led()), status=Status.APPROVED)
        return rows.exclude(lately, confirmation_reminded_at__isnull=False)

    # --- The list of orphans -------------------------------------------------------------------

    def with_alarms(self) -> Self:
        """Since when each alarm rings, as ``<alarm>_since``; empty where it is quiet.

        The focal point is joined, not asked for again by each alarm: there is at most one.
        """
        now = timezone.now()
        active = Q(memberships__ended_at=None, memberships__confirmed_at__isnull=False)
        held = FilteredRelation(
            "memberships", condition=active & Q(memberships__role=Role.FOCAL_POINT)
        )
        # Who came from public sources and was never taken up by anybody has lost nobody.
        had_people = Q(is_sample=False) | Exists(_members().exclude(confirmed_at=None))
        seen = Coalesce("held__person__last_login", "held__person__date_joined")
        asked = F("confirmation_asked_at")
        silent = Q(confirmation_asked_at__lt=now - due_after(REMINDERS + 1))
        return self.alias(held=held, seen=seen).annotate(
            nobody_since=_when(
                Q(held__pk=None) & had_people, Coalesce(_last_end(), "status_since")
            ),
            bounces_since=_when(Q(held__pk__isnull=False), _came_back()),
            closed_since=_when(Q(held__person__is_active=False), F("held__confirmed_at")),
            silent_since=_when(silent & Q(confirmation_reminders__gte=REMINDERS), asked),
            absent_since=_when(Q(seen__lt=now - A_YEAR), F("seen")),
            overdue_since=_when(Q(confirmation_asked_at__lt=now - due_after(1)), asked),
        )

    def orphans(self) -> Self:
        """Approved organizations that nobody can be reached for, or that owe their yearly word."""
        rings = Q(
            *(Q(**{f"{alarm}_since__isnull": False}) for alarm in Alarm.values), _connector=Q.OR
        )
        return self.filter(status=Status.APPROVED).with_alarms().filter(rings)

    def oldest_alarm_first(self) -> Self:
        """Of rows ``with_alarms``."""
        return self.order_by(_OLDEST, "pk")

    def number_and_age(self) -> tuple[int, dt.datetime | None]:
        """Of rows ``with_alarms``: how many, and since when the oldest alarm rings."""
        found = self.order_by().aggregate(number=Count("pk"), since=Min(_OLDEST))
        return found["number"], found["since"]


_OLDEST = Least(*(f"{alarm}_since" for alarm in Alarm.values))


def due_after(number: int) -> dt.timedelta:
    """How long after the question the reminder ``number`` is due."""
    return number * BETWEEN_REMINDERS


def alarms_of(organization: Any) -> list[tuple[Alarm, dt.datetime]]:
    """Those that ring for a row of ``with_alarms``; the graver word stands for the milder."""
    found = [
        (alarm, since)
        for alarm in Alarm
        if (since := getattr(organization, f"{alarm.value}_since")) is not None
    ]
    loud = {alarm for alarm, _since in found}
    milder = {Alarm.OVERDUE} if Alarm.SILENT in loud else set()
    return [(alarm, since) for alarm, since in found if alarm not in milder]


def _members() -> Any:
    rows: Any = apps.get_model("members", "Membership")._default_manager
    return rows.filter(organization=OuterRef("pk"))


def _led() -> Any:
    active = {"ended_at": None, "confirmed_at__isnull": False, "person__is_active": True}
    return _members().filter(role__in=LEADING, **active)


def _last_end() -> Subquery:
    """When the last focal point went."""
    ended = _members().filter(role=Role.FOCAL_POINT).order_by().values("organization")
    return Subquery(ended.annotate(last=Max("ended_at")).values("last"))


def _came_back() -> Subquery:
    """When the newest letter to the focal point that was sent or refused was refused."""
    to_her = {
        "person": OuterRef("held__person"),
        "address__iexact": OuterRef("held__person__email"),
    }
    known = Letter.objects.exclude(sent_at=None, refused_at=None).filter(**to_her)
    return Subquery(known.order_by("-written_at", "-pk").values("refused_at")[:1])


def _when(condition: Any, then: Any) -> models.Case:
    return models.Case(models.When(condition, then=then), output_field=models.DateTimeField())
