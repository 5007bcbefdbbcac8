"""Indexes taken away while much is written: once over all rows is faster than row by row.

What was taken away is written down in the same transaction and crossed out with the last index
that is back: a run that was killed is mended by the next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from portal.scale.threads import at_once

# What keeps something unique stays, and so does what finds the parts of the sheets just written.
TAKE_AWAY = """
    CREATE TABLE portal_indexes_away AS
    SELECT indexrelid::regclass::text AS name,
        replace(pg_get_indexdef(indexrelid), ' INDEX ', ' INDEX IF NOT EXISTS ') AS made_by,
        pg_relation_size(indexrelid) AS size
    FROM pg_index
    WHERE indrelid = ANY (%s::regclass[]) AND NOT indisunique
        AND pg_get_indexdef(indexrelid, 1, true) NOT IN ('experience_id', 'translation_id')
"""


@contextmanager
def without(tables: list[str], processes: int) -> Iterator[None]:
    bring_back(processes)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TAKE_AWAY, [tables])
        cursor.execute("SELECT name FROM portal_indexes_away")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX {name}")
    try:
        yield
    finally:
        bring_back(processes)


def bring_back(processes: int) -> None:
    """Several at once, the largest first; none where none is away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('portal_indexes_away') IS NULL")
        if cursor.fetchone()[0]:
            return
        cursor.execute("SELECT made_by FROM portal_indexes_away ORDER BY size DESC, name")
        definitions = [made_by for (made_by,) in cursor.fetchall()]
    at_once(processes, _build, definitions)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE portal_indexes_away")


def _build(definition: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute(definition)
