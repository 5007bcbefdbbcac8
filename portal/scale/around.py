"""What belongs to invented exchanges: plans, activities, contributions, reports, and what the
community says of them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import models

from community.models import Event, Follow, Person, Question
from exchanges.models import (
    Activity,
    Contribution,
    Exchange,
    FollowUp,
    Party,
    Plan,
    Report,
    Seat,
    Want,
)
from exchanges.vocabulary import (
    FINISHED,
    MAIN_ROLES,
    PRIVATE,
    ExchangeInstrument,
    PartyRole,
    PartyState,
    Status,
)
from members.models import Organization
from portal.scale.copying import numbered
from portal.scale.words import Chance

DAY = dt.timedelta(days=1)
PLANNED = (Status.SHAPING, Status.AGREED, Status.RUNNING, Status.REPORTING, *FINISHED)


class Size(NamedTuple):
    parties: int
    activities: int
    questions: int


BIG = Size(parties=30, activities=200, questions=100)


def around(
    exchanges: list[Exchange], parties: list[Party], organizations: list[Organization],
    people: list[Person], chance: Chance, big: Exchange | None,
) -> Iterator[models.Model]:  # fmt: skip
    of: defaultdict[int, list[Party]] = defaultdict(list)
    for party in parties:
        of[party.exchange_id].append(party)
    for exchange in exchanges:
        here = of[exchange.pk]
        size = BIG if exchange is big else None
        yield from _moves(exchange)
        if exchange.status in PLANNED:
            yield from _work(exchange, here, organizations, chance, size)
            yield from _results(exchange, here, chance)
        if exchange.status not in PRIVATE:
            yield from _voices(exchange, here, organizations, people, chance, size)


def _moves(exchange: Exchange) -> Iterator[Event]:
    stamps = {
        Status.SUBMITTED: exchange.submitted_at,
        Status.OPEN: exchange.opened_at,
        Status.AGREED: exchange.agreed_at,
        Status.RUNNING: exchange.started_at,
        exchange.status: exchange.status_since,
    }
    before = str(Status.DRAFT)
    for status, at in stamps.items():
        if at and status != Status.DRAFT:
            yield Event(
                subject_type=_kind(Exchange), subject_id=exchange.pk, subject_label=exchange.title,
                name="move", source=before, target=status, at=at,
                is_public=status != Status.SUBMITTED,
            )  # fmt: skip
            before = str(status)


def _work(
    exchange: Exchange, parties: list[Party], organizations: list[Organization], chance: Chance,
    size: Size | None,
) -> Iterator[models.Model]:  # fmt: skip
    """Activities begin when the exchange does, or will."""
    begins = (exchange.started_at or exchange.status_since + 30 * DAY).date()
    number = size.activities if size else chance.random.randint(1, 4)
    activities = numbered([_activity(exchange, begins, chance) for _place in range(number)])
    text = chance.text(exchange.language, 25)
    lines = [activity.as_line() for activity in activities]
    yield Plan(exchange_id=exchange.pk, version=1, objective=text, costs=text, schedule=lines,
               written_at=exchange.status_since)  # fmt: skip
    yield from activities
    for activity in activities:
        if activity.open_seats and exchange.opened_at:
            who = chance.random.choice(organizations)
            state = chance.often(("granted", "asked", "declined"))[0]
            yield Seat(activity_id=activity.pk, organization_id=who.pk, number=1, state=state)
    for party in parties:
        if party.state == PartyState.ACCEPTED and exchange.status != Status.SHAPING:
            value = chance.random.randint(1, 60)
            of = {"exchange_id": exchange.pk, "party_id": party.pk}
            yield Contribution(kind="person-days", planned=value, real=value, **of)
            yield Contribution(kind="travel", planned=100 * value, currency="USD", **of)


def _activity(exchange: Exchange, begins: dt.date, chance: Chance) -> Activity:
    starts = begins + dt.timedelta(days=chance.random.randint(0, 60))
    return Activity(
        exchange_id=exchange.pk,
        title=chance.text(exchange.language, 6)[:200],
        instrument=chance.random.choice(ExchangeInstrument.values),
        starts_on=starts,
        ends_on=starts + dt.timedelta(days=chance.random.randint(0, 4)),
        agenda=chance.text(exchange.language, 20),
        languages=[exchange.language],
        open_seats=chance.random.choice((0, 0, 0, 5)),
    )


def _results(
    exchange: Exchange, parties: list[Party], chance: Chance
) -> Iterator[Report | FollowUp]:
    """While reports are written, half of them are there."""
    done = exchange.completed_at
    for party in parties:
        if party.state != PartyState.ACCEPTED or party.role not in MAIN_ROLES:
            continue
        told = chance.text(exchange.language, 30)
        if done or (exchange.status == Status.REPORTING and chance.random.random() < 0.5):
            yield Report(
                exchange_id=exchange.pk, party_id=party.pk, language=exchange.language,
                achieved=told, did_not_work=told, written_at=exchange.status_since,
            )  # fmt: skip
        if done and party.role == PartyRole.RECIPIENT:
            is_told = chance.random.random() < 0.5
            yield FollowUp(
                exchange_id=exchange.pk, party_id=party.pk, months=6, asked_at=done,
                level=chance.random.randint(0, 5) if is_told else None,
                evidence=told if is_told else "", written_at=done if is_told else None,
            )  # fmt: skip


def _voices(
    exchange: Exchange, parties: list[Party], organizations: list[Organization],
    people: list[Person], chance: Chance, size: Size | None,
) -> Iterator[models.Model]:  # fmt: skip
    for _place in range(size.questions if size else chance.random.choice((0, 0, 1, 2))):
        yield Question(
            subject_type=_kind(Exchange), subject_id=exchange.pk, language=exchange.language,
            text=chance.text(exchange.language, 15), at=exchange.status_since,
            by_id=chance.random.choice(people).pk if people else None,
        )  # fmt: skip
    inside = {party.organization_id for party in parties}
    few = chance.random.sample(organizations, min(3, len(organizations)))
    for one in few[: chance.random.choice((0, 0, 1, 3))]:
        if one.pk not in inside:
            yield Want(exchange_id=exchange.pk, organization_id=one.pk, at=exchange.status_since)
    for person in chance.random.sample(people, min(chance.random.randint(0, 2), len(people))):
        yield Follow(subject_type=_kind(Exchange), subject_id=exchange.pk, person_id=person.pk)


def _kind(model: type[models.Model]) -> ContentType:
    return ContentType.objects.get_for_model(model)  # kept in memory
