"""How many sheets each value of a filter would give. A leaf: knows tables by name, not by model.

Exact up to ``MOST``, in one statement; beyond that nobody counts, and the page shows no number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from experiences.conditions import ENTRIES, MOST, Filters, Match, estimate, found_by_index

SHOWN = 40  # organizations; the others have their own pages
Pair = tuple[str, str]  # kind and stored value
type Question = tuple[str, list[Any]]  # and its values

LOOKED_AT = 2 * MOST  # where the planner promised fewer

# A sheet has a dozen facets: they are counted by number, and those that nobody asked for are left
# out before. What a number means the process knows. The row without an id says how many sheets.
PART = """
    (WITH hit AS MATERIALIZED ({hits}), counted AS MATERIALIZED (
        SELECT id, count(*) AS number
        FROM (SELECT unnest(hit.facets) AS id FROM hit) AS held {only}
        GROUP BY id
    )
    SELECT %s AS about, NULL::int AS id, count(*) AS number, NULL AS value FROM hit
    UNION ALL SELECT '', id, number, NULL FROM counted WHERE id = ANY (%s::int[]) {others})
"""
ONLY = "WHERE id = ANY (%s::int[])"
# There may be thousands of organizations: the names of those that the process does not know.
OTHERS = """
    UNION ALL SELECT '', most.id, most.number, facet.value
    FROM (
        SELECT id, number FROM counted WHERE id <> ALL (%s::int[]) AND number > 0
        ORDER BY number DESC, id LIMIT %s
    ) AS most JOIN experiences_facet facet ON facet.id = most.id AND facet.kind = 'organization'
"""
type Row = tuple[str, int | None, int, str | None]  # about a kind, id of a facet, number, its value


@dataclass(frozen=True)
class Known:
    """Of all sheets: how many there are, and by the id of a facet what it stands for and how many
    have it."""

    sheets: int
    kept: dict[int, tuple[Pair, int]]


@dataclass(frozen=True)
class Counts:
    """``unknown`` are the kinds with a filter of which nobody knows how many."""

    known: dict[Pair, int]
    unknown: set[str] = field(default_factory=set)
    rest_unknown: bool = False  # of the kinds without a filter

    def knows(self, kind: str, filters: Filters) -> bool:
        return kind not in self.unknown and not (self.rest_unknown and kind not in filters.by_kind)


def count(match: Match, filters: Filters, known: Known, *, has_more: bool) -> Counts:
    """A filter does not count against itself: each kind with one is counted without it."""
    alone = kept_alone(filters, known) if match.is_everything else {}
    few = [] if alone else countable(match, filters, list(filters.by_kind), known)
    many = set() if alone else set(filters.by_kind) - set(few)
    kinds = [*([] if has_more else [""]), *few]
    rows = asked([part(match, filters, kind, known) for kind in kinds])
    found, too_many = read(rows, known)
    return Counts(alone | found, many | too_many, has_more)


def kept_alone(filters: Filters, known: Known) -> dict[Pair, int]:
    """A filter that stands alone: what each of its values would give is kept."""
    if len(filters.by_kind) != 1:
        return {}
    return {pair: number for pair, number in known.kept.values() if pair[0] in filters.by_kind}


def countable(match: Match, filters: Filters, kinds: list[str], known: Known) -> list[str]:
    """Those of ``kinds`` without whose filter not too many match."""
    return [kind for kind in sorted(kinds) if expected(match, filters, known, but=kind) <= MOST]


def expected(match: Match, filters: Filters, known: Known, *, but: str = "") -> int:
    """How many sheets match: no more than have what one of the filters asks for, which is known.
    Where these are too many, as many as the planner believes."""
    sizes = [size(filters, kind, known) for kind in filters.by_kind if kind != but]
    most = min([known.sheets, *sizes])
    return most if most <= MOST else estimate(match, filters, but=but)


def size(filters: Filters, kind: str, known: Known) -> int:
    """So many have one of the values asked for, at most."""
    return sum(known.kept[pk][1] for pk in filters.by_kind[kind])


def part(match: Match, filters: Filters, kind: str, known: Known) -> Question:
    """One kind without its filter, or all kinds that have none."""
    if match.is_known and not kind:
        where, values = "experience_id = ANY (%s::int[])", [array(match.promising)]
    else:
        where, values = match.filtered(filters, but=kind)
    # The conditions are ours; what people typed goes in as parameters.
    hits = f"SELECT facets FROM {ENTRIES} WHERE {where} LIMIT {LOOKED_AT}"  # noqa: S608
    ids = array(ids_of({kind} if kind else kinds_without(filters, known), known))
    if kind == "organization" or not (kind or "organization" in filters.by_kind):
        sql = PART.format(hits=hits, only="", others=OTHERS)
        return sql, [*values, kind, ids, array(known.kept), SHOWN]
    if kind:
        return PART.format(hits=hits, only=ONLY, others=""), [*values, ids, kind, ids]
    return PART.format(hits=hits, only="", others=""), [*values, kind, ids]


def kinds_without(filters: Filters, known: Known) -> set[str]:
    """Those that no filter is of."""
    return {kind for (kind, _value), _number in known.kept.values()} - set(filters.by_kind)


def ids_of(kinds: set[str], known: Known) -> list[int]:
    return [pk for pk, ((kind, _value), _number) in known.kept.items() if kind in kinds]


def array(ids: Iterable[int]) -> str:
    """As PostgreSQL reads it: hundreds of numbers one by one take their time."""
    return "{" + ",".join(map(str, ids)) + "}"


def asked(questions: list[Question]) -> list[Row]:
    """The answers to all of them, in one journey."""
    if not questions:
        return []
    return found_by_index(
        " UNION ALL ".join(sql for sql, _values in questions),
        [value for _sql, values in questions for value in values],
    )


def read(rows: list[Row], known: Known) -> tuple[dict[Pair, int], set[str]]:
    """How many each value would give; and the kinds of which more sheets matched than promised."""
    found: dict[Pair, int] = {}
    too_many = set()
    for about, pk, number, value in rows:
        if pk is None:
            if number >= LOOKED_AT:
                too_many.add(about)
        else:
            found[("organization", value) if value else known.kept[pk][0]] = number
    return found, too_many
