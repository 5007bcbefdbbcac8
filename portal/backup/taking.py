"""``manage.py backup``: the database as it is at one moment, then the files.

In this order: files are never changed, only added and removed. Those that are copied afterwards
are all that the rows of that moment name, but those deleted in between, and some newer ones.
"""

import os
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

from portal.backup import holdings, programs
from portal.backup.archive import DATABASE, FILES, Archive
from portal.backup.placing import writing
from portal.embedded.cluster import Failed


@dataclass(frozen=True)
class Taken:
    path: Path
    files: int
    gone: list[str]  # deleted, with their rows, while the backup was written
    lost: list[str]  # named by the database, and not there


def place(asked: str) -> Path:
    """The file to write: in a folder, one named for the moment."""
    path = Path(asked).absolute()
    if path.is_dir():
        path /= datetime.now(UTC).strftime("portal-%Y-%m-%dT%H%M%SZ.tar")
    if not path.parent.is_dir():
        raise Failed(f"There is no folder {path.parent}.")
    if path.resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve()):
        raise Failed(f"{path} is among the files that are backed up: name another place.")
    return path


def take(target: Path) -> Taken:
    program = programs.fitting("pg_dump", server := programs.server())
    made = time.time()
    with writing(target, made) as archive:
        with tempfile.TemporaryFile(dir=target.parent) as dump:  # it has no name to be left behind
            with holdings.at_one_moment() as snapshot:
                applied, counts, named = holdings.migrations(), holdings.counts(), holdings.named()
                if not applied:
                    raise Failed("There is no portal in this database: look at DATABASE_URL.")
                programs.dump(program, snapshot, dump)
            archive.add(DATABASE, dump, dump.seek(0, os.SEEK_END) - dump.seek(0))
        files = copied(archive)
        missing = {name for name in named if FILES + name not in archive.parts}
        lost = missing & holdings.named() if missing else set()
        archive.seal(
            made_at=datetime.fromtimestamp(made, UTC).isoformat(timespec="seconds"),
            release=holdings.release(),
            migrations=applied,
            postgresql={"server": server, "pg_dump": programs.version(program)},
            rows=counts,
            missing=sorted(missing),
        )
    return Taken(target, files, sorted(missing - lost), sorted(lost))


def copied(archive: Archive) -> int:
    """How many files there were; one that is deleted meanwhile is none."""
    number = 0
    for name in holdings.stored():
        try:
            content = default_storage.open(name)
        except FileNotFoundError:
            continue
        with content:
            archive.add(FILES + name, content, content.size)
        number += 1
    return number
