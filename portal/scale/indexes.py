"""Indexes taken away while much is written: once over all rows is faster than row by row.

Autovacuum rests as long: it would read all texts again and again for statistics that are soon old.
What brings both back is written down in the same transaction and crossed out at the end: a run
that was killed is mended by the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from django.db import connection, transaction

from portal.scale.threads import at_once

# What keeps something unique stays, and so does what finds the parts of the sheets just written.
TAKE_AWAY = """
    CREATE TABLE portal_taken_away AS
    SELECT format('DROP INDEX %%s', indexrelid::regclass) AS taken_by,
        replace(pg_get_indexdef(indexrelid), ' INDEX ', ' INDEX IF NOT EXISTS ') AS brought_by,
        pg_relation_size(indexrelid) AS size
    FROM pg_index
    WHERE indrelid = ANY (%(tables)s::regclass[]) AND NOT indisunique
        AND pg_get_indexdef(indexrelid, 1, true) NOT IN ('experience_id', 'translation_id')
    UNION ALL
    SELECT format('ALTER TABLE %%s SET (autovacuum_enabled = off)', name),
        format('ALTER TABLE %%s RESET (autovacuum_enabled)', name), -1
    FROM unnest(%(tables)s::regclass[]) AS name
"""


@contextmanager
def without(tables: list[str], processes: int) -> Iterator[list[Callable[[], None]]]:
    """Gives a list for what can be done while they are built."""
    bring_back(processes)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TAKE_AWAY, {"tables": tables})
        cursor.execute("SELECT taken_by FROM portal_taken_away")
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)
    meanwhile: list[Callable[[], None]] = []
    try:
        yield meanwhile
    finally:
        bring_back(processes, meanwhile)


def bring_back(processes: int, meanwhile: Sequence[Callable[[], None]] = ()) -> None:
    """Several at once, the largest index first; nothing where nothing is away.

    The largest is built by one process, for as long as all that remains may take.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('portal_taken_away') IS NULL")
        if cursor.fetchone()[0]:
            return
        cursor.execute("SELECT brought_by FROM portal_taken_away ORDER BY size DESC, brought_by")
        largest, *others = [partial(_bring, brought_by) for (brought_by,) in cursor.fetchall()]
    acts: list[Callable[[], None]] = [largest, *meanwhile, *others]
    at_once(processes, lambda act: act(), acts)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE portal_taken_away")


def _bring(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute(statement)
