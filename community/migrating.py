"""Operations for migrations that run while people read and write.

For migrations with ``atomic = False``, and in their order: ``AtOnce`` for what needs a table for
itself, ``InBatches`` for many rows, ``AddIndexMeanwhile``. Whoever interrupts such a migration
starts it again: so each of its steps has to bear being done twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import OperationalError, transaction
from django.db.migrations.operations import RunSQL, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from psycopg.errors import DeadlockDetected, LockNotAvailable

LONGEST_WAIT = 300  # milliseconds for a lock: others who come meanwhile wait behind us
TRIES = 1_000
PAUSE = 0.5  # seconds between tries
WRITING_SINCE_BEFORE = """
    SELECT EXISTS (
        SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND age(backend_xid) > age(%s::xid)
    )
"""


class AtOnce(SeparateDatabaseAndState):
    """A few operations in one short transaction, tried until nobody else holds their tables.

    ``state`` is what they come to for Django, where they are SQL.
    """

    def __init__(self, operations: list[Operation], state: list[Operation] | None = None) -> None:
        super().__init__(operations, operations if state is None else state)

    def database_forwards(self, app_label: str, editor: Any, *states: Any) -> None:
        _tried(editor, lambda: super(AtOnce, self).database_forwards(app_label, editor, *states))

    def database_backwards(self, app_label: str, editor: Any, *states: Any) -> None:
        _tried(editor, lambda: super(AtOnce, self).database_backwards(app_label, editor, *states))


def _tried(editor: Any, change: Callable[[], None]) -> None:
    for left in reversed(range(TRIES)):
        deferred = list(editor.deferred_sql)
        try:
            with transaction.atomic(using=editor.connection.alias):
                editor.execute(f"SET LOCAL lock_timeout = {LONGEST_WAIT}", params=None)
                return change()
        except OperationalError as refused:
            is_held = isinstance(refused.__cause__, (LockNotAvailable, DeadlockDetected))
            if not is_held or not left:
                raise
        editor.deferred_sql[:] = deferred
        time.sleep(PAUSE)


class InBatches(RunSQL):
    """Statements for the rows whose ids ``of`` selects, each batch of ``size`` in its transaction.

    They say ``%s`` where an array of ids stands. First it waits, without a lock, for those who
    began to write before, and maybe with functions that were replaced since. There is no way back,
    and none is needed.
    """

    def __init__(self, sql: list[Any], of: str, size: int = 25) -> None:
        super().__init__(sql, self.noop)
        self.of, self.size = of, size

    def _run_sql(self, editor: Any, sqls: Any) -> None:
        if sqls == self.noop:
            return
        with editor.connection.cursor() as cursor:
            now = _ask(cursor, "SELECT pg_current_xact_id()::xid::text")
            while _ask(cursor, WRITING_SINCE_BEFORE, now):
                time.sleep(PAUSE)
            cursor.execute(self.of)
            ids = [pk for (pk,) in cursor.fetchall()]
            for start in range(0, len(ids), self.size):
                with transaction.atomic(using=editor.connection.alias):
                    for statement in sqls:
                        some = [ids[start : start + self.size]] if "%s" in statement else None
                        cursor.execute(statement, some)


def _ask(cursor: Any, question: str, *values: Any) -> Any:
    cursor.execute(question, values)
    return cursor.fetchone()[0]


class AddIndexMeanwhile(AddIndexConcurrently):
    """An index that is built beside readers and writers."""

    def database_forwards(self, app_label: str, editor: Any, *states: Any) -> None:
        """Half of it is there where an earlier attempt was interrupted."""
        name = editor.quote_name(self.index.name)
        editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}", params=None)
        super().database_forwards(app_label, editor, *states)


def watched_anew(table: str) -> RunSQL:
    """A new column changes what visitors see, too (``portal`` 0002_content_version)."""
    sql = f"""
        DROP TRIGGER IF EXISTS portal_content_changed ON {table};
        DO $$ BEGIN
            IF to_regproc('portal_watch') IS NOT NULL THEN
                PERFORM portal_watch();
            END IF;
        END $$;
    """
    return RunSQL(sql, sql)
