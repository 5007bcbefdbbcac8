"""The ids of all sheets that match, some at a time, for tables and programs. A leaf.

However many there are: no more than some are held, and the first ones come soon.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection

from experiences import scoring
from experiences.conditions import DEAR, ENTRIES, Filters, Match, estimate
from experiences.ranking import CANDIDATES, hits, order_of, sorted_by
from experiences.wording import Wording

MANY = 100_000  # to find them all first would keep the reader waiting
type Some = Iterator[list[int]]


def every_hit(wording: Wording, match: Match, filters: Filters, order: str, at_once: int) -> Some:
    """Of those found by words the best come as on the page, and the others by what a glance tells;
    of very many, as they are met from the best one on."""
    by_words = order == "relevance" and bool(wording.parts)
    is_dense = match.is_common or not wording.parts
    first = hits(wording, match, filters, order, 0, CANDIDATES) if by_words else []
    yield first
    if is_dense and estimate(match, filters) > MANY:
        yield from _met(match, filters, "best" if by_words else order, first, at_once)
        return
    score, scored = scoring.at_a_glance(wording) if by_words else ("0", [])
    ranked = f"{score} DESC, experience_id DESC" if by_words else sorted_by(order)
    where, values = match.filtered(filters)
    sql = f"""
        SELECT experience_id FROM {ENTRIES} WHERE {where} AND experience_id <> ALL (%s)
        ORDER BY {ranked}
    """  # noqa: S608
    with connection.chunked_cursor() as cursor:  # the database keeps the rest
        cursor.execute(sql, [*values, first, *scored])
        while rows := cursor.fetchmany(at_once):
            yield [pk for (pk,) in rows]


def _met(match: Match, filters: Filters, order: str, but: list[int], at_once: int) -> Some:
    """In the order of an index, each time from where the last ones stood: to sort them all, or to
    keep them, would mean to read them all before the first one is told."""
    (key, way), ordered = order_of(order), sorted_by(order)
    where, values = match.filtered(filters)
    after, last = "", list[Any]()
    while True:
        sql = f"""
            SELECT experience_id, {key} FROM (
                SELECT * FROM {ENTRIES} {after} ORDER BY {ordered} OFFSET 0
            ) AS walked
            WHERE {where.replace(f" AND {DEAR}", "")} AND experience_id <> ALL (%s) LIMIT %s
        """  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, [*last, *values, but, at_once])
            rows: list[tuple[int, Any]] = cursor.fetchall()
        yield [pk for pk, _key in rows]
        if len(rows) < at_once:
            return
        after = f"WHERE ({key}, experience_id) {'<' if way == 'DESC' else '>'} (%s, %s)"
        last = [rows[-1][1], rows[-1][0]]
