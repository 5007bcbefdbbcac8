"""Exchanges in the state that a test needs, and the people around them.

The words for the way there are the verbs themselves; only ``force`` writes a state directly.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils import timezone

from community.models import Letter, Person
from exchanges.models import Activity, Exchange, Party, Plan, Reminder, Report, Seat
from exchanges.models.reminders import to_remind
from exchanges.vocabulary import FINISHED, PRIVATE, Status
from experiences.models import Lesson
from members.models import Organization
from tests import make

LONG_AGO = timezone.make_aware(dt.datetime(2020, 1, 1))
STAMPS = ("status_since", "opened_at", "completed_at", "renewal_asked_at")
DONE = {"achieved": "Ten thousand families.", "did_not_work": "Paper forms.", "language": "en"}


@dataclass
class Cast:
    """Amina asks, Boris shares, Dana's international body facilitates, Chloe decides."""

    amina: Person
    boris: Person
    chloe: Person
    dana: Person

    def of(self, person: Person) -> Organization:
        return make.ministry_of(person)


def cast(amina: Person, boris: Person, chloe: Person) -> Cast:
    body = make.organization("Inter-American Body", "", kind="international")
    dana = make.member(body, "focal_point", email="dana@example.org", name="Dana Moss")
    return Cast(amina, boris, chloe, dana)


def party(exchange: Exchange, role: str) -> Party:
    return exchange.parties.get(role=role)


def activity(title: str = "Visit", start: int = 5, days: int = 2, **fields: Any) -> Activity:
    first = timezone.localdate() + dt.timedelta(days=start)
    last = first + dt.timedelta(days=days)
    return Activity(title=title, instrument="study-visit", starts_on=first, ends_on=last, **fields)


def write_plan(exchange: Exchange, by: Person, based_on: int = 0, **fields: Any) -> Plan:
    words = {"objective": "Visit every family.", "costs": "Each its own travel."}
    words |= {"activities": [activity()], **fields}
    return Plan.write(exchange, by=by, for_=make.ministry_of(by), based_on=based_on, **words)


def report(exchange: Exchange, by: Person, role: str) -> Report:
    made = Report(party=party(exchange, role), **DONE)
    made.file(by=by, lesson=Lesson(claim=f"Lesson of the {role}.", polarity="works"))
    return made


def submitted(who: Cast, **fields: Any) -> Exchange:
    exchange = make.request(who.amina, **fields)
    Party.propose(exchange, {"first-provider": who.of(who.boris)}, by=who.amina)
    exchange.submit(by=who.amina)
    return exchange


def opened(who: Cast, **fields: Any) -> Exchange:
    exchange = submitted(who, **fields)
    exchange.open(by=who.chloe)
    return exchange


def shaping(who: Cast, **fields: Any) -> Exchange:
    exchange = opened(who, **fields)
    party(exchange, "first-provider").accept(by=who.boris)
    return fresh(exchange)


def agreed(who: Cast, **plan: Any) -> Exchange:
    exchange = shaping(who)
    version = write_plan(exchange, who.boris, **plan).version
    party(exchange, "first-provider").agree(version, by=who.boris)
    party(exchange, "recipient").agree(version, by=who.amina)
    return fresh(exchange)


def running(who: Cast) -> Exchange:
    exchange = agreed(who)
    exchange.start(by=who.boris)
    return exchange


def reporting(who: Cast) -> Exchange:
    exchange = running(who)
    exchange.wind_up(by=who.amina)
    return exchange


def reported(who: Cast) -> Exchange:
    exchange = reporting(who)
    report(exchange, who.amina, "recipient")
    report(exchange, who.boris, "first-provider")
    return exchange


def completed(who: Cast) -> Exchange:
    exchange = reported(who)
    exchange.complete(by=who.chloe)
    return exchange


def remind_all() -> int:
    """The reminders of a day; how many letters were written."""
    return sum(Reminder.send(person, waiting) for person, waiting in to_remind())


def fresh(exchange: Exchange) -> Exchange:
    return Exchange.objects.get(pk=exchange.pk)


def force(exchange: Exchange, state: str) -> Exchange:
    """Put it into ``state`` with the stamps that the database asks for there."""
    unsigned = state in {*PRIVATE, Status.OPEN, Status.SHAPING}
    Exchange.objects.filter(pk=exchange.pk).update(
        status=state,
        opened_at=None if state in PRIVATE else timezone.now(),
        agreed_at=None if unsigned else timezone.now(),
        completed_at=LONG_AGO if state in FINISHED else None,
    )
    return fresh(exchange)


def later(exchange: Exchange, days: int) -> Exchange:
    """As if everything that happened to it had happened so many days earlier."""
    earlier = dt.timedelta(days=days)
    for rows, stamps in (
        (Exchange.objects.filter(pk=exchange.pk), STAMPS),
        (exchange.parties.all(), ("asked_at",)),
    ):
        rows.update(**{stamp: F(stamp) - earlier for stamp in stamps})
    Reminder.objects.filter(party__exchange=exchange).update(at=F("at") - earlier)
    exchange.follow_ups.update(asked_at=F("asked_at") - earlier)
    Letter.objects.update(written_at=F("written_at") - earlier)
    return fresh(exchange)


def with_a_guest(who: Any, *more: Any) -> Exchange:
    """Under way: a visit in five days with a guest who has a seat, and ``more``; no letter yet."""
    running = agreed(who, activities=[activity(open_seats=3), *more])
    running.start(by=who.boris)
    guest = make.member(make.organization("Ministério", iso2="BR"), name="Elena")
    visit = running.activities.get(title="Visit")
    seat = Seat(activity=visit, organization=make.ministry_of(guest), number=2)
    seat.ask(by=guest)
    seat.grant(by=who.boris, for_=who.of(who.boris))
    Letter.objects.all().delete()
    return fresh(running)
