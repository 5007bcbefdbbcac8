"""What must be in place before the demo starts; each step is quick when nothing changed."""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from community.models import Person
from portal.management.commands.demo_accounts import PEOPLE

Say = Callable[[str], object]


def must_be_alone() -> None:
    """Both have their files in ``var/``, and ``make reset`` throws away what is there."""
    if (settings.BASE_DIR / ".env").exists():
        raise CommandError("The .env of a site is in this folder: take another one for the demo.")


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
    if people_of_others():
        raise CommandError("This database has people of its own: the demo takes an empty one.")
    say("Loading the sample content …")
    call_command("load_sample", verbosity=0)
    call_command("demo_accounts", verbosity=0)
    note_loaded(current)


def people_of_others() -> bool:
    """No demo yet, and somebody's: its accounts have a password that everybody knows."""
    people = Person.objects.exclude(email__in=[address for address, *_others in PEOPLE])
    return loaded() is None and people.exists()


def loaded() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('django_migrations'::regclass)")
        row = cursor.fetchone()
    return row[0] if row else None


def note_loaded(current: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("COMMENT ON TABLE django_migrations IS %s", [current])
