"""Sheets by the million: texts made here, copied into PostgreSQL, indexed in one go a thousand.

Triggers would index row by row, so they are off in the sessions that write; the same functions
that they call compute the entries of a thousand sheets at once, and all counts follow at the end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random
from typing import Any

from django.db import connection, transaction

from community.languages import CODES
from community.models import Theme
from experiences.vocabulary import (
    BlockKind,
    Evidence,
    Instrument,
    Maturity,
    Phase,
    Polarity,
    Population,
)
from members.models import Organization
from portal import content
from portal.sample.reading import records
from portal.scale.texts import Words, names, words_of

AT_ONCE = 1_000
SHARES = {"es": 45, "en": 25, "pt": 20, "fr": 10}
NEWEST = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
EIGHT_YEARS = 8 * 365 * 24 * 3600
YEARS = range(1995, 2026)
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
}
ENTRIES = """
    INSERT INTO experiences_indexentry ({columns}) SELECT {columns} FROM experiences_entries(%s)
"""
# Facets have to be there before the entries that name them.
FACETS = """
    INSERT INTO experiences_facet (kind, value, count)
    SELECT kind, value, 0 FROM unnest(%s::text[], %s::text[]) AS facet (kind, value)
    ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class Stock:
    """What sheets are made of."""

    words: dict[str, Words]
    themes: list[tuple[int, dict[str, list[str]]]]
    organizations: list[tuple[int, str | None]]
    countries: list[str]

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


def usual[T](random: Random, things: list[T]) -> T:
    """One of them, the first ones more often."""
    return things[int(len(things) * random.random() ** 2.2)]


def sheets(stock: Stock, first: int, number: int) -> Rows:
    """The rows of ``number`` sheets from the id ``first`` on, by table."""
    random = Random(f"sheets {first}")  # noqa: S311 - the same sheets for ever
    rows: Rows = {table: [] for table in COLUMNS}
    for pk in range(first, first + number):
        for table, row in _sheet(stock, random, pk):
            rows[table].append(row)
    return rows


def _sheet(stock: Stock, random: Random, pk: int) -> Iterator[tuple[str, tuple[Any, ...]]]:
    language = random.choices(list(SHARES), weights=list(SHARES.values()))[0]
    words = stock.words[language]
    organization, country = usual(random, stock.organizations)
    themes = {usual(random, stock.themes)[0]: None for _ in range(random.randint(1, 3))}
    said = dict(stock.themes)
    called = [random.choice(said[theme][language]) for theme in themes]
    at = NEWEST - dt.timedelta(seconds=random.randrange(EIGHT_YEARS))
    start = random.choice(YEARS)
    title = f"{called[0].capitalize()}: {' '.join(words.take(random, 5))}"[:160]
    yield "experiences_experience", (
        pk, "published", at, f"made-{pk}", language, title,
        f"{words.text(random, 9)} {called[-1].capitalize()}."[:240], words.text(random, 45),
        " ".join(words.take(random, 3)).title()[:200], "national", start,
        start + random.randint(0, 9) if random.random() < 0.4 else None,
        random.sample(Population.values, random.randint(1, 3)),
        usual(random, Instrument.values), usual(random, Maturity.values),
        words.text(random, 60), f"{called[0]} {words.text(random, 110)}", words.text(random, 60),
        words.text(random, 20) if random.random() < 0.5 else "", words.text(random, 15),
        "", "", 0, "CC BY 4.0", True, at, at, at, at, organization,
    )  # fmt: skip
    places = {country} if country else set()
    if random.random() < 0.1 or not country:
        places.add(usual(random, stock.countries))
    for iso2 in sorted(places):
        yield "experiences_experience_countries", (pk, iso2)
    for theme in themes:
        yield "experiences_themedexperience", (pk, theme)
    yield from _parts(words, random, pk, organization, language, at)
    yield from _blocks(words, pk)


