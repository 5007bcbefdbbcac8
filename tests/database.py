"""The database of the tests: copied from one that is made once, emptied fast."""

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db import ProgrammingError, connection

from community import content
from exchanges.models import MatchWeight
from members.models import Country
from portal.scale.copying import may_pass_triggers

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "made_ready_"
TURN = 7_283_011  # the advisory lock of whoever makes it
# What the migrations made: the next test expects it.
KEPT = (
    "auth_permission",
    "django_content_type",
    Country._meta.db_table,
    MatchWeight._meta.db_table,
)


def made_ready() -> str:
    """A database after all migrations, to copy: they take 20 seconds, a copy half a one.

    It stays on the server until the migrations change. One process makes it, the others wait.
    """
    name = PREFIX + fingerprint()
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [TURN])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        there = {row[0] for row in cursor.fetchall()}
        if name not in there:
            for outdated in there:
                # Somebody may be copying it, for tests of another state of the code.
                with suppress(ProgrammingError):
                    cursor.execute(f"DROP DATABASE {outdated}")
            # Under another name until it is whole: a process may be killed half-way.
            migrated(PREFIX + "new")
            cursor.execute(f"ALTER DATABASE {PREFIX}new RENAME TO {name}")
    return name


def fingerprint() -> str:
    """Changes with whatever the migrations are made of."""
    files = sorted(
        [
            *ROOT.glob("*/migrations/*.py"),
            ROOT / "members/countries.py",
            ROOT / "requirements/base.txt",
        ]
    )
    whole = hashlib.sha256()
    for file in files:
        whole.update(file.name.encode() + file.read_bytes())
    return whole.hexdigest()[:16]


def migrated(name: str) -> None:
    settings = connection.settings_dict
    before = settings["NAME"], settings["TEST"]["NAME"]
    settings["TEST"]["NAME"] = name
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        connection.close()
    finally:
        settings["NAME"], settings["TEST"]["NAME"] = before


def emptied(operations: Any, _style: object, tables: list[str], **_options: bool) -> list[str]:
    """What empties the database after a test that committed; nothing is left for Django to do.

    It would make all permissions anew, which are still there. For an ordinary role it truncates,
    which makes new files for each of sixty tables: 0.3 s a test. Who may pass by
    every trigger, as a superuser may, deletes the rows in 0.01 s.
    """
    names = [operations.quote_name(table) for table in tables if table not in KEPT]
    if may_pass_triggers():
        rows = [f"DELETE FROM {name}" for name in names]  # noqa: S608
        unseen = "SET LOCAL session_replication_role = replica"
        operations.execute_sql_flush([unseen, *rows, content.COUNT])
    else:
        operations.execute_sql_flush([f"TRUNCATE {', '.join(names)}"])
    return []
