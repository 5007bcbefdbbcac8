"""How many sheets each value of a filter would give. A leaf: knows tables by name, not by model.

Exact up to ``MOST``, in one statement; beyond that nobody counts, and the page shows no number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from experiences.ranking import ENTRIES, MOST, Filters, Match, estimate

SHOWN = 40  # organizations; the others have their own pages
Pair = tuple[str, str]  # kind and stored value

# A sheet has a dozen facets: they are counted by number first and named after; those of a single
# kind are picked out before.
PART = """
    SELECT kind, value, number FROM (
        SELECT facet.kind, facet.value, counted.number, facet.id = ANY (%s) AS asked,
            row_number() OVER (
                PARTITION BY facet.kind ORDER BY counted.number DESC, facet.id
            ) AS place
        FROM (
            SELECT held.id, count(*) AS number
            FROM (SELECT unnest(hit.facets) AS id FROM ({hits}) AS hit) AS held {only}
            GROUP BY held.id
        ) AS counted
        JOIN experiences_facet facet ON facet.id = counted.id AND {kinds}
    ) AS ranked
    WHERE kind <> 'organization' OR place <= %s OR asked
"""
ONLY = "WHERE held.id IN (SELECT id FROM experiences_facet WHERE kind = %s)"


@dataclass(frozen=True)
class Counts:
    """``unknown`` are the kinds of which nobody knows how many; all of them where it is None."""

    known: dict[Pair, int]
    unknown: set[str] = field(default_factory=set)
    rest_unknown: bool = False  # of the kinds without a filter

    def knows(self, kind: str, filters: Filters) -> bool:
        return kind not in self.unknown and not (self.rest_unknown and kind not in filters.by_kind)


def count(
    match: Match, filters: Filters, *, has_more: bool, sheets: int, kept: dict[Pair, int]
) -> Counts:
    """A filter does not count against itself: each kind with one is counted without it.

    ``sheets`` is the number of all, ``kept`` what the database keeps of each value among all.
    """
    active = list(filters.by_kind)
    alone = set(active) if match.is_everything and len(active) == 1 else set()
    asked = [pk for ids in filters.by_kind.values() for pk in ids]
    is_large = sheets > MOST
    others = [kind for kind in active if is_large and kind not in alone]
    many = {kind for kind in others if estimate(match, filters, but=kind) > MOST}
    parts: list[str] = []
    values: list[Any] = []
    if not has_more:
        parts.append(_part(match, filters, "NOT facet.kind = ANY (%s)"))
        values += _values(match, filters, "", asked, active)
    for kind in sorted(set(active) - alone - many):
        parts.append(_part(match, filters, "true", kind))
        values += _values(match, filters, kind, asked, kind)
    found = {pair: number for pair, number in kept.items() if pair[0] in alone}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            found |= {(kind, value): number for kind, value, number in cursor.fetchall()}
    return Counts(found, many, has_more)


def _part(match: Match, filters: Filters, kinds: str, but: str = "") -> str:
    where, _values = match.filtered(filters, but=but)
    # The conditions are ours; what people typed goes in as parameters.
    hits = f"SELECT facets FROM {ENTRIES} WHERE {where} LIMIT {2 * MOST}"  # noqa: S608
    return PART.format(hits=hits, kinds=kinds, only=ONLY if but else "")


def _values(match: Match, filters: Filters, but: str, asked: list[int], kinds: Any) -> list[Any]:
    _where, values = match.filtered(filters, but=but)
    return [asked, *values, kinds, SHOWN]
