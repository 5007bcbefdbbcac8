"""What was backed up comes back: ``manage.py backup`` and ``manage.py restore``, both ways of
asking for them and whatever may go wrong between."""

import io
import json
import os
import resource
import signal
import stat
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql

from community import content as portal_content
from community.models import Event, Letter
from experiences.models import Experience
from portal.backup import archive, holdings, programs
from portal.embedded.cluster import Failed
from portal.scale.copying import may_pass_triggers
from tests import make, s3

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.django_db(transaction=True)
COUNT = "SELECT count(*) FROM experiences_indexentry WHERE vector @@ portal_query('visita')"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where archives go; the files of the portal lie beside it, as on a server."""
    stored_in(settings, tmp_path / "files")
    (tmp_path / "archives").mkdir()
    return tmp_path / "archives"


def stored_in(settings: Any, place: Path) -> None:
    settings.MEDIA_ROOT = place
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = settings.STORAGES | {"default": backend}


def ask(question: str, database: str = "postgres") -> list[Any]:
    options = connection.get_connection_params()
    known = {key: options[key] for key in ("host", "port", "user", "password") if options.get(key)}
    with psycopg.connect(dbname=database, autocommit=True, **known) as asked:
        done = asked.execute(sql.SQL(question))
        return done.fetchall() if done.description else []


@contextmanager
def another_machine(settings: Any, place: Path) -> Iterator[None]:
    """The portal with a new database and an empty folder of files."""
    before = connection.settings_dict["NAME"]
    name = f"{before}_restored"
    ask(f"DROP DATABASE IF EXISTS {name}")
    ask(f"CREATE DATABASE {name}")
    connection.close()
    connection.settings_dict["NAME"] = name
    stored_in(settings, place)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        ask(f"DROP DATABASE {name} WITH (FORCE)")


def run(*command: str) -> str:
    said = io.StringIO()
    call_command(*command, stdout=said)
    return said.getvalue()


def backed_up(folder: Path, name: str = "portal.tar") -> Path:
    run("backup", str(folder / name))
    return folder / name


def content() -> Experience:
    """A sheet with files, its events, letters and somebody who is signed in."""
    amina, _officer = make.amina(), make.chloe()
    made = make.published(make.ministry_of(amina), title="Visitas às famílias", language="pt")
    make.attachment(made, "Guia.pdf")
    make.attachment(made, "Lei.pdf")
    make.request(amina).submit(by=amina)
    session = SessionStore()
    session["_auth_user_id"] = str(amina.pk)
    session.save()
    return made


def files() -> dict[str, bytes]:
    found = {}
    for name in holdings.stored():
        with default_storage.open(name) as file:
            found[name] = file.read()
    return found


def rewritten(path: Path, **changes: Any) -> Path:
    """The same archive with another manifest, sealed anew."""
    other = path.with_name(f"other-{path.name}")
    with tarfile.open(path) as old, other.open("wb") as file:
        new = archive.Archive(file, time.time())
        for member in old.getmembers()[:-2]:
            new.add(member.name, old.extractfile(member), member.size)
        manifest = json.load(old.extractfile(archive.MANIFEST))  # type: ignore[arg-type]
        new.seal(**manifest | changes)
    return other


def test_everything_comes_back_on_an_empty_machine(settings: Any, folder: Path):
    content()
    said = run("backup", str(folder))
    [path] = folder.iterdir()
    assert f"{path}: the database and 2 files." in said
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "is whole" in run("backup", "--check", str(path))
    before = holdings.counts()
    assert min(Event.objects.count(), Letter.objects.count()) > 0
    assert before["public.django_session"] == 1
    as_stored = files()
    version = portal_content.version()
    with another_machine(settings, folder.parent / "restored"):
        said = run("restore", str(path))
        assert "'migrate' is not needed" in said
        # What was lost had the next numbers: none of them comes again.
        assert portal_content.version() > version + 10**12
        assert holdings.counts() == before
        assert files() == as_stored
        assert len(as_stored) == 2
        assert Experience.objects.get().attachments.count() == 2
        # What the database does by itself, it does here: search, spelling, triggers.
        name = connection.settings_dict["NAME"]
        assert ask(COUNT, name) == [(1,)]
        spoken = (
            "SELECT count(*) FROM community_synonym WHERE phrase <> portal_phrase(language, text)"
        )
        assert ask(spoken, name) == [(0,)]
        Experience.objects.update(title="Outro título")
        assert ask(COUNT.replace("visita", "titulo"), name) == [(1,)]


def test_files_in_a_bucket_come_back_in_another_one(
    settings: Any, folder: Path, s3_server: str
) -> None:
    settings.STORAGES = settings.STORAGES | {"default": s3.bucket(s3_server)}
    content()
    path, as_stored = backed_up(folder), files()
    assert len(as_stored) == 2
    with another_machine(settings, folder.parent / "restored"):
        settings.STORAGES = settings.STORAGES | {"default": s3.bucket(s3_server)}
        run("restore", str(path))
        assert files() == as_stored


def test_an_ordinary_role_restores_where_a_superuser_made_the_extensions(
    settings: Any, folder: Path
):
    """So it is where the database is another department's."""
    if not may_pass_triggers():
        pytest.skip("needs a superuser to make role and extensions")
    content()
    path = backed_up(folder)
    with another_machine(settings, folder.parent / "restored"):
        name, before = connection.settings_dict["NAME"], dict(connection.settings_dict)
        role = f"{name}_owner"
        for line in ("unaccent", "pg_trgm"):
            ask(f"CREATE EXTENSION {line}", name)
        ask(f"CREATE ROLE {role} LOGIN PASSWORD 'pass wört'")
        ask(f"ALTER DATABASE {name} OWNER TO {role}")
        connection.settings_dict.update(USER=role, PASSWORD="pass wört")
        try:
            run("restore", str(path))
            assert Experience.objects.count() == 1
        finally:
            connection.close()
            connection.settings_dict.update(USER=before["USER"], PASSWORD=before["PASSWORD"])
            ask(f"REASSIGN OWNED BY {role} TO CURRENT_USER", name)
            ask(f"DROP ROLE {role}")


