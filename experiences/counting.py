"""How many sheets each value of a filter would give. A leaf: knows tables by name, not by model.

Exact up to ``MOST``, in one statement; beyond that nobody counts, and the page shows no number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from experiences.ranking import ENTRIES, MOST, Filters, Match, estimate, found_by_index

SHOWN = 40  # organizations; the others have their own pages
Pair = tuple[str, str]  # kind and stored value
Kept = dict[int, tuple[Pair, int]]  # by the id of its facet: what it stands for, and how many

# A sheet has a dozen facets: they are counted by number, and those that nobody asked for are left
# out before. What a number means the process knows.
PART = """
    (WITH counted AS MATERIALIZED (
        SELECT id, count(*) AS number
        FROM (SELECT unnest(hit.facets) AS id FROM ({hits}) AS hit) AS held {only}
        GROUP BY id
    )
    SELECT id, number, NULL AS value FROM counted WHERE id = ANY (%s::int[]) {others})
"""
ONLY = "WHERE id = ANY (%s::int[])"
# There may be thousands of organizations: the names of those that the process does not know.
OTHERS = """
    UNION ALL SELECT most.id, most.number, facet.value
    FROM (
        SELECT id, number FROM counted WHERE id <> ALL (%s::int[])
        ORDER BY number DESC, id LIMIT %s
    ) AS most JOIN experiences_facet facet ON facet.id = most.id AND facet.kind = 'organization'
"""


@dataclass(frozen=True)
class Counts:
    """``unknown`` are the kinds with a filter of which nobody knows how many."""

    known: dict[Pair, int]
    unknown: set[str] = field(default_factory=set)
    rest_unknown: bool = False  # of the kinds without a filter

    def knows(self, kind: str, filters: Filters) -> bool:
        return kind not in self.unknown and not (self.rest_unknown and kind not in filters.by_kind)


def count(match: Match, filters: Filters, *, has_more: bool, sheets: int, kept: Kept) -> Counts:
    """A filter does not count against itself: each kind with one is counted without it.

    ``sheets`` is the number of all, ``kept`` what the database keeps of each value among all.
    """
    active = list(filters.by_kind)
    alone = set(active) if match.is_everything and len(active) == 1 else set()
    is_large = sheets > MOST
    others = [kind for kind in active if is_large and kind not in alone]
    many = {kind for kind in others if estimate(match, filters, but=kind) > MOST}
    kinds = [*([] if has_more else [""]), *sorted(set(active) - alone - many)]
    parts = [_part(match, filters, kind, kept) for kind in kinds]
    found = {pair: number for pair, number in kept.values() if pair[0] in alone}
    if parts:
        rows = found_by_index(
            " UNION ALL ".join(sql for sql, _values in parts),
            [value for _sql, values in parts for value in values],
        )
        for pk, number, value in rows:
            found[("organization", value) if value else kept[pk][0]] = number
    return Counts(found, many, has_more)


def _part(match: Match, filters: Filters, kind: str, kept: Kept) -> tuple[str, list[Any]]:
    """One kind without its filter, or all kinds that have none."""
    where, values = match.filtered(filters, but=kind)
    # The conditions are ours; what people typed goes in as parameters.
    hits = f"SELECT facets FROM {ENTRIES} WHERE {where} LIMIT {2 * MOST}"  # noqa: S608
    known = {one for (one, _value), _number in kept.values()}
    kinds = {kind} if kind else (known | {"organization"}) - set(filters.by_kind)
    asked = [pk for pk, ((one, _value), _number) in kept.items() if one in kinds]
    if "organization" in kinds:
        sql = PART.format(hits=hits, only="", others=OTHERS)
        return sql, [*values, asked, list(kept), SHOWN]
    if kind:
        return PART.format(hits=hits, only=ONLY, others=""), [*values, asked, asked]
    return PART.format(hits=hits, only="", others=""), [*values, asked]
