"""``manage.py restore``: an archive into an empty database and an empty storage, or not at all."""

import os
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from community import content
from portal.backup import holdings, programs
from portal.backup.archive import DATABASE, FILES, checked
from portal.backup.filling import fill
from portal.embedded.cluster import Failed


@dataclass(frozen=True)
class Restored:
    rows: int
    files: int
    missing: list[str]  # that the archive knew to be missing already
    behind: int  # migrations of this release that the archive has not


def restore(path: Path) -> dict[str, Any]:
    """What it says of itself, once all of it is in."""
    manifest = checked(path)
    refuse_newer(manifest)
    reader, runner = fitting(manifest)
    refuse_filled()
    with tarfile.open(path, "r:") as tar, kept_if_all_goes_well() as kept:
        # The rows last and at once: whoever finds one finds its file.
        for member in tar:
            if member.name.startswith(FILES):
                store(member.name.removeprefix(FILES), tar.extractfile(member), kept)
        os.sync()
        rows = tar.extractfile(DATABASE)
        assert rows  # noqa: S101  it was read a moment ago; said for mypy
        fill(reader, runner, rows)
    content.count_anew()
    return manifest


def refuse_newer(manifest: dict[str, Any]) -> None:
    unknown = holdings.unknown(manifest["migrations"])
    ours, its = holdings.release(), manifest["release"]
    if unknown or numbers(its) > numbers(ours):
        why = f"; it has {unknown[0]}" if unknown else ""
        raise Failed(f"The archive is of a newer release ({its}, here is {ours}{why}).")


def numbers(release: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", release)]


def fitting(manifest: dict[str, Any]) -> tuple[str, str]:
    """pg_restore and psql."""
    its, ours = manifest["postgresql"], programs.server()
    if its["server"] > ours:
        raise Failed(
            f"The archive comes from PostgreSQL {its['server']}, and this server is of {ours}:"
            f" restore it into one that is not older."
        )
    needed = max(ours, its["pg_dump"])
    return programs.fitting("pg_restore", needed), programs.fitting("psql", needed)


def refuse_filled() -> None:
    if there := holdings.tables():
        raise Failed(
            f"This database is not empty: it has {len(there)} tables ({there[0]} is one). Restore"
            " into a new one."
        )
    if name := next(holdings.stored(), None):
        raise Failed(f"The storage of files is not empty: {name} is there. Restore into a new one.")


@contextmanager
def kept_if_all_goes_well() -> Iterator[list[str]]:
    """Where anything fails, the storage is as empty again as the database is."""
    kept: list[str] = []
    try:
        yield kept
    except BaseException:
        for name in kept:
            with suppress(OSError):
                default_storage.delete(name)
        raise


def store(name: str, content: Any, kept: list[str]) -> None:
    kept.append(name)
    if (took := default_storage.save(name, File(content, name=name))) != name:
        kept.append(took)
        raise Failed(f"{name} could not be stored under its name.")


def verified(manifest: dict[str, Any]) -> Restored:
    """Everything is there that the archive had."""
    rows = holdings.counts()
    for table in sorted({*rows, *manifest["rows"]}):
        if rows.get(table) != manifest["rows"].get(table):
            raise Failed(
                f"{table} has {rows.get(table)} rows and had {manifest['rows'].get(table)}: was the"
                " site running? Empty database and files, and restore again."
            )
    lost = holdings.lost(holdings.named())
    if new := sorted(set(lost) - set(manifest["missing"])):
        raise Failed(f"The database names files that are not there: {', '.join(new)}.")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # a dump has no statistics, and without them searches are slow
    executor = MigrationExecutor(connection)
    behind = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    files = sum(name.startswith(FILES) for name in manifest["parts"])
    return Restored(sum(rows.values()), files, lost, behind)
