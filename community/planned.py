"""Questions whose plan PostgreSQL keeps: a large one takes longer to plan than to answer.

A plan belongs to a connection, which the pool lends to one thread after the other, so each
connection plans a question once. ``DATABASE_PLANS_KEPT=0`` is for a pooler between the two that
lends connections for one transaction (docs/howto/deploy.md).
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.db.utils import DEFAULT_DB_ALIAS
from psycopg import Cursor
from psycopg.errors import FeatureNotSupported, InvalidSqlStatementName


def planned_cursor(using: str = DEFAULT_DB_ALIAS) -> CursorWrapper:
    """For questions that are written alike each time, with few values and nothing else."""
    cursor = connections[using].cursor()
    if settings.DATABASE_PLANS_KEPT:
        cursor.cursor.close()
        cursor.cursor = _Cursor(connections[using].connection)
    return cursor


class Planned:
    """A connection as compilers know it, whose cursors keep plans."""

    def __init__(self, using: str) -> None:
        self._connection: Any = connections[using]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def cursor(self) -> CursorWrapper:
        return planned_cursor(self._connection.alias)


class _Cursor(Cursor[Any]):
    def execute(self, query: Any, params: Any = None, **options: Any) -> _Cursor:
        """Planned at the first time, not at the sixth as psycopg would."""
        connection: Any = self.connection
        kept = connection._prepared
        # Behind a pooler that nobody told us of, a plan of another client must not have this name.
        kept._prepared_idx = kept._prepared_idx or secrets.randbits(60)
        connection.prepare_threshold, connection.prepared_max = 0, settings.DATABASE_PLANS_KEPT
        try:
            super().execute(query, params, **{**options, "prepare": True})
        except (FeatureNotSupported, InvalidSqlStatementName):
            # A migration on the live site changed the type of a column; the pooler gave another
            # connection.
            kept.clear()
            super().execute(query, params, **{**options, "prepare": False})
        finally:
            connection.prepare_threshold = None  # the questions of others come and go
        return self
