"""Who looks at the page of an exchange: what she is to it, and what she may read."""

from __future__ import annotations

from functools import cache, cached_property

from django import forms
from django.db.models import Prefetch, prefetch_related_objects

from community.models import Event, Reader
from community.prepared import Given, Prepared
from exchanges.forms.fields import ReasonForm, written_for
from exchanges.models import Exchange, Party
from exchanges.models.standing import events_of
from exchanges.vocabulary import ENDED_EARLY, FINISHED, PartyState
from members.models import Membership


@cache
def _events(*, public: bool) -> Prepared[Event]:
    """The same question for all exchanges."""
    whose = {name: Given(name) for name in ("exchange", "kind", "party_kind")}
    events = events_of(Party, **whose).as_timeline().reverse()
    return Prepared(events.public() if public else events)


class Who:
    def __init__(self, exchange: Exchange, reader: Reader, sent: dict[str, forms.Form]) -> None:
        self.exchange, self.reader, self.sent = exchange, reader, sent
        person = reader if reader.is_authenticated else None
        self.roles: set[str] = exchange.roles_of(person) if person else set()
        self.led: list[Party] = list(exchange.led_by(person)) if person else []
        in_order = Party.objects.in_order().select_related("organization__country", "country")
        prefetch_related_objects([exchange], Prefetch("parties", in_order), "reports")
        self.all_parties: list[Party] = list(exchange.parties.all())

    @cached_property
    def is_insider(self) -> bool:
        """Of the asking organization or a party, or of the secretariat: may read private notes."""
        inside = {p.organization_id for p in self.all_parties if p.state == PartyState.ACCEPTED}
        return self.reader.is_staff or bool(self.organizations & {*inside, self.asking})

    @cached_property
    def is_owner(self) -> bool:
        """May read what the secretariat and the asking organization write to each other."""
        return self.reader.is_staff or self.asking in self.organizations

    @cached_property
    def events(self) -> list[Event]:
        """What happened as far as she may know it, the newest first."""
        return _events(public=not self.is_owner).rows(**self.exchange.told_by)

    @cached_property
    def organizations(self) -> set[int | None]:
        """Those that the reader is a member of, in whatever role."""
        if not self.reader.is_authenticated:
            return set()
        own = Membership.objects.active().of(self.reader)
        return set(own.values_list("organization_id", flat=True))

    @cached_property
    def written(self) -> list[int]:
        """Approved organizations that the reader writes for."""
        if not self.reader.is_authenticated:
            return []
        return list(written_for(self.reader).order_by("pk").values_list("pk", flat=True))

    @property
    def asking(self) -> int | None:
        return self.exchange.organization_id

    @property
    def is_live(self) -> bool:
        return self.exchange.status not in {*ENDED_EARLY, *FINISHED}

    @property
    def is_finished(self) -> bool:
        return self.exchange.status in FINISHED

    def reason_form(self, name: str) -> forms.Form:
        """A new one, or the one that was refused, with what was typed."""
        return self.sent.get(name) or ReasonForm(auto_id=f"{name}-%s")

    def can(self, move: str) -> bool:
        row = self.exchange.MOVES[move]
        return self.exchange.status in row.sources and bool(row.actors & self.roles)
