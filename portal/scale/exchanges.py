"""Invented exchanges in all states, with those who take part; the rest is in ``around``."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.utils import timezone

from community.models import Person, Theme
from exchanges.models import Exchange, Party
from exchanges.models.exchanges import ThemedExchange
from exchanges.vocabulary import (
    BEGUN,
    FINISHED,
    PRIVATE,
    STEPS,
    ExchangeInstrument,
    PartyRole,
    PartyState,
    Status,
)
from members.models import Organization
from portal.scale.around import BIG, around
from portal.scale.copying import copy, numbered, without_triggers
from portal.scale.words import Chance

# The usual ones first.
STATES = (
    Status.CLOSED, Status.COMPLETED, Status.OPEN, Status.RUNNING, Status.LAPSED, Status.SHAPING,
    Status.REPORTING, Status.AGREED, Status.SUBMITTED, Status.CANCELLED, Status.DRAFT,
    Status.WITHDRAWN, Status.RETURNED,
)  # fmt: skip
ROLES = (PartyRole.RECIPIENT, PartyRole.FIRST_PROVIDER, PartyRole.SECOND_PROVIDER)
LATER = (PartyRole.OBSERVER, PartyRole.KNOWLEDGE_PARTNER, PartyRole.FACILITATOR)
ALONE = (*PRIVATE, Status.OPEN, Status.LAPSED, Status.WITHDRAWN)
FIRST_NUMBER = 100_000  # real numbers stay free
DAY = dt.timedelta(days=1)


def exchanges(
    number: int, organizations: list[Organization], themes: list[Theme], people: list[Person]
) -> int:
    """Where there are organizations enough, the first one is far larger than the others."""
    chance = Chance(f"exchanges {number}")
    taken = Exchange.objects.filter(number__startswith="EXC-2000-").count()
    made = numbered(
        [_exchange(FIRST_NUMBER + taken + place, chance, organizations) for place in range(number)]
    )
    big = made[0] if made and len(organizations) > BIG.parties else None
    if big:
        _state(big, Status.RUNNING, chance)
    parties = numbered(
        [
            party
            for exchange in made
            for party in _parties(exchange, chance, organizations, is_big=exchange is big)
        ]
    )
    copy(parties)  # first: the kind of an exchange is then derived once, and not for each of them
    copy(made)
    copy(
        ThemedExchange(content_object_id=exchange.pk, tag_id=theme.pk)
        for exchange in made
        for theme in chance.some(themes, 2)
    )
    _copy_all(around(made, parties, organizations, people, chance, big))
    return number


def _copy_all(rows: Iterable[models.Model]) -> None:
    """Each kind into its table. Nothing is derived from them; their histories stay empty."""
    found: defaultdict[type[models.Model], list[Any]] = defaultdict(list)
    for row in rows:
        found[type(row)].append(row)
    with without_triggers():
        for some in found.values():
            copy(some)


def _exchange(number: int, chance: Chance, organizations: list[Organization]) -> Exchange:
    organization = chance.often(organizations)[0]
    language = organization.description_language
    exchange = Exchange(
        number=f"EXC-2000-{number}",
        organization=organization,
        language=language,
        title=chance.text(language, 7)[:200],
        need=chance.text(language, 30),
        result_wanted=chance.text(language, 20),
        instruments=chance.some(ExchangeInstrument.values, 3),
        languages=[language],
    )
    _state(exchange, chance.often(STATES)[0], chance)
    return exchange


def _state(exchange: Exchange, status: Status, chance: Chance) -> None:
    """With the stamps of what came before it, a month or so apart."""
    since = timezone.now() - dt.timedelta(minutes=chance.random.randint(0, 2_000_000))
    exchange.status, exchange.status_since = status, since
    exchange.submitted_at = None if status == Status.DRAFT else since - 150 * DAY
    exchange.opened_at = None if status in PRIVATE else since - 120 * DAY
    is_agreed = status in STEPS and STEPS.index(status) >= STEPS.index(Status.AGREED)
    exchange.agreed_at = since - 90 * DAY if is_agreed else None
    exchange.started_at = since - 60 * DAY if status in BEGUN else None
    exchange.completed_at = since if status in FINISHED else None


def _parties(
    exchange: Exchange, chance: Chance, organizations: list[Organization], *, is_big: bool
) -> Iterator[Party]:
    """Who asked; one or two who share, or are only invited yet; of the big one everybody."""
    asked = exchange.organization
    number = BIG.parties if is_big else chance.random.randint(2, 3)
    few = chance.random.sample(organizations, min(number + 1, len(organizations)))
    found = [asked, *(one for one in few if one != asked)][:number]
    for place, one in enumerate(found):
        if one is None:
            continue
        is_alone = exchange.status in ALONE and place
        state = PartyState.ACCEPTED
        if is_alone:
            state = PartyState.OFFERED if exchange.status == Status.OPEN else PartyState.LAPSED
        yield Party(
            exchange_id=exchange.pk,
            organization_id=one.pk,
            country_id=one.country_id,
            role=ROLES[place] if place < len(ROLES) else LATER[place % len(LATER)],
            state=state,
            asked_at=exchange.status_since,
            answered_at=None if state == PartyState.OFFERED else exchange.status_since,
            accepted_version=1 if exchange.agreed_at and place < len(ROLES) else None,
        )
