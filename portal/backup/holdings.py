"""What a portal holds, asked of its database and its storage as they are, not as this release
would have them: an older archive has older tables."""

import tomllib
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import FileField
from pghistory.models import Event

TABLES = """
SELECT quote_ident(nspname) || '.' || quote_ident(relname)
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind = 'r' AND nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%'
AND NOT EXISTS (
    SELECT FROM pg_depend
    WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e'
)
ORDER BY 1
"""
COLUMNS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = current_schema()
"""


@contextmanager
def at_one_moment() -> Iterator[str]:
    """All that is asked inside, and a dump that is given the name, see the same rows."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def tables() -> list[str]:
    """All but those of extensions, quoted."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return [name for (name,) in cursor.fetchall()]


def counts() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608  quoted by PostgreSQL
            found[table] = cursor.fetchone()[0]
    return found


def named() -> set[str]:
    """The files that rows name. Former versions do not count: their files are gone."""
    asked = {
        (model._meta.db_table, str(field.column))
        for model in apps.get_models()
        if not issubclass(model, Event)
        for field in model._meta.local_fields
        if isinstance(field, FileField)
    }
    found: set[str] = set()
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        for table, column in asked & set(cursor.fetchall()):
            cursor.execute(f"SELECT {quote(column)} FROM {quote(table)}")  # noqa: S608
            found.update(name for (name,) in cursor.fetchall() if name)
    return found


def stored(folder: str = "") -> Iterator[str]:
    """The names of all files of the default storage."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever stored
        return
    before = f"{folder}/" if folder else ""
    yield from (before + name for name in sorted(files))
    for name in sorted(folders):
        yield from stored(before + name)


def lost(names: Iterable[str]) -> list[str]:
    """Those of ``names`` that the storage does not have."""
    return sorted(name for name in names if not default_storage.exists(name))


def migrations() -> list[list[str]]:
    return sorted(list(key) for key in MigrationRecorder(connection).applied_migrations())


def unknown(applied: Collection[list[str]]) -> list[str]:
    """Migrations that this release has not heard of: of a newer one."""
    disk = MigrationLoader(None).disk_migrations
    known = {*disk, *(key for migration in disk.values() for key in migration.replaces)}
    return [".".join(key) for key in applied if tuple(key) not in known]


def release() -> str:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    return str(project["version"])
