"""Invented organizations, what they know and seek, and their people."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from community.languages import CODES
from community.models import Person, Theme
from members.models import Country, Membership, Organization
from members.models.organizations import KnownTheme, SoughtTheme
from members.vocabulary import WITHOUT_COUNTRY
from portal.scale.copying import copy, numbered
from portal.scale.words import FIRST, HEADS, KINDS, LAST, Chance


def organizations(number: int, themes: list[Theme], run: str) -> list[Organization]:
    """Each speaks the first language of its country."""
    chance = Chance(f"organizations {number}")
    countries = list(Country.objects.of_the_americas().order_by("iso2"))
    chance.random.shuffle(countries)
    made = numbered(
        [_organization(place, chance, countries, themes, run) for place in range(number)]
    )
    copy(made)
    for through, most in ((KnownTheme, 4), (SoughtTheme, 3)):
        copy(
            through(content_object_id=one.pk, tag_id=theme.pk)
            for one in made
            for theme in chance.some(themes, most)
        )
    return made


def _organization(
    place: int, chance: Chance, countries: list[Country], themes: list[Theme], run: str
) -> Organization:
    kind, country = chance.often(KINDS)[0], chance.often(countries)[0]
    spoken = [code for code in country.languages if code in CODES]
    language = spoken[0] if spoken else "en"
    theme = chance.often(themes)[0]
    name = f"{HEADS[kind][language]} {getattr(theme, f'label_{language}')}"
    at = timezone.now() - dt.timedelta(days=chance.random.randint(0, 1500))
    return Organization(
        slug=f"{run}-{place}",
        status="approved",
        status_since=at,
        name=f"{name}, {getattr(country, f'name_{language}')} {place}",
        name_en=f"{HEADS[kind]['en']} {theme.label_en}, {country.name_en} {place}",
        acronym=f"{kind[:2].upper()}{country.iso2}{place}",
        kind=kind,
        country_id=None if kind in WITHOUT_COUNTRY else country.pk,
        website=f"https://{run}-{place}.example/",
        email_domain=f"{run}-{place}.example",
        description=chance.text(language, 40, theme.label),
        description_language=language,
        languages=list(dict.fromkeys([language, *chance.often(CODES)])),
        verified_at=at,
        confirmed_at=at,
    )


def people(number: int, organizations: list[Organization], run: str) -> list[Person]:
    """The first of an organization leads it; the others edit or read."""
    chance = Chance(f"people {number}")
    password = make_password(None)  # nobody signs in as one of them
    made = numbered(
        [
            Person(
                email=f"person-{place}@{run}.example",
                name=f"{chance.often(FIRST)[0]} {chance.often(LAST)[0]}",
                language=chance.often(CODES)[0],
                password=password,
            )
            for place in range(number)
        ]
    )
    copy(made)
    copy(_memberships(made, organizations, chance))
    return made


def _memberships(
    people: list[Person], organizations: list[Organization], chance: Chance
) -> list[Membership]:
    led = len(organizations)
    return [
        Membership(
            person_id=person.pk,
            organization_id=organizations[place % led].pk,
            role="focal_point" if place < led else chance.often(("editor", "viewer", "deputy"))[0],
            confirmed_at=person.date_joined,
        )
        for place, person in enumerate(people)
        if led
    ]
