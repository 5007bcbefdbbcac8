"""What sheets have to meet, and how many do. A leaf: knows tables by name, not by model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from experiences.wording import Part, Wording

MOST = 10_000  # counted exactly up to here
ENTRIES = "experiences_indexentry"
# Reading a vector costs far more than the planner believes: this tells it (0006_search_at_scale).
DEAR = "experiences_is_dear(experience_id)"


type Key = frozenset[tuple[str, frozenset[int]]]


@dataclass(frozen=True)
class Filters:
    """Facet ids by kind: any of a kind, all kinds. An empty tuple of a kind matches nothing."""

    by_kind: dict[str, tuple[int, ...]]

    @property
    def key(self) -> Key:
        """The same for all that let the same sheets pass."""
        return frozenset((kind, frozenset(ids)) for kind, ids in self.by_kind.items())

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


def all_of(wording: Wording, parts: list[Part]) -> Match:
    query = " & ".join(f"({part.either})" for part in parts)
    return without(
        Match(f"vector @@ %s::tsquery AND {DEAR}", [query]) if query else EVERYTHING, wording
    )


def any_of(wording: Wording) -> Match:
    return without(Match(f"vector @@ %s::tsquery AND {DEAR}", [wording.loose]), wording)


def worth_showing(wording: Wording, loose: Match) -> Match:
    """Those with enough of the words, weighed one by one."""
    share = " + ".join("%s * (words.vector @@ %s::tsquery)::int" for _ in wording.parts)
    values = [value for part in wording.parts for value in (part.weight, part.nearly)]
    # The vector is fetched once for all the words: || makes a copy in memory of it.
    condition = f"""{loose.condition} AND (
        SELECT {share} FROM (SELECT vector || '' AS vector OFFSET 0) AS words
    ) >= %s"""  # noqa: S608
    return Match(condition, [*loose.values, *values, wording.enough], loosened=True)


def without(match: Match, wording: Wording) -> Match:
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


def facets_of(pks: tuple[int, ...]) -> list[tuple[int, list[int]]]:
    with connection.cursor() as cursor:
        sql = f"SELECT experience_id, facets FROM {ENTRIES} WHERE experience_id = ANY (%s)"  # noqa: S608
        cursor.execute(sql, [list(pks)])
        return list(cursor.fetchall())


def ids_by(sql: str, values: list[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [pk for (pk,) in cursor.fetchall()]
