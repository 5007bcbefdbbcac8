"""What must be in place before the demo starts; each step is quick when nothing changed."""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

Say = Callable[[str], object]


def prepare(say: Say) -> None:
    call_command("compile_translations", verbosity=0)
    static_files(say)
    migrations(say)
    sample(say)


def digest(files: Iterable[Path]) -> str:
    """Changes when a file comes, goes or gets another content."""
    found = hashlib.sha256()
    for file in sorted(files):
        found.update(f"{file}\0".encode())
        found.update(file.read_bytes())
    return found.hexdigest()


def static_files(say: Say) -> None:
    stamp = settings.STATIC_ROOT / ".made-from"
    sources = [
        Path(storage.path(path)) for finder in get_finders() for path, storage in finder.list(None)
    ]
    current = digest([*sources, settings.BASE_DIR / "portal" / "staticfiles.py"])
    if stamp.exists() and stamp.read_text() == current:
        return
    say("Collecting the static files …")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(current)


def migrations(say: Say) -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Setting up the database …")
        call_command("migrate", interactive=False, verbosity=0)


def sample(say: Say) -> None:
    """The note of what was loaded is kept in the database: it goes where the data go."""
    code = settings.BASE_DIR / "portal"
    sources = [*(settings.BASE_DIR / "data").glob("*.json"), *code.glob("sample/*.py")]
    current = digest([*sources, *code.glob("management/commands/demo_accounts.py")])
    if loaded() == current:
        return
    say("Loading the sample content …")
    call_command("load_sample", verbosity=0)
    call_command("demo_accounts", verbosity=0)
    note_loaded(current)


def loaded() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('django_migrations'::regclass)")
        row = cursor.fetchone()
    return row[0] if row else None


def note_loaded(current: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("COMMENT ON TABLE django_migrations IS %s", [current])
