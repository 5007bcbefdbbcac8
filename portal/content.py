"""The version of all that visitors can see: a number that the database counts by itself."""

import datetime as dt
from typing import Any

from django.db import connection

VERSION = "SELECT version FROM portal_content"
CHANGED = "SELECT changed_at FROM portal_content"
# What was written with the triggers off (``make_scale``) says so itself.
COUNT = "UPDATE portal_content SET version = version + 1, changed_at = clock_timestamp()"


def version() -> int:
    """Ask before reading content: what is read later is as new as the version, or newer."""
    with connection.cursor() as cursor:
        cursor.execute(VERSION)
        return int(cursor.fetchone()[0])


def changed_at() -> dt.datetime:
    with connection.cursor() as cursor:
        cursor.execute(CHANGED)
        at: dt.datetime = cursor.fetchone()[0]
        return at


def count_change() -> None:
    with connection.cursor() as cursor:
        cursor.execute(COUNT)


def watch(**_signal: Any) -> None:
    """After every migration: new tables change the version too (0002_content_version)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regproc('portal_watch') IS NOT NULL")
        if cursor.fetchone()[0]:
            cursor.execute("SELECT portal_watch()")
