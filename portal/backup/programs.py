"""The programs of PostgreSQL that write and read a dump: which fit the server, and how they run."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import psycopg
from django.db import connection

from portal.embedded import cluster
from portal.embedded.cluster import Failed, first_bad_line
from portal.lifeline import tied

# Where Debian and Red Hat keep each version, on the PATH or not.
PLACES = ("/usr/lib/postgresql/{}/bin", "/usr/pgsql-{}/bin")


def server() -> int:
    """The major version of the server."""
    connection.ensure_connection()
    return int(connection.pg_version) // 10_000  # type: ignore[attr-defined]


def fitting(name: str, major: int) -> str:
    """A program that is not older than ``major``; of that very version if there is one, as older
    servers refuse what a newer program writes."""
    if "PGDATA" in connection.settings_dict:
        there = cluster.program(name)
    else:
        own = [f"{place.format(major)}/{name}" for place in PLACES]
        there = shutil.which(name) or ""
        if not there or version(there) != major:
            there = next(filter(os.path.exists, own), there)
    wanted = f"{name} of PostgreSQL {major} or newer is needed"
    if not there:
        raise Failed(
            f"{wanted}, and there is none on the PATH: install the client programs"
            f" (Debian, Ubuntu: postgresql-client-{major})."
        )
    if version(there) < major:
        raise Failed(f"{wanted}, and {there} is of {version(there)}: put a newer one on the PATH.")
    return there


def version(program: str) -> int:
    try:
        words = subprocess.check_output([program, "--version"], text=True, stderr=subprocess.STDOUT)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Failed(f"{program} does not run: {error}") from error
    found = re.search(r"\) (\d+)", words)
    if not found:
        raise Failed(f"{program} does not tell its version: {words.strip()}")
    return int(found[1])


def environment() -> dict[str, str]:
    """All that the portal's own connection is made of, by the names that PostgreSQL gives it.

    In the environment, which nobody else can read; what stands in a command, everybody can.
    """
    options = connection.get_connection_params()
    known = [(each.keyword, each.envvar) for each in psycopg.pq.Conninfo.get_defaults()]
    named = {keyword.decode(): variable.decode() for keyword, variable in known if variable}
    given = {named[key]: str(value) for key, value in options.items() if key in named and value}
    return os.environ | given | {"LC_ALL": "C"}  # its words are read: in English


def dump(program: str, snapshot: str, into: IO[bytes]) -> None:
    command = [program, "--format=custom", "--no-password", f"--snapshot={snapshot}"]
    # Through a pipe: into a file, pg_dump 18 would write its table of contents a second time.
    reading, writing = os.pipe()
    with running(command, stdout=writing), open(reading, "rb") as content:
        os.close(writing)
        shutil.copyfileobj(content, into)


@contextmanager
def running(command: list[str], **pipes: Any) -> Iterator[IO[bytes]]:
    """Hands out what goes into it, waits for its end and raises what it complains of, which is also
    why another program could not go on."""
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(
            command,
            **pipes,
            stdin=subprocess.PIPE,
            stderr=words,
            env=environment(),
            preexec_fn=tied(signal.SIGTERM),
        )
        assert process.stdin  # noqa: S101  it is a pipe; said for mypy
        wrong: BaseException | None = None
        try:
            yield process.stdin
        except BaseException as error:
            process.terminate()
            wrong = error
            raise
        finally:
            with suppress(BrokenPipeError):
                process.stdin.close()
            code, name = process.wait(), Path(command[0]).name
            words.seek(0)
            if code > 0 and isinstance(wrong, Failed | None):
                reason = first_bad_line(words.read().decode(errors="replace"))
                raise Failed(f"{name} failed: {reason}")
            if code < 0 and not wrong:
                raise Failed(f"{name} was ended by {signal.Signals(-code).name}.")
