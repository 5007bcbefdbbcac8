"""Rows by COPY: twenty times as quick as INSERT, and the triggers of the database still fire."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import batched
from typing import Any

from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED

AT_ONCE = 5_000  # rows a statement; triggers look at all rows of one together


def copy[Row: models.Model](rows: Iterable[Row]) -> int:
    """Write new rows of one model with the defaults of its fields; returns how many."""
    written = 0
    for some in batched(rows, AT_ONCE):
        fields = _fields(type(some[0]))
        with connection.cursor() as cursor, cursor.copy(_statement(some[0], fields)) as sink:
            for row in some:
                sink.write_row([_value(row, field) for field in fields])
        written += len(some)
        if len(some) == AT_ONCE:  # else the triggers take the table for empty and read all of it
            with connection.cursor() as cursor:
                cursor.execute(f'ANALYZE "{some[0]._meta.db_table}"')
    return written


def may_pass_triggers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
        return cursor.fetchone() == (True,)


@contextmanager
def without_triggers() -> Iterator[None]:
    """Within a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


def numbered[Row: models.Model](rows: list[Row]) -> list[Row]:
    """With the next ids of their table: others can point at them before they are written."""
    if not rows:
        return rows
    table = rows[0]._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, len(rows)],
        )
        for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = pk
    return rows


def _fields(model: type[models.Model]) -> list[Any]:
    """What the database does not fill in by itself."""
    return [
        field
        for field in model._meta.concrete_fields
        if not field.generated and field.db_default is NOT_PROVIDED
    ]


def _statement(row: models.Model, fields: list[Any]) -> str:
    if row.pk is None:
        fields[:] = [field for field in fields if not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    return f'COPY "{row._meta.db_table}" ({columns}) FROM STDIN'


def _value(row: models.Model, field: Any) -> Any:
    return field.get_db_prep_save(field.pre_save(row, True), connection)
