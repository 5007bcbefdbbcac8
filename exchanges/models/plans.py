"""The plan: numbered versions. A change of scope makes a new version and clears all acceptances."""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.lifecycle import MoveRefused
from community.models import Event, Person
from exchanges import letters
from exchanges.models.exchanges import Exchange
from exchanges.vocabulary import ExchangeInstrument, Mode, Status
from members.models import Organization


class Activity(models.Model):
    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="activities")
    title = models.CharField(_("activity"), max_length=200)
    instrument = models.CharField(_("how"), max_length=20, choices=ExchangeInstrument.choices)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode.choices, default=Mode.VIRTUAL)
    place = models.CharField(_("place or link"), max_length=200, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="an_activity_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def as_line(self) -> dict[str, str]:
        """What counts as scope: what a version of the plan remembers of this activity."""
        return {
            "title": self.title,
            "instrument": self.instrument,
            "mode": self.mode,
            "place": self.place,
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
        }


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
        cls, exchange: Exchange, *, by: Person, for_: Organization, objective: str, costs: str
    ) -> Plan:
        """A party proposes; a change of scope is a new version and takes back all acceptances."""
        with transaction.atomic():
            exchange = Exchange.objects.select_for_update(of=("self",)).get(pk=exchange.pk)
            cls._check(exchange, by, for_)
            newest = exchange.plan
            proposal = cls(
                exchange=exchange, version=newest.version + 1 if newest else 1,
                objective=objective.strip(), costs=costs.strip(), written_by=by,
                schedule=[activity.as_line() for activity in exchange.activities.all()],
                parties=_parties_of(exchange),
            )  # fmt: skip
            if newest and all(getattr(newest, f) == getattr(proposal, f) for f in cls.SCOPE):
                return newest
            proposal.save()
            proposal.reset_acceptances(by, for_)
        return proposal

    def revise(self, *, by: Person) -> Plan | None:
        """The circle of parties changed: the same plan again, for all of them to accept."""
        parties = _parties_of(self.exchange)
        if parties == self.parties:
            return None
        revised = Plan.objects.create(
            exchange=self.exchange, version=self.version + 1, objective=self.objective,
            costs=self.costs, schedule=self.schedule, parties=parties, written_by=by,
        )  # fmt: skip
        revised.reset_acceptances(by, None)
        return revised

    def reset_acceptances(self, by: Person, for_: Organization | None) -> None:
        exchange = self.exchange
        accepted = exchange.parties.exclude(accepted_version=None)
        accepted.update(accepted_version=None, accepted_at=None, accepted_by=None)
        act = exchange.act(by, for_)
        Event.record(exchange, "write_plan", act).publish()
        if exchange.status == Status.AGREED:
            exchange.move("reshape", act, agreed_at=None).publish()
        letters.plan_written(self, to=exchange.people().exclude(pk=by.pk))

    @staticmethod
    def _check(exchange: Exchange, by: Person, for_: Organization) -> None:
        ours = exchange.parties.taking_part().filter(organization=for_)
        writes = for_.memberships.active().writing().of(by)
        if not (ours.exists() and writes.exists()):
            raise PermissionDenied
        if exchange.status not in {Status.SHAPING, Status.AGREED}:
            raise MoveRefused(_("The plan can be written while the exchange is being shaped."))


def _parties_of(exchange: Exchange) -> list[list[str]]:
    taking_part = exchange.parties.taking_part().in_order().select_related("organization")
    return [[party.role, str(party)] for party in taking_part]
