"""Invented offers."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from community.models import Theme
from exchanges.models import Offer
from exchanges.models.offers import ThemedOffer
from exchanges.vocabulary import ExchangeInstrument
from members.models import Organization
from portal.scale.copying import copy, numbered
from portal.scale.words import Chance


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
