"""Which sheets match a wording and in which order. A leaf: knows tables by name, not by model.

A part counts by where it stands: in the title, tag or theme, summary, lessons and results, the
rest. Its weight is how rare it is. A sheet with all parts comes before one with some of them.

Whatever the number of sheets, little is looked at: the index finds, short heads choose the
``CANDIDATES`` best, and only those are read as a whole. Where very many sheets match, they are
met soon enough on a walk through all of them from the best one on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from community.languages import current
from experiences import scoring
from experiences.wording import Part, Wording

MOST = 10_000  # counted exactly up to here
FEW = 20  # with fewer sheets that have all the words, those with some of them follow
CANDIDATES = 100  # are read as a whole, and put in order
HEADS = 1_000  # are looked at to choose those; the most promising by title and quality
COMMON = 2 * MOST  # more matches than this are not collected but met on a walk
WALKED = 400  # places that can be turned to on a walk
LOOSE = 5_000  # sheets with some of the words that are weighed one by one

ENTRIES = "experiences_indexentry"
ORDERS = {
    "best": ("quality", "DESC"),
    "newest": ("published_at", "DESC"),
    "oldest": ("published_at", "ASC"),
    # as the reader reads it
    "title": ("coalesce(nullif(title_{language}, ''), title_key)", "ASC"),
}
# Reading a vector costs far more than the planner believes: this tells it (0006_search_at_scale).
DEAR = "experiences_is_dear(experience_id)"


@dataclass(frozen=True)
class Filters:
    """Facet ids by kind: any of a kind, all kinds. An empty tuple of a kind matches nothing."""

    by_kind: dict[str, tuple[int, ...]]

    def where(self, *, but: str = "") -> tuple[str, list[Any]]:
        kinds = [ids for kind, ids in self.by_kind.items() if kind != but]
        return "".join(" AND facets && %s::int[]" for _ in kinds), [list(ids) for ids in kinds]


@dataclass(frozen=True)
class Match:
    """The condition that sheets meet.

    ``loosened`` when some of the words are enough; ``best`` are sheets met on a walk where very
    many meet it.
    """

    condition: str
    values: list[Any]
    loosened: bool = False
    best: tuple[int, ...] = ()
    counted: int | None = None  # where that is known already, with
    promising: tuple[int, ...] = ()  # those to choose from

    @property
    def is_common(self) -> bool:
        return bool(self.best)

    @property
    def is_known(self) -> bool:
        """Is each sheet that meets it among the promising?"""
        return bool(self.promising) and self.counted == len(self.promising)

    @property
    def is_everything(self) -> bool:
        return self.condition == "true"

    def filtered(self, filters: Filters, *, but: str = "") -> tuple[str, list[Any]]:
        extra, values = filters.where(but=but)
        return self.condition + extra, [*self.values, *values]


EVERYTHING = Match("true", [])
NOWHERE = Match("false", [])
NOTHING = Filters({})


def match(wording: Wording, filters: Filters, *, is_counted: bool = True) -> Match:
    """All the words; where few sheets have them, those with some of the words too.

    ``is_counted``: somebody is told how many, or reads the best of them first.
    """
    if wording.says_nothing:
        return NOWHERE
    strict = _all_of(wording, wording.parts)
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
    loose = _any_of(wording)
    if wording.sheets <= LOOSE or estimate(loose, filters) <= LOOSE:
        found = _seen(wording, _worth_showing(wording, loose), filters)
        return seen if seen.is_known and found.counted == seen.counted else found  # none follow
    return replace(_most_of(wording, filters), loosened=True)


def _all_of(wording: Wording, parts: list[Part]) -> Match:
    query = " & ".join(f"({part.either})" for part in parts)
    return _without(
        Match(f"vector @@ %s::tsquery AND {DEAR}", [query]) if query else EVERYTHING, wording
    )


def _any_of(wording: Wording) -> Match:
    return _without(Match(f"vector @@ %s::tsquery AND {DEAR}", [wording.loose]), wording)


def _worth_showing(wording: Wording, loose: Match) -> Match:
    """Those with enough of the words, weighed one by one."""
    share = " + ".join("%s * (words.vector @@ %s::tsquery)::int" for _ in wording.parts)
    values = [value for part in wording.parts for value in (part.weight, part.nearly)]
    # The vector is fetched once for all the words: || makes a copy in memory of it.
    condition = f"""{loose.condition} AND (
        SELECT {share} FROM (SELECT vector || '' AS vector OFFSET 0) AS words
    ) >= %s"""  # noqa: S608
    return Match(condition, [*loose.values, *values, wording.enough], loosened=True)


def _most_of(wording: Wording, filters: Filters) -> Match:
    """Without the words that tell least, one after the other, until there are a few sheets."""
    parts = sorted(wording.parts, key=lambda part: -part.weight)
    found = _all_of(wording, parts)
    while len(parts) > 1:
        parts = parts[:-1]
        found = _all_of(wording, parts)
        rarest = min(part.sheets for part in parts)
        if rarest > COMMON and (best := _met_soon(found, filters)):
            return replace(found, best=best)
        if count(found, filters, FEW) >= FEW:
            return found
    return found


def _without(match: Match, wording: Wording) -> Match:
    condition = match.condition + " AND NOT vector @@ %s::tsquery" * len(wording.excluded)
    return replace(match, condition=condition, values=[*match.values, *wording.excluded])


# --- How many ------------------------------------------------------------------------------------


def estimate(match: Match, filters: Filters, *, but: str = "") -> int:
    """What the planner believes, in half a millisecond, from its statistics of words and facets."""
    where, values = match.filtered(filters, but=but)
    where = where.replace(f" AND {DEAR}", "")  # of which the planner believes a third
    with connection.cursor() as cursor:
        # The conditions are ours; what people typed goes in as parameters.
        sql = f"EXPLAIN (FORMAT JSON) SELECT FROM {ENTRIES} WHERE {where}"
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0][0]["Plan"]["Plan Rows"])


def count(match: Match, filters: Filters, limit: int = MOST + 1) -> int:
    """How many; stops at ``limit``."""
    if match.is_common or match.counted is not None:
        return limit if match.is_common else min(match.counted or 0, limit)
    where, values = match.filtered(filters)
    sql = f"""
        WITH found AS MATERIALIZED (SELECT FROM {ENTRIES} WHERE {where})
        SELECT count(*) FROM (SELECT FROM found LIMIT %s) AS counted
    """  # noqa: S608
    return int(found_by_index(sql, [*values, limit])[0][0])


# It begins with SELECT, or django-pghistory would put what it has to say to writing before it.
SEEK = "SELECT set_config('enable_seqscan', 'off', true)"


def found_by_index(sql: str, values: list[Any]) -> list[Any]:
    """The rows of ``sql``.

    Where most sheets have a word the planner would read the vectors of all: it believes that they
    have to be read anyway, but the index knows them for sure. In one journey, and for this question
    alone, or to the end of a transaction that was begun before.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"{SEEK}; {sql}", values)
        while cursor.nextset():
            pass
        return list(cursor.fetchall())


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


def facets_of(pks: tuple[int, ...]) -> list[tuple[int, list[int]]]:
    with connection.cursor() as cursor:
        sql = f"SELECT experience_id, facets FROM {ENTRIES} WHERE experience_id = ANY (%s)"  # noqa: S608
        cursor.execute(sql, [list(pks)])
        return list(cursor.fetchall())


# --- In which order ------------------------------------------------------------------------------


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
    return _ids(sql, [*values, number, start])


def saying_all(wording: Wording, most: int) -> list[int]:
    """The ids of the newest that say all of it, ``most`` at most."""
    if wording.says_nothing or not wording.parts:
        return []
    return _in_order(_all_of(wording, wording.parts), NOTHING, "newest", 0, most)


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
    return _ids(sql, [promising, *scored, number, start])


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
    return _ids(sql, [*scored, candidates, number - 1, *nearby, number])


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
    return _ids(sql, [number, COMMON, *values, number])


def _ids(sql: str, values: list[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [pk for (pk,) in cursor.fetchall()]
