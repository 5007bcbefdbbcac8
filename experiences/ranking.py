"""Which sheets a wording finds and in which order. Knows tables by name, not by model.

A part counts by where it stands: in the title, tag or theme, summary, lessons and results, the
rest. Its weight is how rare it is. A sheet with all parts comes before one with some of them.

Whatever the number of sheets, little is looked at: the index finds, short heads choose the
``CANDIDATES`` best, and only those are read as a whole. Where very many sheets match, they are
met soon enough on a walk through all of them from the best one on.
"""

from __future__ import annotations

from dataclasses import replace

from django.db import connection

from community.languages import current
from experiences import scoring
from experiences.conditions import (
    DEAR,
    ENTRIES,
    EVERYTHING,
    MOST,
    NOTHING,
    NOWHERE,
    Filters,
    Match,
    all_of,
    any_of,
    count,
    estimate,
    found_by_index,
    ids_by,
    worth_showing,
)
from experiences.wording import Wording

FEW = 20  # with fewer sheets that have all the words, those with some of them follow
CANDIDATES = 100  # are read as a whole, and put in order
HEADS = 1_000  # are looked at to choose those; the most promising by title and quality
COMMON = 2 * MOST  # more matches than this are not collected but met on a walk
WALKED = 400  # places that can be turned to on a walk
LOOSE = 5_000  # sheets with some of the words that are weighed one by one


def match(wording: Wording, filters: Filters, *, is_counted: bool = True) -> Match:
    """All the words; where few sheets have them, those with some of the words too.

    ``is_counted``: somebody is told how many, or reads the best of them first.
    """
    if wording.says_nothing:
        return NOWHERE
    strict = all_of(wording, wording.parts)
    if not wording.parts:
        return strict
    # The planner believes of all parts together no more than of the rarest.
    if wording.rarest > COMMON and (best := _met_soon(strict, filters, wording)):
        return replace(strict, best=best)
    if not is_counted and (not wording.can_be_loosened or count(strict, filters, FEW) >= FEW):
        return strict
    seen = _seen(wording, strict, filters)
    if not wording.can_be_loosened or count(seen, filters) >= FEW:
        return seen
    loose = any_of(wording)
    if wording.sheets <= LOOSE or estimate(loose, filters) <= LOOSE:
        found = _seen(wording, worth_showing(wording, loose), filters)
        return seen if seen.is_known and found.counted == seen.counted else found  # none follow
    return replace(_most_of(wording, filters), loosened=True)


def _most_of(wording: Wording, filters: Filters) -> Match:
    """Without the words that tell least, one after the other, until there are a few sheets."""
    parts = sorted(wording.parts, key=lambda part: -part.weight)
    found = all_of(wording, parts)
    while len(parts) > 1:
        parts = parts[:-1]
        found = all_of(wording, parts)
        rarest = min(part.sheets for part in parts)
        if rarest > COMMON and (best := _met_soon(found, filters)):
            return replace(found, best=best)
        if count(found, filters, FEW) >= FEW:
            return found
    return found


def _met_soon(match: Match, filters: Filters, wording: Wording | None = None) -> tuple[int, ...]:
    """The best of very many; empty where they are not that many.

    The planner takes words for independent of each other; the walk tells the truth. Of a single
    word alone, ``wording`` knows already what it believes.
    """
    is_known = wording and len(wording.parts) == 1 and not (wording.excluded or filters.by_kind)
    if not is_known and estimate(match, filters) <= COMMON:
        return ()
    met = _walk(match, filters, "best", CANDIDATES)
    return tuple(met) if len(met) == CANDIDATES else ()


# --- In which order ------------------------------------------------------------------------------

ORDERS = {
    "best": ("quality", "DESC"),
    "newest": ("published_at", "DESC"),
    "oldest": ("published_at", "ASC"),
    # as the reader reads it
    "title": ("coalesce(nullif(title_{language}, ''), title_key)", "ASC"),
}


def hits(
    wording: Wording, match: Match, filters: Filters, order: str, start: int, number: int
) -> list[int]:
    """The ids of the sheets from place ``start``."""
    if order != "relevance" or not wording.parts:
        return _in_order(match, filters, order, start, number)
    if start >= CANDIDATES:
        return _chosen(wording, match, filters, start, number)
    chosen = list(match.best) or _chosen(wording, match, filters, 0, CANDIDATES)
    return _scored(wording, chosen, start + number)[start:]


def _in_order(match: Match, filters: Filters, order: str, start: int, number: int) -> list[int]:
    if match.is_common:
        return _walk(match, filters, order, start + number)[start:]
    where, values = match.filtered(filters)
    sql = f"""
        SELECT experience_id FROM {ENTRIES} WHERE {where}
        ORDER BY {sorted_by(order)} LIMIT %s OFFSET %s
    """  # noqa: S608
    return ids_by(sql, [*values, number, start])


