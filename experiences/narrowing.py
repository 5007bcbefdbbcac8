"""Sheets by filters alone: how many, the first ones, and what each filter would give, at once.

The set without the filter that most sheets pass is found in the index. It holds the sheets that
pass all of them, so these are not looked for again, and not once more to be counted.
A leaf: knows tables by name, not by model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from experiences import counting
from experiences.conditions import ENTRIES, EVERYTHING, MOST, Filters, count
from experiences.counting import LOOKED_AT, OTHERS, SHOWN, Counts, Known, Pair, array
from experiences.ranking import order_of

type Beside = dict[str, dict[Pair, int]]

OWN = ("near", "found", "place")
FIRST = 100  # so far people turn the pages
# ``near`` are the sheets looked at, ``hit`` those of them that pass every filter. Nothing is
# counted where there were more to look at.
LOOK = """
    (WITH near AS MATERIALIZED (
        SELECT experience_id, facets, {key} AS key, {passes} AS is_hit
        FROM {entries} WHERE {where} LIMIT %s
    ), hit AS (
        SELECT experience_id, key FROM near WHERE is_hit
    ), held AS (
        SELECT unnest(facets) AS id, is_hit FROM near WHERE (SELECT count(*) FROM near) < %s
    ), counted AS MATERIALIZED (
        SELECT id, CASE WHEN {is_own} THEN count(*)
            ELSE count(*) FILTER (WHERE is_hit) END AS number
        FROM held GROUP BY id
    )
    SELECT 'near' AS about, NULL::int AS id, count(*) AS number, NULL AS value FROM near
    UNION ALL SELECT 'found', NULL, count(*), NULL FROM hit
    UNION ALL SELECT 'place', experience_id, row_number() OVER (ORDER BY {order}), NULL
    FROM (SELECT * FROM hit ORDER BY {order} LIMIT %s) AS first
    UNION ALL SELECT '', id, number, NULL FROM counted WHERE id = ANY (%s::int[]) AND number > 0
    {others})
"""


@dataclass(frozen=True)
class Narrowed:
    """``found`` sheets, ``MOST + 1`` stands for more; ``first`` are the ids of the first ones in
    ``order``, none where not all sheets were looked at."""

    found: int
    counts: Counts
    order: tuple[str, str] = ("", "")
    first: tuple[int, ...] = ()

    def ids(self, order: str, start: int, number: int) -> list[int] | None:
        """Of these places, if they are among the first."""
        end = min(start + number, self.found)
        if end > len(self.first) or self.order != order_of(order):
            return None
        return list(self.first[start:end])


def narrowed(filters: Filters, order: str, known: Known, beside: Beside) -> Narrowed:
    """``filters`` are one at least; ``beside`` are those kinds of which it is known what they
    would give without their filter. Where very many pass all they are only counted."""
    if counting.expected(EVERYTHING, filters, known) > LOOKED_AT:
        return _only_counted(filters, known)
    counted = [kind for kind in filters.by_kind if kind not in beside]
    few = counting.countable(EVERYTHING, filters, counted, known)
    most = max(filters.by_kind, key=lambda kind: counting.size(filters, kind, known))
    others = [kind for kind in few if kind != most]
    if most in few and (found := _looked_up(filters, most, others, order, known, beside)):
        return found
    found = _looked_up(filters, "", others, order, known, beside)
    assert found  # noqa: S101 - only those without a filter can be too many
    return found


def _only_counted(filters: Filters, known: Known) -> Narrowed:
    found = count(EVERYTHING, filters, MOST + 1)
    counts = counting.count(EVERYTHING, filters, known, has_more=found > MOST)
    return Narrowed(found, counts)


def _looked_up(
    filters: Filters, but: str, others: list[str], order: str, known: Known, beside: Beside
) -> Narrowed | None:
    """Looks at the sheets that pass all filters ``but`` one, or all of them. Nothing where the
    planner promised fewer.
    """
    most = LOOKED_AT if but else MOST + 1
    looks = [
        _look(filters, but, most, order, known),
        *(counting.part(EVERYTHING, filters, kind, known) for kind in others),
    ]
    rows = counting.asked(looks)
    numbers = {about: number for about, pk, number, _value in rows if pk is None}
    is_whole = numbers["near"] < most
    if but and not is_whole:
        return None
    places = sorted((place, pk) for about, pk, place, _value in rows if pk and about == "place")
    found, too_many = counting.read([row for row in rows if row[0] not in OWN], known)
    for kind, given in beside.items():
        found |= {pair: number for pair, number in given.items() if pair[0] == kind}
    unknown = too_many | set(filters.by_kind) - {but, *others, *beside}
    return Narrowed(
        min(numbers["found"], MOST + 1),
        Counts(found, unknown, numbers["found"] > MOST),
        order_of(order),
        tuple(pk for _place, pk in places) if is_whole else (),
    )


def _look(filters: Filters, but: str, most: int, order: str, known: Known) -> tuple[str, list[Any]]:
    key, way = order_of(order)
    where, values = EVERYTHING.filtered(filters, but=but)
    own = counting.ids_of({but}, known)
    rest = counting.ids_of(counting.kinds_without(filters, known), known)
    # What the process does not know is of organizations: counted as their kind is.
    is_own, ids = ("<> ALL", rest) if but == "organization" else ("= ANY", own)
    has_unknown = but == "organization" or "organization" not in filters.by_kind
    sql = LOOK.format(
        key=key,
        passes="facets && %s::int[]" if but else "true",
        entries=ENTRIES,
        where=where,
        is_own=f"id {is_own} (%s::int[])",
        order=f"key {way}, experience_id {way}",
        others=OTHERS if has_unknown else "",
    )
    return sql, [
        *([list(filters.by_kind[but])] if but else []),
        *values,
        *(most, most, array(ids), FIRST, array([*own, *rest])),
        *([array(known.kept), SHOWN] if has_unknown else []),
    ]
