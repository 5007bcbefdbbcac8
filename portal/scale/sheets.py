"""Invented sheets: the same for the same ids, in four languages, of words as people use them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from community.languages import CODES
from community.models import Theme
from experiences.vocabulary import BlockKind, Instrument, Maturity, Population
from members.models import Organization
from portal.sample.reading import records
from portal.scale.beside import YEARS, Row, Sheet, blocks, parts, translation, usual
from portal.scale.texts import Words, names, words_of

SHARES = {"es": 45, "en": 25, "pt": 20, "fr": 10}
NEWEST = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
EIGHT_YEARS = 8 * 365 * 24 * 3600
# Django puts them together anew each time it is asked.
POPULATIONS, INSTRUMENTS, MATURITIES = Population.values, Instrument.values, Maturity.values
TRANSLATED = ("title", "summary", "overview", "problem", "what_was_done", "results")
Rows = dict[str, list[tuple[Any, ...]]]
COLUMNS = {
    "experiences_experience": (
        "id status status_since slug language title summary overview programme scale start_year"
        " end_year populations instrument maturity problem what_was_done results"
        " what_did_not_work conditions_for_transfer evidence adapted_how confirmation_reminders"
        " licence is_sample created_at changed_at"
        " published_at reviewed_at organization_id"
    ),
    "experiences_experience_countries": "experience_id country_id",
    "experiences_themedexperience": "content_object_id tag_id",
    "experiences_lesson": (
        "experience_id organization_id position language claim because holds_where not_where"
        " do_differently phase polarity evidence created_at"
    ),
    "experiences_block": (
        "experience_id position title kind purpose how enabling_factors lesson needed_law"
        " needed_data needed_systems"
    ),
    "experiences_figure": "experience_id kind position value unit year source",
    "experiences_source": "experience_id kind position title url",
    "experiences_translation": (
        "id experience_id language is_machine started_at changed_at published_at"
    ),
    "experiences_translatedpiece": "translation_id part text original at is_machine",
}


@dataclass(frozen=True)
class Stock:
    """What sheets are made of."""

    words: dict[str, Words]
    themes: list[tuple[int, dict[str, list[str]]]]
    organizations: list[tuple[int, str | None]]
    countries: list[str]
    translations: int = 0  # the id of a translation is that of its sheet and so many more

    @classmethod
    def taken(cls) -> Stock:
        by_slug = dict(Theme.objects.values_list("slug", "pk"))
        themes = [(by_slug[row["slug"]], names(row)) for row in records("themes")]
        approved = Organization.objects.approved().order_by("pk")
        organizations: list[tuple[int, str | None]] = list(approved.values_list("pk", "country_id"))
        countries = sorted({iso2 for _pk, iso2 in organizations if iso2})
        Random("stock").shuffle(themes)  # noqa: S311
        return cls({code: words_of(code) for code in CODES}, themes, organizations, countries)

    def facets(self) -> list[tuple[str, str]]:
        """Every filter value that a made sheet can have."""
        kinds = set(Organization.objects.values_list("kind", flat=True))
        pairs = [("theme", str(pk)) for pk in Theme.objects.values_list("pk", flat=True)]
        pairs += [("country", iso2) for iso2 in self.countries]
        pairs += [("organization", str(pk)) for pk, _iso2 in self.organizations]
        pairs += [("kind", kind) for kind in kinds]
        pairs += [("year", str(year)) for year in YEARS]
        pairs += [("language", code) for code in CODES]
        for kind, choices in (
            ("population", Population), ("instrument", Instrument), ("maturity", Maturity),
            ("block", BlockKind),
        ):  # fmt: skip
            pairs += [(kind, str(value)) for value in choices.values]
        return sorted(pairs)


def sheets(stock: Stock, first: int, number: int) -> Rows:
    """The rows of ``number`` sheets from the id ``first`` on, by table."""
    random = Random(f"sheets {first}")  # noqa: S311 - the same sheets for ever
    rows: Rows = {table: [] for table in COLUMNS}
    for pk in range(first, first + number):
        for table, row in _sheet(stock, random, pk):
            rows[table].append(row)
    return rows


def _sheet(stock: Stock, random: Random, pk: int) -> Iterator[Row]:
    language = random.choices(list(SHARES), weights=list(SHARES.values()))[0]
    words = stock.words[language]
    organization, country = usual(random, stock.organizations)
    themes = {usual(random, stock.themes)[0]: None for _ in range(random.randint(1, 3))}
    said = dict(stock.themes)
    called = [random.choice(said[theme][language]) for theme in themes]
    at = NEWEST - dt.timedelta(seconds=random.randrange(EIGHT_YEARS))
    start = random.choice(YEARS)
    title = f"{called[0].capitalize()}: {' '.join(words.take(random, 5))}"[:160]
    row = (
        pk, "published", at, f"made-{pk}", language, title,
        f"{words.text(random, 9)} {called[-1].capitalize()}."[:240], words.text(random, 45),
        " ".join(words.take(random, 3)).title()[:200], "national", start,
        start + random.randint(0, 9) if random.random() < 0.4 else None,
        random.sample(POPULATIONS, random.randint(1, 3)),
        usual(random, INSTRUMENTS), usual(random, MATURITIES),
        words.text(random, 60), f"{called[0]} {words.text(random, 110)}", words.text(random, 60),
        words.text(random, 20) if random.random() < 0.5 else "", words.text(random, 15),
        "", "", 0, "CC BY 4.0", True, at, at, at, at, organization,
    )  # fmt: skip
    yield "experiences_experience", row
    places = {country} if country else set()
    if random.random() < 0.1 or not country:
        places.add(usual(random, stock.countries))
    for iso2 in sorted(places):
        yield "experiences_experience_countries", (pk, iso2)
    for theme in themes:
        yield "experiences_themedexperience", (pk, theme)
    sheet = Sheet(pk, organization, language, at, [said[theme] for theme in themes], _texts(row))
    yield from parts(words, random, sheet)
    yield from blocks(words, pk)
    yield from translation(stock.words, sheet, stock.translations + pk)


def _texts(row: tuple[Any, ...]) -> dict[str, str]:
    """What is translated of it; what is not said needs no translation."""
    named = dict(zip(COLUMNS["experiences_experience"].split(), row, strict=True))
    return {name: named[name] for name in TRANSLATED if named[name]}
