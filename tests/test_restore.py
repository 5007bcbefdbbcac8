"""What was backed up comes back: the commands of docs/howto/back-up-and-restore.md."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from portal.embedded.cluster import program
from tests import make

COPY = "portal_restored"


def fitting(name: str) -> str:
    """A program of the server's own version: what a newer one writes, an older server refuses."""
    major = connection.pg_version // 10_000
    own = program(name)
    if f" {major}." in subprocess.check_output([own, "--version"], text=True):
        return own
    installed = f"/usr/lib/postgresql/{major}/bin/{name}"
    found = installed if os.path.exists(installed) else shutil.which(name)
    assert found, f"{name} of PostgreSQL {major} is needed to try this on such a server"
    return found


def run(name: str, *arguments: str) -> None:
    """A program of PostgreSQL against the server of the tests."""
    options = connection.get_connection_params()
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    where = {names[key]: str(options[key]) for key in names if options.get(key)}
    subprocess.run(
        [fitting(name), *arguments], check=True, capture_output=True, env=os.environ | where
    )


@pytest.fixture
def copy() -> Iterator[str]:
    name = f"{COPY}_{connection.settings_dict['NAME']}"
    run("dropdb", "--if-exists", name)
    run("createdb", name)
    yield name
    run("dropdb", "--force", name)


def ask(database: str, question: str) -> list[Any]:
    options = connection.get_connection_params()
    known = {key: options[key] for key in ("host", "port", "user", "password") if options.get(key)}
    with psycopg.connect(dbname=database, **known) as restored:
        return restored.execute(sql.SQL(question)).fetchall()


@pytest.mark.django_db(transaction=True)
def test_a_restored_database_finds_what_was_published(copy: str, tmp_path: Path):
    make.published(make.organization("Ministério da Família"), title="Visitas às famílias")
    dump = str(tmp_path / "portal.dump")
    run("pg_dump", "--format=custom", f"--file={dump}", connection.settings_dict["NAME"])
    run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={copy}", dump)
    found = "SELECT count(*) FROM experiences_indexentry WHERE vector @@ portal_query('visita')"
    assert ask(copy, found) == [(1,)]
    assert ask(copy, "SELECT plain FROM members_name") == [("ministerio da familia",)]
    spoken = "SELECT count(*) FROM community_synonym WHERE phrase = portal_phrase(language, text)"
    assert ask(copy, spoken) == [(4,)]
