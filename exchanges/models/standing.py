"""Where an exchange stands and what happened to it, as its pages tell it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from community.languages import Language
from community.models import Event
from exchanges.models.drafting import Drafting
from exchanges.vocabulary import PRIVATE, STEPS, PartyState, Status
from experiences.vocabulary import Population
from members.models import Country

if TYPE_CHECKING:
    from community.models.events import EventQuerySet
    from exchanges.models.plans import Plan


class Standing(Drafting):
    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what Exchange has
        plans: Any
        events: Any
        populations: Any
        languages: Any
        is_sample: Any
        agreed_at: dt.datetime | None
        started_at: dt.datetime | None

    @property
    def is_public(self) -> bool:
        return self.opened_at is not None and self.status not in PRIVATE

    @property
    def plan(self) -> Plan | None:
        """The version that counts: the newest."""
        return self.plans.order_by("-version").first()

    @property
    def population_labels(self) -> list[str]:
        return [str(Population(value).label) for value in self.populations]

    @property
    def language_labels(self) -> list[str]:
        return [str(Language(value).label) for value in self.languages]

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The line of states, with where it stands: done, current or coming."""
        stamps = {
            Status.OPEN: self.opened_at,
            Status.AGREED: self.agreed_at,
            Status.RUNNING: self.started_at,
            Status.COMPLETED: self.completed_at,
        }
        if self.is_sample:  # only the years are on record
            stamps = {}
        return [
            {
                "status": step,
                "label": step.label,
                "place": self._place_of(step),
                "when": stamps.get(step),
            }
            for step in STEPS
        ]

    def _place_of(self, step: Status) -> str:
        if self.status == step:
            return "current"
        if self.status not in STEPS:  # it ended early
            reached = {Status.OPEN: self.opened_at, Status.AGREED: self.agreed_at}
            return "done" if reached.get(step) else "coming"
        return "done" if STEPS.index(step) < STEPS.index(Status(self.status)) else "coming"

    def timeline(self) -> EventQuerySet:
        """What happened to it and to its parties."""
        return events_of(self.parties.model, **self.told_by)

    @property
    def told_by(self) -> dict[str, int]:
        """Whose events its timeline tells, for ``events_of``: its key, its kind, its parties'."""
        kinds = ContentType.objects.get_for_models(type(self), self.parties.model)
        own, theirs = kinds[type(self)], kinds[self.parties.model]
        return {"exchange": self.pk, "kind": own.pk, "party_kind": theirs.pk}

    def why_returned(self) -> str:
        """What the secretariat asked, while it waits for the answer."""
        if self.status != Status.RETURNED:
            return ""
        event = self.events.filter(name="return").order_by("at", "pk").last()
        return event.reason if event else ""

    def countries(self) -> list[Country]:
        """Of all who take part, each once, the recipients first."""
        found: dict[str, Country] = {}
        for party in self.parties.all():
            if party.state == PartyState.ACCEPTED and (country := party.country):
                found.setdefault(country.iso2, country)
        return list(found.values())


def events_of(parties: type[models.Model], exchange: Any, kind: Any, party_kind: Any) -> Any:
    """The values may be ``Given`` later."""
    own = models.Q(subject_type=kind, subject_id=exchange)
    taking_part = parties._default_manager.filter(exchange=exchange).values("pk")
    theirs = models.Q(subject_type=party_kind, subject_id__in=taking_part)
    return Event.objects.filter(own | theirs)