def saying_all(wording: Wording, most: int) -> list[int]:
    """The ids of the newest that say all of it, ``most`` at most."""
    if wording.says_nothing or not wording.parts:
        return []
    return _in_order(all_of(wording, wording.parts), NOTHING, "newest", 0, most)


def order_of(order: str) -> tuple[str, str]:
    """What is sorted by, and which way; sheets that are alike in it follow their ids."""
    key, way = ORDERS.get(order, ORDERS["newest"])
    return key.format(language=current()), way


def sorted_by(order: str) -> str:
    key, way = order_of(order)
    return f"{key} {way}, experience_id {way}"


def newest_with(kind: str, value: str, number: int) -> list[int]:
    """The newest sheets with one value of a facet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM experiences_facet WHERE kind = %s AND value = %s", [kind, value]
        )
        row = cursor.fetchone()
    return _in_order(EVERYTHING, Filters({kind: row}), "newest", 0, number) if row else []


def _chosen(wording: Wording, match: Match, filters: Filters, start: int, number: int) -> list[int]:
    """By their heads; where very many match, the best ones that were met."""
    if match.is_common:
        return _walk(match, filters, "best", start + number)[start:]
    if start >= HEADS:
        return [pk for pk, _all in _glance(wording, match, filters, start, number)]
    promising = list(match.promising or _seen(wording, match, filters).promising)
    if start == 0 and len(promising) <= number:
        return promising  # in no order yet
    score, scored = scoring.by_head(wording)
    sql = f"""
        SELECT experience_id FROM {ENTRIES} WHERE experience_id = ANY (%s)
        ORDER BY {score} DESC, {sorted_by("best")} LIMIT %s OFFSET %s
    """  # noqa: S608
    return ids_by(sql, [promising, *scored, number, start])


def seen(wording: Wording, match: Match, filters: Filters, *, common: bool) -> Match:
    """Ready to be put in order; ``common`` where very many may meet it."""
    if not wording.parts:
        return match
    if common and (best := _met_soon(match, filters)):
        return replace(match, best=best)
    return _seen(wording, match, filters)


def _seen(wording: Wording, match: Match, filters: Filters) -> Match:
    """Counted, and the promising ones remembered: all of them where they are few."""
    rows = _glance(wording, match, filters, 0, HEADS)
    number = min(rows[0][1], MOST + 1) if rows else 0
    return replace(match, counted=number, promising=tuple(pk for pk, _all in rows))


def _glance(
    wording: Wording, match: Match, filters: Filters, start: int, number: int
) -> list[tuple[int, int]]:
    """By what can be seen at a glance, each with how many there are in all."""
    where, values = match.filtered(filters)
    score, scored = scoring.at_a_glance(wording)
    sql = f"""
        WITH found AS MATERIALIZED (
            SELECT experience_id, {score} AS score FROM {ENTRIES} WHERE {where} LIMIT %s
        )
        SELECT experience_id, (SELECT count(*) FROM found) FROM found
        ORDER BY score DESC, experience_id DESC LIMIT %s OFFSET %s
    """  # noqa: S608
    return found_by_index(sql, [*scored, *values, COMMON, number, start])


def _scored(wording: Wording, candidates: list[int], number: int) -> list[int]:
    """The first ``number``; how near the words stand is read where it can bring a sheet there."""
    score, scored = scoring.in_full(wording)
    near, nearby = scoring.closeness(wording)
    sql = f"""
        WITH placed AS MATERIALIZED (
            SELECT experience_id, quality, vector, {score} AS score FROM (
                SELECT experience_id, quality, facets, vector || '' AS vector FROM {ENTRIES}
                WHERE experience_id = ANY (%s) OFFSET 0
            ) AS read
            CROSS JOIN LATERAL (
                SELECT ts_filter(vector, '{{a}}') AS a, ts_filter(vector, '{{b}}') AS b,
                    ts_filter(vector, '{{c}}') AS c OFFSET 0
            ) AS places
        )
        SELECT experience_id FROM placed
        WHERE (score + 0.05 * quality + {scoring.MOST_CLOSE} < (
            SELECT score + 0.05 * quality FROM placed ORDER BY 1 DESC LIMIT 1 OFFSET %s
        )) IS NOT TRUE
        ORDER BY score + {near} + 0.05 * quality DESC, {sorted_by("best")} LIMIT %s
    """  # noqa: S608
    return ids_by(sql, [*scored, candidates, number - 1, *nearby, number])


def _walk(match: Match, filters: Filters, order: str, number: int) -> list[int]:
    """The first ``number`` that match, looking no further than a common word makes one look."""
    where, values = match.filtered(filters)
    sql = f"""
        SELECT experience_id FROM (
            SELECT * FROM {ENTRIES} ORDER BY {sorted_by(order)} LIMIT (
                SELECT 1.5 * %s * sum(count) / %s FROM experiences_facet WHERE kind = 'kind'
            )
        ) AS walked
        WHERE {where.replace(f" AND {DEAR}", "")} LIMIT %s
    """  # noqa: S608
    return ids_by(sql, [number, COMMON, *values, number])
