"""Invented sheets: short texts, but everything that they are found, counted and shown by."""

from __future__ import annotations

import datetime as dt
from itertools import batched

from django.utils import timezone

from community.languages import CODES
from community.models import Theme
from experiences.models import Experience
from experiences.models.experiences import ThemedExperience
from experiences.vocabulary import Instrument, Maturity, Population, Scale
from members.models import Organization
from portal.scale.copying import AT_ONCE, copy, numbered
from portal.scale.words import Chance


def experiences(
    number: int, organizations: list[Organization], themes: list[Theme], run: str
) -> int:
    """Parts come before the sheets are published: then the index is made once."""
    chance = Chance(f"experiences {number}")
    for places in batched(range(number), AT_ONCE):
        made = numbered([_sheet(place, chance, organizations, run) for place in places])
        copy(made)
        countries = Experience.countries.through
        copy(
            countries(experience_id=sheet.pk, country_id=sheet.organization.country_id or "CL")
            for sheet in made
        )
        copy(
            ThemedExperience(content_object_id=sheet.pk, tag_id=theme.pk)
            for sheet in made
            for theme in chance.some(themes, 3)
        )
        Experience.objects.filter(pk__in=[sheet.pk for sheet in made]).update(
            status="published", published_at=_day(chance), reviewed_at=timezone.now()
        )
    return number


def _sheet(place: int, chance: Chance, organizations: list[Organization], run: str) -> Experience:
    organization = chance.often(organizations)[0]
    language = organization.description_language
    year = chance.random.randint(1995, 2025)
    return Experience(
        slug=f"{run}-sheet-{place}",
        organization=organization,
        language=language if language in CODES else "en",
        title=chance.text(language, 6)[:160],
        summary=chance.text(language, 18)[:240],
        scale=chance.often(Scale.values)[0],
        start_year=year,
        end_year=year + chance.random.randint(0, 6),
        populations=chance.some(Population.values, 2),
        instrument=chance.often(Instrument.values)[0],
        maturity=chance.often(Maturity.values)[0],
        problem=chance.text(language, 30),
        what_was_done=chance.text(language, 40),
        results=chance.text(language, 30),
        what_did_not_work=chance.text(language, 15),
    )


def _day(chance: Chance) -> dt.datetime:
    return timezone.now() - dt.timedelta(minutes=chance.random.randint(0, 1_000_000))
