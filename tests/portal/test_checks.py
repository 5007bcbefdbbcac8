"""``check --deploy`` names what an operator forgot, where she looks for it."""

import socket
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from community import delivery
from community.models import Letter
from portal import checks
from tests import make

HERE = "postgres://portal@127.0.0.1/portal"


@pytest.fixture(autouse=True)
def a_site(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATABASE_URL, settings.SITE_URL = HERE, "https://portal.gob.example"
    settings.ALLOWED_HOSTS = ["portal.gob.example"]
    for name in ("ALLOWED_HOSTS", "SITE_URL", "DEFAULT_FROM_EMAIL", "SMTP_HOST"):
        monkeypatch.setenv(name, "portal.gob.example")


def ids(found: list[checks.Warning]) -> list[str | None]:
    return [one.id for one in found]


@pytest.mark.django_db
def test_the_command_asks_all_of_them(settings: Settings) -> None:
    """Without further words: Django leaves those about databases out unless one is named."""
    settings.DATABASE_URL = ""
    assert "portal.W001" in ids(run_checks(include_deployment_checks=True))
    settings.DATABASE_URL = HERE
    assert "portal.W013" in ids(run_checks(include_deployment_checks=True))


def test_addresses_of_the_example_and_a_host_in_one_line_of_two(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checks.addresses_are_its_own() == []
    monkeypatch.setenv("SMTP_HOST", "smtp.example.org")
    settings.SITE_URL = "http://old.gob.example"
    assert ids(checks.addresses_are_its_own()) == ["portal.W006", "portal.W007", "portal.W008"]


def test_passwords_that_everybody_can_read(tmp_path: Path, settings: Settings) -> None:
    settings.BASE_DIR = tmp_path
    assert checks.passwords_are_kept() == []  # the environment comes from elsewhere
    (file := tmp_path / ".env").touch(0o644)
    assert ids(checks.passwords_are_kept()) == ["portal.W009"]
    file.chmod(0o640)
    assert checks.passwords_are_kept() == []


def test_a_mail_server_that_does_not_answer(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    options = {"host": "127.0.0.1", "port": port}
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": smtp, "OPTIONS": options}}
    assert ids(checks.mail_server_is_reached()) == ["portal.W010"]


@pytest.mark.django_db
def test_what_the_first_day_brings() -> None:
    missing = ids(checks.database_is_ready())
    assert missing == ["portal.W012", "portal.W013", "portal.W014", "portal.W015"]
    call_command("make_groups", verbosity=0)
    make.theme()
    make.person(is_staff=True)
    assert ids(checks.database_is_ready()) == ["portal.W015"]


@pytest.mark.django_db
def test_letters_that_wait_and_why() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    words = {"name": "x", "address": "amina@example.org", "language": "en", "subject": "x"}
    letter = Letter.objects.create(**words, body="x")
    assert checks.worker_is_there() == []
    letter.written_at = timezone.now() - checks.PATIENCE * 2
    letter.save()
    assert delivery.note_failure(letter.pk, ConnectionRefusedError("refused"))
    (warning,) = checks.worker_is_there()
    assert warning.msg.startswith("1 letters wait, since ")
    assert warning.hint == "ConnectionRefusedError: refused"


def test_a_try_out_on_the_embedded_database_is_left_alone(settings: Settings) -> None:
    settings.DATABASE_URL, settings.SITE_URL = "embedded", "http://old.gob.example"
    assert checks.addresses_are_its_own() == []
    assert checks.database_is_ready() == []
