"""The plan: numbered versions. A change of scope makes a new version and clears all acceptances."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from community.acts import Act
from community.languages import colon
from community.lifecycle import MoveRefused
from community.models import Event, Person
from exchanges import letters
from exchanges.models.activities import Activity
from exchanges.models.exchanges import Exchange
from exchanges.vocabulary import ExchangeInstrument, Mode, PartyRole, Status
from members.models import Organization


@pghistory.track(model_name="PlanVersion")
class Plan(models.Model):
    """One version; never changed once written. ``schedule`` is the list of activities then."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="plans")
    version = models.PositiveIntegerField()
    objective = models.TextField(_("objective"), max_length=5000, blank=True)
    costs = models.TextField(_("who pays what"), max_length=5000, blank=True)
    schedule = models.JSONField(default=list)
    parties = models.JSONField(default=list)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    SCOPE: ClassVar = ("objective", "costs", "schedule", "parties")

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["exchange", "version"], name="a_version_of_a_plan_exists_once"
            )
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="a_written_plan_stays",
                fields=["exchange", "version", "objective", "costs", "schedule", "parties"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.exchange.number} v{self.version}"

    def missing(self) -> dict[str, Any]:
        """What an agreement still needs: an objective, an activity with its dates, who pays."""
        said: dict[str, Any] = {}
        if not self.objective.strip():
            said["objective"] = _("Still empty.")
        if not self.costs.strip():
            said["costs"] = _("Still empty.")
        if not self.schedule:
            said["activities"] = _("Plan at least one activity.")
        return said

    @classmethod
    def write(
        cls, exchange: Exchange, *, by: Person, for_: Organization, based_on: int,
        objective: str, costs: str, activities: Iterable[Activity],
    ) -> Plan:  # fmt: skip
        """A party proposes; a change of scope is a new version and takes back all acceptances.

        ``based_on`` is the version that the writer had before her, 0 when there was none.
        """
        with transaction.atomic():
            exchange = Exchange.objects.select_for_update(of=("self",), no_key=True).get(
                pk=exchange.pk
            )
            cls._check(exchange, by, for_)
            newest = exchange.plan
            activities = sorted(activities, key=lambda activity: activity.starts_on)
            proposal = cls(
                exchange=exchange, version=based_on + 1, objective=objective.strip(),
                costs=costs.strip(), written_by=by, parties=_parties_of(exchange),
                schedule=[activity.as_line() for activity in activities],
            )  # fmt: skip
            if newest and all(getattr(newest, f) == getattr(proposal, f) for f in cls.SCOPE):
                return newest  # said twice
            if based_on != (newest.version if newest else 0):
                raise MoveRefused(_("Somebody has written a newer version of the plan meanwhile."))
            if problems := proposal.missing():
                raise MoveRefused(problems)
            proposal.save(force_insert=True)
            Activity.carry_out(exchange, activities)
            proposal._announce(for_.act(by), writer=for_.name)
        return proposal

    def revise(self, act: Act) -> Plan | None:
        """The circle of parties changed: the same plan again, for all of them to accept."""
        parties = _parties_of(self.exchange)
        if parties == self.parties:
            return None
        revised = Plan.objects.create(
            exchange=self.exchange, version=self.version + 1, objective=self.objective,
            costs=self.costs, schedule=self.schedule, parties=parties, written_by=act.by,
        )  # fmt: skip
        revised._announce(act)  # who joined or left has not written it
        return revised

    def _announce(self, act: Act, *, writer: str = "") -> None:
        exchange = self.exchange
        exchange.parties.forget_acceptances()
        Event.record(exchange, "write_plan", act).publish()
        if exchange.status == Status.AGREED:
            exchange.move("reshape", act, agreed_at=None).publish()
        others = exchange.people().exclude(pk=act.by.pk) if act.by else exchange.people()
        signing = exchange.signatories().values("pk")
        letters.plan_written(self, writer, signs=True, to=others.filter(pk__in=signing))
        letters.plan_written(self, writer, signs=False, to=others.exclude(pk__in=signing))

    def lines(self) -> list[tuple[str, str]]:
        """The plan as lines of words, to read and to compare with another version."""
        return [
            *(("objective", line) for line in self.objective.splitlines() if line.strip()),
            *(("costs", line) for line in self.costs.splitlines() if line.strip()),
            *(("activity", _activity_line(activity)) for activity in self.schedule),
            *(("party", f"{PartyRole(role).label}{colon()} {name}") for role, name in self.parties),
        ]

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """From the version before; none in the first. In the language that is spoken now."""
        older = Plan.objects.filter(exchange=self.exchange, version=self.version - 1).first()
        return self.changes_since(older) if older else []

    def changes_since(self, older: Plan | None) -> list[tuple[str, str, str]]:
        """``(what, part, line)`` where what is “added” or “removed”; all is new in the first."""
        before, now = (older.lines() if older else []), self.lines()
        removed = [("removed", *line) for line in before if line not in now]
        return [*removed, *(("added", *line) for line in now if line not in before)]

    @staticmethod
    def _check(exchange: Exchange, by: Person, for_: Organization) -> None:
        ours = exchange.parties.taking_part().filter(organization=for_)
        writes = for_.memberships.active().writing().of(by)
        if exchange.status == Status.AGREED:  # an agreement is taken back by who may make one
            writes = writes.leading()
        if not (for_.is_approved and ours.exists() and writes.exists()):
            raise PermissionDenied
        if exchange.status not in {Status.SHAPING, Status.AGREED}:
            raise MoveRefused(_("The plan can be written while the exchange is being shaped."))


def _parties_of(exchange: Exchange) -> list[list[str]]:
    signing = exchange.parties.signing().in_order().select_related("organization")
    return [[party.role, str(party)] for party in signing]


def _activity_line(activity: dict[str, str]) -> str:
    first, last = (
        date_format(dt.date.fromisoformat(activity[name])) for name in ("starts_on", "ends_on")
    )
    how = ExchangeInstrument(activity["instrument"]).label
    mode = Mode(activity["mode"]).label
    parts = [activity["title"], str(how), str(mode), activity["place"], f"{first} – {last}"]
    return " · ".join(part for part in parts if part)
