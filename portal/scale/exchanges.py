"""Invented offers, and exchanges with those who take part in them."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from community.models import Theme
from exchanges.models import Exchange, Offer, Party
from exchanges.models.exchanges import ThemedExchange
from exchanges.models.offers import ThemedOffer
from exchanges.vocabulary import ExchangeInstrument, PartyRole
from members.models import Organization
from portal.scale.copying import copy, numbered
from portal.scale.words import Chance

STATES = ("closed", "completed", "open", "running", "lapsed", "shaping")
ROLES = (PartyRole.RECIPIENT, PartyRole.FIRST_PROVIDER, PartyRole.SECOND_PROVIDER)
FIRST_NUMBER = 100_000  # real numbers stay free


def offers(number: int, organizations: list[Organization], themes: list[Theme]) -> int:
    chance = Chance(f"offers {number}")
    made = numbered([_offer(chance, organizations) for _place in range(number)])
    copy(made)
    copy(
        ThemedOffer(content_object_id=offer.pk, tag_id=theme.pk)
        for offer in made
        for theme in chance.some(themes, 2)
    )
    return number


def _offer(chance: Chance, organizations: list[Organization]) -> Offer:
    organization = chance.random.choice(organizations)
    language = organization.description_language
    return Offer(
        organization=organization,
        language=language,
        title=chance.text(language, 6)[:160],
        description=chance.text(language, 30),
        instruments=chance.some(ExchangeInstrument.values, 3),
        languages=[language],
        valid_until=timezone.localdate() + dt.timedelta(days=chance.random.randint(-100, 900)),
    )


def exchanges(number: int, organizations: list[Organization], themes: list[Theme]) -> int:
    chance = Chance(f"exchanges {number}")
    taken = Exchange.objects.filter(number__startswith="EXC-2000-").count()
    made = numbered(
        [_exchange(FIRST_NUMBER + taken + place, chance, organizations) for place in range(number)]
    )
    copy(made)
    copy(
        ThemedExchange(content_object_id=exchange.pk, tag_id=theme.pk)
        for exchange in made
        for theme in chance.some(themes, 2)
    )
    copy(party for exchange in made for party in _parties(exchange, chance, organizations))
    return number


def _exchange(number: int, chance: Chance, organizations: list[Organization]) -> Exchange:
    organization = chance.often(organizations)[0]
    language = organization.description_language
    at = timezone.now() - dt.timedelta(minutes=chance.random.randint(0, 2_000_000))
    return Exchange(
        number=f"EXC-2000-{number}",
        organization=organization,
        status=chance.often(STATES)[0],
        status_since=at,
        opened_at=at,
        language=language,
        title=chance.text(language, 7)[:200],
        need=chance.text(language, 30),
        result_wanted=chance.text(language, 20),
        instruments=chance.some(ExchangeInstrument.values, 3),
        languages=[language],
    )


def _parties(exchange: Exchange, chance: Chance, organizations: list[Organization]) -> list[Party]:
    """Who asked; for what is no longer open one or two who share, of the whole network."""
    others = [] if exchange.status == "open" else chance.random.sample(organizations, 2)
    asked = exchange.organization
    found = [asked, *(one for one in others[: chance.random.randint(1, 2)] if one != asked)]
    return [
        Party(
            exchange_id=exchange.pk,
            organization_id=one.pk,
            country_id=one.country_id,
            role=role,
            state="accepted",
        )
        for role, one in zip(ROLES, found, strict=False)
        if one is not None
    ]