def test_a_backup_is_of_one_moment(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """What is written and deleted while the dump runs does not count, and is no error."""
    sheet = content()
    gone = sheet.attachments.first()
    dump = programs.dump

    def meanwhile(*arguments: Any) -> None:
        dump(*arguments)
        with psycopg.connect(**programs_options()) as other:
            other.execute("DELETE FROM experiences_attachment WHERE id = %s", [gone.pk])
        default_storage.delete(gone.file.name)

    monkeypatch.setattr(programs, "dump", meanwhile)
    rows = holdings.counts()
    said = run("backup", str(folder / "portal.tar"))
    assert f"Deleted meanwhile, which is no error: {gone.file.name}" in said
    manifest = archive.checked(folder / "portal.tar")
    assert manifest["rows"] == rows
    assert manifest["missing"] == [gone.file.name]


def programs_options() -> dict[str, Any]:
    options = connection.get_connection_params()
    return {k: options[k] for k in ("host", "port", "user", "password", "dbname") if options.get(k)}


def test_what_was_deleted_meanwhile_is_told_when_it_is_restored(settings: Any, folder: Path):
    lost = content().attachments.first().file.name
    default_storage.delete(lost)
    with pytest.raises(CommandError, match=r"names files that are not there \(1\)") as refused:
        backed_up(folder)
    assert refused.value.returncode == 2
    with another_machine(settings, folder.parent / "restored"):
        said = run("restore", str(folder / "portal.tar"))
        assert f"Missing already when the archive was made: {lost}" in said


def test_a_damaged_archive_touches_nothing(settings: Any, folder: Path):
    content()
    path = backed_up(folder)
    whole = path.read_bytes()
    with tarfile.open(path) as tar:
        inside = {member.name: member.offset_data for member in tar}
    dump, manifest = inside[archive.DATABASE] + 100, inside[archive.MANIFEST] + 100
    file = next(place for name, place in inside.items() if name.startswith(archive.FILES))
    damages = {
        "a bit of the database": flipped(whole, dump),
        "a bit of a file": flipped(whole, file),
        "a bit of the manifest": flipped(whole, manifest),
        "half of it": whole[: len(whole) // 2],
        "without its end": whole[: inside[archive.SEAL] - 512],
        "nothing": b"",
        "something else": b"%PDF-1.7" * 1000,
    }
    with another_machine(settings, folder.parent / "restored"):
        for what, damaged in damages.items():
            path.write_bytes(damaged)
            with pytest.raises(CommandError, match=r"not restored.*damaged"):
                run("restore", str(path))
            with pytest.raises(CommandError, match=r"not usable.*damaged"):
                run("backup", "--check", str(path))
            assert holdings.tables() == [], what
            assert list(holdings.stored()) == [], what


def flipped(whole: bytes, place: int) -> bytes:
    return whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]


def test_only_an_empty_database_and_an_empty_folder_are_filled(settings: Any, folder: Path):
    content()
    path = backed_up(folder)
    rows = holdings.counts()
    with pytest.raises(CommandError, match="database is not empty"):
        run("restore", str(path))
    assert holdings.counts() == rows
    with another_machine(settings, folder.parent / "files"):
        with pytest.raises(CommandError, match="storage of files is not empty"):
            run("restore", str(path))
        assert holdings.tables() == []


def test_what_fails_half_way_leaves_both_empty(settings: Any, folder: Path):
    """The dump is not whole, and only the database finds out."""
    content()
    path = backed_up(folder)
    other = folder / "other.tar"
    with tarfile.open(path) as old, other.open("wb") as file:
        new = archive.Archive(file, time.time())
        half = old.getmember(archive.DATABASE).size * 9 // 10
        new.add(archive.DATABASE, old.extractfile(archive.DATABASE), half)
        for member in old.getmembers()[1:-2]:
            new.add(member.name, old.extractfile(member), member.size)
        new.seal(**json.load(old.extractfile(archive.MANIFEST)))  # type: ignore[arg-type]
    with another_machine(settings, folder.parent / "restored"):
        with pytest.raises(CommandError, match=r"not restored\. pg_restore failed: .*error"):
            run("restore", str(other))
        assert holdings.tables() == []
        assert list(holdings.stored()) == []
        run("restore", str(path))


def test_a_newer_release_is_refused_and_an_older_one_told(settings: Any, folder: Path):
    content()
    path = backed_up(folder)
    manifest = archive.checked(path)
    its = manifest["migrations"]
    newer = {
        "it has exchanges.9999_later": {"migrations": [*its, ["exchanges", "9999_later"]]},
        "99.0": {"release": "99.0"},
        "comes from PostgreSQL 99": {"postgresql": {"server": 99, "pg_dump": 99}},
        "pg_restore of PostgreSQL 99 or newer is needed": {
            "postgresql": manifest["postgresql"] | {"pg_dump": 99}
        },
        "was the site running": {"rows": manifest["rows"] | {"public.members_country": 1}},
    }
    with another_machine(settings, folder.parent / "restored"):
        for told, changes in newer.items():
            if "running" not in told:
                with pytest.raises(CommandError, match=told):
                    run("restore", str(rewritten(path, **changes)))
                assert holdings.tables() == []
        with pytest.raises(CommandError, match=f"restored, but .*{told}"):
            run("restore", str(rewritten(path, **changes)))


def test_an_older_release_is_restored_and_asks_for_migrate(settings: Any, folder: Path):
    ask(
        "DELETE FROM django_migrations WHERE app = 'portal' AND name LIKE '0003%'",
        connection.settings_dict["NAME"],
    )
    try:
        content()
        path = backed_up(folder)
    finally:
        ask(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('portal', '0003_uses_are_not_content', now())",
            connection.settings_dict["NAME"],
        )
    with another_machine(settings, folder.parent / "restored"):
        assert "now run 'manage.py migrate' (1 migrations)" in run("restore", str(path))


def test_nothing_is_overwritten_and_nothing_taken_from_elsewhere(folder: Path, settings: Any):
    path = folder / "portal.tar"
    path.write_text("another backup")
    with pytest.raises(CommandError, match="there already"):
        run("backup", str(path))
    assert path.read_text() == "another backup"
    with pytest.raises(CommandError, match="no folder"):
        run("backup", str(folder / "not" / "there.tar"))
    (settings.MEDIA_ROOT).mkdir()
    with pytest.raises(CommandError, match="among the files"):
        run("backup", str(settings.MEDIA_ROOT))
    assert [each.name for each in folder.iterdir()] == ["portal.tar"]


def test_an_empty_database_is_no_portal(settings: Any, folder: Path):
    with (
        another_machine(settings, folder.parent / "restored"),
        pytest.raises(CommandError, match="no portal in this database"),
    ):
        backed_up(folder)
    assert list(folder.iterdir()) == []


def test_a_full_disk_leaves_nothing(folder: Path):
    """The system's limit for the size of a file is met as a full disk is: while it is written."""
    content()
    default_storage.save("logos/large.png", ContentFile(os.urandom(200_000)))
    with tarfile.open(backed_up(folder.parent)) as tar:
        dump = tar.getmember(archive.DATABASE).size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    for room in (dump // 2, dump + 100_000):  # in the dump, among the files
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
        try:
            with pytest.raises(CommandError, match=r"Nothing was backed up\. The disk is full"):
                run("backup", str(folder))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert list(folder.iterdir()) == []


def elsewhere(**more: str) -> dict[str, str]:
    """As another process finds this database: by its address."""
    options = programs_options()
    user, password = quote(str(options.get("user", ""))), quote(str(options.get("password", "")))
    where = {key: options[key] for key in ("host", "port") if options.get(key)}
    address = f"postgres://{user}:{password}@/{options['dbname']}?{urlencode(where)}"
    return os.environ | {"DATABASE_URL": address, "PORTAL_MODE": "test"} | more


def standing_in(folder: Path, name: str, words: str) -> Path:
    """A program of that name that is found first."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{words}\n")
    (folder / name).chmod(0o755)
    return folder


def test_a_killed_run_leaves_nothing_that_looks_like_a_backup(folder: Path, tmp_path: Path):
    major = programs.server()
    version = f'case "$1" in --version) echo "pg_dump (PostgreSQL) {major}.0"; exit;; esac'
    seen = tmp_path / "seen"
    slow = f'{version}\necho "$@" > {seen}; env > {seen}.env; exec sleep 60'
    path = f"{standing_in(tmp_path / 'bin', 'pg_dump', slow)}:{os.environ['PATH']}"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "backup", str(folder)],
        cwd=ROOT,
        env=elsewhere(PATH=path),
    )
    try:
        for _ in range(300):
            if (tmp_path / "seen.env").exists():
                break
            time.sleep(0.1)
        [unfinished] = folder.iterdir()
        assert unfinished.name.endswith(".tar.unfinished")
        again = folder / unfinished.name.removesuffix(".unfinished")
        with pytest.raises(CommandError, match="Another backup is being written"):
            run("backup", str(again))
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert [each.name for each in folder.iterdir()] == [unfinished.name]
    with pytest.raises(CommandError, match="damaged"):
        run("backup", "--check", str(unfinished))
    run("backup", str(again))
    assert list(folder.iterdir()) == [again]
    assert "is whole" in run("backup", "--check", str(again))
    # Whoever lists processes reads no password, nor where the database is.
    assert seen.read_text().split()[0] == "--format=custom"
    assert programs_options()["dbname"] not in seen.read_text()
    assert f"PGDATABASE={programs_options()['dbname']}" in seen.with_name("seen.env").read_text()


def test_programs_that_are_missing_or_too_old_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delitem(connection.settings_dict, "PGDATA", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Failed, match=r"none on the PATH.*postgresql-client-98\)"):
        programs.fitting("pg_dump", 98)
    standing_in(tmp_path, "pg_dump", 'echo "pg_dump (PostgreSQL) 97.4 (Debian 97.4-1)"')
    with pytest.raises(Failed, match=r"PostgreSQL 98 or newer is needed, and .* is of 97"):
        programs.fitting("pg_dump", 98)
    assert programs.fitting("pg_dump", 97) == str(tmp_path / "pg_dump")
    assert programs.fitting("pg_dump", 96) == str(tmp_path / "pg_dump")
    monkeypatch.setattr(programs, "PLACES", (f"{tmp_path}/{{}}",))
    own = standing_in(tmp_path / "96", "pg_dump", 'echo "pg_dump (PostgreSQL) 96.1"')
    assert programs.fitting("pg_dump", 96) == str(own / "pg_dump")


def test_a_server_that_is_away_is_told_in_one_sentence(folder: Path):
    done = subprocess.run(
        [sys.executable, "manage.py", "backup", str(folder)],
        env=os.environ
        | {"DATABASE_URL": "postgres://a:secret@127.0.0.1:1/portal", "PORTAL_MODE": "test"},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "Nothing was backed up. The database does not answer:" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "secret" not in done.stderr