def _parts(
    words: Words, random: Random, pk: int, organization: int, language: str, at: dt.datetime
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    for place in range(random.choice((0, 1, 1, 2))):
        yield "experiences_lesson", (
            pk, organization, place, language, words.text(random, 12)[:200],
            words.text(random, 12), "", "", words.text(random, 8), random.choice(Phase.values),
            usual(random, Polarity.values), random.choice(Evidence.values), at,
        )  # fmt: skip
    if random.random() < 0.5:
        source = words.text(random, 5)[:100] if random.random() < 0.7 else ""
        number, unit = random.randint(100, 10**6), " ".join(words.take(random, 2))[:60]
        yield "experiences_figure", (pk, "", 0, number, unit, random.choice(YEARS), source)
    yield (
        "experiences_source",
        (pk, "", 0, words.text(random, 6)[:120], f"https://example.org/{pk}"),
    )


def _blocks(words: Words, pk: int) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Every fifth sheet has some; by a chance of their own, so that the rest stays what it was."""
    random = Random(f"blocks {pk}")  # noqa: S311
    for place in range(random.choice((0, 0, 0, 0, random.randint(1, 3)))):
        title = " ".join(words.take(random, 4)).capitalize()
        yield "experiences_block", (
            pk, place, title[:160], usual(random, BlockKind.values), words.text(random, 12),
            words.text(random, 40), words.text(random, 10), words.text(random, 10), "",
            words.text(random, 6), "",
        )  # fmt: skip


# --- Into the database ---------------------------------------------------------------------------


def make(number: int, *, processes: int = 2, say: Callable[[str], object] = print) -> int:
    """``number`` published sheets, found, counted and ready to be measured."""
    if not number:
        return 0
    stock = Stock.taken()
    first = _reserve(number)
    with connection.cursor() as cursor:
        cursor.execute(FACETS, list(map(list, zip(*stock.facets(), strict=True))))
    indexes = take_indexes_away()
    say(f"Writing {number} sheets …")
    starts = range(first, first + number, AT_ONCE)
    try:
        with ThreadPoolExecutor(processes) as pool:
            for _done in pool.map(
                lambda start: _write(stock, start, min(AT_ONCE, first + number - start)), starts
            ):
                pass
    finally:
        say("Building the indexes …")
        bring_indexes_back(indexes)
    say("Counting …")
    recount()
    return number


def _reserve(number: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(sequence, nextval(sequence) + %s - 1) - %s + 1"
            " FROM pg_get_serial_sequence('experiences_experience', 'id') AS sequence",
            [number, number],
        )
        return int(cursor.fetchone()[0])


def _write(stock: Stock, first: int, number: int) -> None:
    try:
        _copy(stock, first, number)
    finally:
        connection.close()  # of this thread


def _copy(stock: Stock, first: int, number: int) -> None:
    rows = sheets(stock, first, number)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers here
        cursor.execute("SET LOCAL synchronous_commit = off")
        for table, names_of_columns in COLUMNS.items():
            columns = ", ".join(names_of_columns.split())
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows[table]:
                    copy.write_row(row)
        cursor.execute(
            ENTRIES.format(columns=_entry_columns()), [list(range(first, first + number))]
        )


def _entry_columns() -> str:
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, "experiences_indexentry")
        return ", ".join(column.name for column in found)


def recount() -> None:
    """What the triggers would have counted, and what the planner wants to know."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT experiences_recount()")
        content.count_change()
    with connection.cursor() as cursor:
        for table in (*COLUMNS, "experiences_indexentry", "experiences_facet", "experiences_word"):
            cursor.execute(f"VACUUM (ANALYZE) {table}")


# The large ones; those that keep something unique stay.
INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = ANY (%s::regclass[]) AND NOT indisunique
"""


def take_indexes_away() -> list[str]:
    """Drops them and says how to make them again: once over all rows is faster than row by row."""
    with connection.cursor() as cursor:
        cursor.execute(INDEXES, [[*COLUMNS, "experiences_indexentry"]])
        found = cursor.fetchall()
        for name, _definition in found:
            cursor.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in found]


def bring_indexes_back(definitions: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for definition in definitions:
            cursor.execute(definition)
        cursor.execute("RESET maintenance_work_mem")
