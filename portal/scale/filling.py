"""Sheets by the million: texts made here, copied into PostgreSQL, indexed in one go a thousand.

Triggers would index row by row, so they are off in the sessions that write; the same functions
that they call compute the entries of a thousand sheets at once, and all counts follow at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.db import connection, transaction

from community import content
from portal.scale import indexes
from portal.scale.copying import without_triggers
from portal.scale.sheets import COLUMNS, Stock, sheets
from portal.scale.threads import at_once

AT_ONCE = 1_000
TABLES = ["experiences_indexentry", *COLUMNS, "experiences_lessonentry"]  # the largest first
COUNTED = ["experiences_facet", "experiences_word"]
ENTRIES = """
    INSERT INTO experiences_indexentry ({columns}) SELECT {columns}
    FROM experiences_entries(%s) JOIN experiences_titles(%s) USING (experience_id)
"""
LESSONS = """
    SELECT experiences_reindex_lessons(
        ARRAY(SELECT id FROM experiences_lesson WHERE experience_id = ANY (%s))
    )
"""
# Facets have to be there before the entries that name them.
FACETS = """
    INSERT INTO experiences_facet (kind, value, count)
    SELECT kind, value, 0 FROM unnest(%s::text[], %s::text[]) AS facet (kind, value)
    ON CONFLICT DO NOTHING
"""


def make(number: int, *, processes: int = 2, say: Callable[[str], object] = print) -> int:
    """``number`` published sheets, found, counted and ready to be measured.

    Four fifths of the work are PostgreSQL's, in a process of its own for each of our threads:
    while the texts of some are made here, others are indexed there.
    """
    if not number:
        return 0
    first = _reserved("experiences_experience", number)
    translations = _reserved("experiences_translation", number)
    stock = replace(Stock.taken(), translations=translations - first)
    with connection.cursor() as cursor:
        cursor.execute(FACETS, list(map(list, zip(*stock.facets(), strict=True))))
    with indexes.without(TABLES, processes) as meanwhile:
        say(f"Writing {number} sheets …")
        pieces = [
            range(start, min(start + AT_ONCE, first + number))
            for start in range(first, first + number, AT_ONCE)
        ]
        at_once(processes, lambda piece: _write(stock, piece), pieces)
        meanwhile.append(recount)
        say("Building the indexes, counting …")
    say("Looking at what is there …")
    at_once(processes, _vacuum, [*TABLES, *COUNTED])
    return number


def _reserved(table: str, number: int) -> int:
    """The first of so many ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(sequence, nextval(sequence) + %s - 1) - %s + 1"
            " FROM pg_get_serial_sequence(%s, 'id') AS sequence",
            [number, number, table],
        )
        return int(cursor.fetchone()[0])


def _write(stock: Stock, piece: range) -> None:
    rows = sheets(stock, piece.start, len(piece))
    with transaction.atomic(), without_triggers(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute("SET LOCAL work_mem = '64MB'")  # a thousand entries in memory
        for table, names_of_columns in COLUMNS.items():
            columns = ", ".join(names_of_columns.split())
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows[table]:
                    copy.write_row(row)
        cursor.execute(ENTRIES.format(columns=_entry_columns()), [list(piece)] * 2)
        cursor.execute(LESSONS, [list(piece)])


def _entry_columns() -> str:
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, "experiences_indexentry")
        return ", ".join(column.name for column in found)


def recount() -> None:
    """What the triggers would have counted."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT experiences_recount()")
        content.count_change()


def _vacuum(table: str) -> None:
    """What the planner wants to know."""
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {table}")
