"""A dump into an empty database: everything or nothing.

``pg_restore`` writes SQL and ``psql`` runs it, as the session has to be prepared: functions of ours
set a parameter of pg_trgm, and an ordinary role may do so only once that library is loaded. Where a
superuser made the extension before, nothing in the dump loads it.
"""

import re
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from portal.backup.programs import running

# An ordinary role owns neither, where a superuser made them.
NOT_OURS = re.compile(r"^\d+; \d+ \d+ COMMENT - (EXTENSION|SCHEMA) ")
BEGIN = b"""
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN
        PERFORM similarity('', '');
    END IF;
END $$;
BEGIN;
"""
COMMIT = (
    b"\nCOMMIT;\n"  # said once the dump was read to its end; psql left without it takes all back
)


def fill(reader: str, runner: str, dump: IO[bytes]) -> None:
    """``reader`` and ``runner`` are pg_restore and psql."""
    psql = [runner, "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1"]
    with tempfile.TemporaryDirectory() as folder:
        ours = contents(reader, dump, Path(folder))
        # Owners and rights stay behind: they name roles that may not be on this machine.
        how = ["--file=-", "--no-owner", "--no-privileges", f"--use-list={ours}"]
        with running([*psql, "--file=-"], stdout=subprocess.DEVNULL) as script:
            script.write(BEGIN)
            script.flush()
            with running([reader, *how], stdout=script) as pipe:
                feed(dump, pipe)
            script.write(COMMIT)


def contents(reader: str, dump: IO[bytes], folder: Path) -> Path:
    """What is in the dump, but comments that only a superuser may write."""
    whole, ours = folder / "whole", folder / "ours"
    with whole.open("wb") as lines, running([reader, "--list"], stdout=lines) as pipe:
        feed(dump, pipe)
    kept = [line for line in whole.read_text().splitlines(True) if not NOT_OURS.match(line)]
    ours.write_text("".join(kept))
    return ours


def feed(dump: IO[bytes], pipe: IO[bytes]) -> None:
    dump.seek(0)
    with suppress(BrokenPipeError):  # it has read enough, or says itself what is wrong
        shutil.copyfileobj(dump, pipe)
        pipe.flush()
