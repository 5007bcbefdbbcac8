"""Which sheets match a wording and in which order. A leaf: knows tables by name, not by model.

A part counts by where it stands: in the title, tag or theme, summary, lessons and results, the
rest. Its weight is how rare it is. A sheet with all parts comes before one with some of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from experiences.wording import Wording

MOST = 10_000  # counted exactly up to here
FEW = 20  # with fewer sheets that have all the words, those with some of them follow

ENTRIES = "experiences_indexentry"
ORDERS = {
    "newest": "published_at DESC, experience_id DESC",
    "oldest": "published_at, experience_id",
    "title": "(SELECT lower(unaccent(title)) FROM experiences_experience sheet"
    " WHERE sheet.id = experience_id), experience_id",
}
# What one part is worth in one sheet, by the place where it stands.
PLACE = """
    CASE
        WHEN NOT vector @@ %s::tsquery THEN 0
        WHEN ts_filter(vector, '{a}') @@ %s::tsquery THEN 1.0
        WHEN ts_filter(vector, '{b}') @@ %s::tsquery THEN 0.6
        WHEN ts_filter(vector, '{c}') @@ %s::tsquery THEN 0.35
        ELSE 0.2
    END
"""
TAGGED = """
    greatest((vector @@ %s::tsquery)::int, 0.5 * (vector @@ %s::tsquery)::int, 0.8 * {place})
    + 0.2 * {place}
"""


@dataclass(frozen=True)
class Filters:
    """Facet ids by kind: any of a kind, all kinds. An empty tuple of a kind matches nothing."""

    by_kind: dict[str, tuple[int, ...]]

    def where(self, *, but: str = "") -> tuple[str, list[Any]]:
        kinds = [ids for kind, ids in self.by_kind.items() if kind != but]
        return "".join(" AND facets && %s::int[]" for _ in kinds), [list(ids) for ids in kinds]


@dataclass(frozen=True)
class Match:
    """The condition that sheets meet: ``loosened`` when some of the words are enough."""

    condition: str
    values: list[Any]
    loosened: bool = False

    @property
    def is_everything(self) -> bool:
        return self.condition == "true"

    def filtered(self, filters: Filters, *, but: str = "") -> tuple[str, list[Any]]:
        extra, values = filters.where(but=but)
        return self.condition + extra, [*self.values, *values]


EVERYTHING = Match("true", [])


def match(wording: Wording, filters: Filters) -> Match:
    """All the words; where few sheets have them, those with some of the words too."""
    if not wording.parts:
        return EVERYTHING if not wording.excluded else _without(EVERYTHING, wording)
    strict = _without(Match("vector @@ %s::tsquery", [wording.strict]), wording)
    if not wording.can_be_loosened or count(strict, filters, FEW) >= FEW:
        return strict
    share = " + ".join("%s * (vector @@ %s::tsquery)::int" for _ in wording.parts)
    values = [value for part in wording.parts for value in (part.weight, part.nearly)]
    loose = Match(
        f"vector @@ %s::tsquery AND ({share}) >= %s", [wording.loose, *values, wording.enough], True
    )
    return _without(loose, wording)


def _without(match: Match, wording: Wording) -> Match:
    condition = match.condition + " AND NOT vector @@ %s::tsquery" * len(wording.excluded)
    return Match(condition, [*match.values, *wording.excluded], match.loosened)


def count(match: Match, filters: Filters, limit: int = MOST + 1) -> int:
    """How many; stops at ``limit``."""
    where, values = match.filtered(filters)
    # The conditions are ours; what people typed goes in as parameters.
    sql = f"SELECT count(*) FROM (SELECT FROM {ENTRIES} WHERE {where} LIMIT %s) AS n"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, limit])
        return int(cursor.fetchone()[0])


def hits(
    wording: Wording, match: Match, filters: Filters, order: str, start: int, number: int
) -> list[int]:
    """The ids of the sheets from place ``start``."""
    sql, values = _ordered(wording, match, filters, order)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT %s OFFSET %s", [*values, number, start])
        return [pk for (pk,) in cursor.fetchall()]


def all_hits(
    wording: Wording, match: Match, filters: Filters, order: str, at_once: int
) -> Iterator[list[int]]:
    """The ids of all of them, some at a time; the database keeps the rest."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(*_ordered(wording, match, filters, order))
        while rows := cursor.fetchmany(at_once):
            yield [pk for (pk,) in rows]


def _ordered(wording: Wording, match: Match, filters: Filters, order: str) -> tuple[str, list[Any]]:
    where, values = match.filtered(filters)
    if order == "relevance" and wording.parts:
        score, scored = _score(wording)
        by = f"{score} DESC, quality DESC, experience_id DESC"
    else:
        by, scored = ORDERS.get(order, ORDERS["newest"]), []
    sql = f"SELECT experience_id FROM {ENTRIES} WHERE {where} ORDER BY {by}"  # noqa: S608
    return sql, [*values, *scored]


def _score(wording: Wording) -> tuple[str, list[Any]]:
    """Value times weight of every part; near words and quality decide between equals."""
    terms: list[str] = []
    values: list[Any] = []
    for part in [*wording.parts, *wording.extras]:
        if part.concept:
            terms.append(f"%s::float * ({TAGGED.format(place=PLACE)})")
            values += [part.weight, part.tags, part.concept.near_tags, *[part.query] * 8]
        else:
            terms.append(f"%s::float * ({PLACE})")
            values += [part.weight, *[part.query] * 4]
        if part.surplus:
            terms.append(f"%s::float * ({PLACE})")
            values += [part.surplus, *[part.literal] * 4]
    everything = " | ".join(f"({part.query})" for part in wording.parts)
    close = "0.3 * ts_rank_cd('{0.1, 0.2, 0.4, 1.0}', vector, %s::tsquery, 1|32) + 0.05 * quality"
    return " + ".join([*terms, close]), [*values, everything]
