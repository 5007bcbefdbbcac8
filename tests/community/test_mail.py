"""Letters: written with the move, sent once, never lost."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from typing import Any
from urllib.parse import urlencode

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.core import mail as outbox
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from community import delivery, mail, tasks
from community.models import Letter
from tests import make
from tests.ports import free_port


class PostOffice:
    """A real SMTP server; ``delay`` makes it slow to say that it has taken a letter."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.begun = 0
        self.delay = 0.0
        self.refuse = ""

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.begun += 1
        await asyncio.sleep(self.delay)
        self.letters.append(envelope.content)
        return "250 taken"

    def ids(self) -> list[str]:
        return [message_from_bytes(letter)["Message-ID"] for letter in self.letters]


@pytest.fixture
def office() -> Iterator[tuple[PostOffice, Controller]]:
    handler = PostOffice()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    yield handler, controller
    if controller.loop.is_running():
        controller.stop()


@pytest.fixture
def smtp(settings, office):
    """Django's own SMTP backend, pointed at the post office (which may be closed)."""
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": office[1].port, "timeout": 5},
        }
    }
    return office


class Worker:
    """A worker process on the test's database and the test's post office."""

    def __init__(self, port: int) -> None:
        self.port = port

    def start(self) -> subprocess.Popen:
        environment = {
            **os.environ,
            "PORTAL_MODE": "test",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(self.port),
            "SMTP_TLS": "false",
            "DATABASE_URL": address_of_the_database(),
        }
        command = [sys.executable, "manage.py", "procrastinate", "worker"]
        return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)


def address_of_the_database() -> str:
    """The test's own database, on the embedded server's socket or on a real one."""
    at = connection.settings_dict
    where = urlencode({"host": at["HOST"] or "localhost", "port": at["PORT"] or 5432})
    return f"postgres://{at['USER']}:{at['PASSWORD']}@/{at['NAME']}?{where}"


def until(condition, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "nothing happened in time"
        time.sleep(0.05)


@pytest.mark.django_db
def test_a_letter_speaks_the_readers_language_and_carries_its_own_number():
    person = make.person(language="es")
    letter = mail.enqueue("greeting", person.email, "es", "Hola\nAmina", "¡Bienvenida!")
    delivery.deliver(letter.pk)
    [sent] = outbox.outbox
    assert sent.subject == "Hola Amina"
    assert sent.extra_headers["Content-Language"] == "es"
    assert str(letter.message_id) in sent.extra_headers["Message-ID"]
    assert "¡Bienvenida!" in sent.body


@pytest.mark.parametrize(
    "subject",
    [
        "To look at: EXC-2026-006 Pagar a las madres cuidadoras por teléfono móvil",
        "Une invitation à rejoindre Viceministerio de Protección Social Prueba (Bolivie)",
        "Plain words alone, many of them, so that the line has to be folded somewhere in it",
        "ñandú " * 30 + "– Ação « être »",
    ],
)
@pytest.mark.parametrize("way", [policy.SMTP, policy.default])
def test_a_subject_keeps_its_spaces_when_it_is_folded(subject: str, way: Any):
    letter = Letter(name="x", address="amina@example.org", language="es", subject=subject, body="x")
    raw = delivery.message_of(letter).message(policy=way).as_bytes()
    assert max(len(line) for line in raw.splitlines()) < 79
    for reader in (policy.default, policy.compat32):  # as mailboxes of today and before read it
        read = re.sub(r"\r?\n", "", message_from_bytes(raw, policy=reader)["Subject"])
        assert str(make_header(decode_header(read))).strip() == subject.strip()


@pytest.mark.django_db
def test_a_letter_goes_out_once_however_often_it_is_delivered():
    letter = mail.enqueue("greeting", "a@example.org", "en", "Hello", "Welcome.")
    assert [delivery.deliver(letter.pk) for _try in range(3)] == [True, False, False]
    assert len(outbox.outbox) == 1


@pytest.mark.django_db
def test_a_code_is_forgotten_once_it_is_sent():
    letter = mail.enqueue("code", "a@example.org", "en", "Code", "123456", is_secret=True)
    delivery.deliver(letter.pk)
    letter.refresh_from_db()
    assert "123456" in outbox.outbox[0].body
    assert letter.body == ""


@pytest.mark.django_db
def test_a_code_is_set_off_from_the_words_around_it_and_a_letter_without_one_is_whole():
    body = "Here is the code:\n\nAB3-X7Z\n\nNot you?"
    for is_secret in (True, False):
        letter = mail.enqueue("code", "a@example.org", "en", "Code", body, is_secret=is_secret)
        delivery.deliver(letter.pk)
    secret, plain = (sent.alternatives[0].content for sent in outbox.outbox)
    assert re.search(r"Here is the code:.*letter-spacing[^>]*>AB3-X7Z</p>.*Not you\?", secret, re.S)
    assert "<p>AB3-X7Z</p>" in plain


@pytest.mark.django_db(transaction=True)
def test_a_move_that_is_rolled_back_leaves_neither_letter_nor_job():
    jobs = ProcrastinateJob.objects.count()  # no flush clears the jobs of other tests
    with transaction.atomic():
        mail.enqueue("greeting", "a@example.org", "en", "Hello", "Welcome.")
        assert Letter.objects.exists()
        assert ProcrastinateJob.objects.count() == jobs + 1
        transaction.set_rollback(True)
    assert not Letter.objects.exists()
    assert ProcrastinateJob.objects.count() == jobs


@pytest.mark.django_db
def test_an_address_that_the_server_refuses_for_good_is_noted_and_not_tried_again(smtp):
    handler, controller = smtp
    handler.refuse = "550 no such person"
    controller.start()
    letter = mail.enqueue("greeting", "gone@example.org", "en", "Hello", "Welcome.")
    delivery.deliver(letter.pk)
    letter.refresh_from_db()
    assert letter.refused_at
    assert "no such person" in letter.last_error
    assert delivery.deliver(letter.pk) is False


@pytest.mark.django_db
def test_an_address_that_is_busy_is_tried_again(smtp):
    handler, controller = smtp
    handler.refuse = "450 mailbox busy"
    controller.start()
    letter = mail.enqueue("greeting", "busy@example.org", "en", "Hello", "Welcome.")
    with pytest.raises(OSError, match="busy"):
        delivery.deliver(letter.pk)
    handler.refuse = ""
    assert delivery.deliver(letter.pk) is True
    assert len(handler.letters) == 1


@pytest.mark.django_db
def test_the_log_says_once_why_a_letter_waits_and_not_to_whom(smtp, caplog):
    handler, controller = smtp
    handler.refuse = "450 mailbox busy"
    controller.start()
    letter = mail.enqueue("greeting", "busy@example.org", "en", "Hello", "Welcome.")
    for _try in range(2):
        with pytest.raises(OSError, match="busy"):
            tasks.deliver_letter(letter_id=letter.pk)
    (line,) = [one.getMessage() for one in caplog.records if one.name == "community.tasks"]
    assert line == f"letter {letter.pk} is not sent yet: SMTPRecipientsRefused"
    refused = ConnectionRefusedError(111, "Connection refused")
    assert delivery.without_names(refused).endswith("Connection refused")


@pytest.mark.django_db(transaction=True)
def test_a_closed_mail_server_delays_letters_and_loses_none(smtp):
    handler, controller = smtp
    letters = [
        mail.enqueue("greeting", f"p{n}@example.org", "en", f"Hello {n}", "Hi.") for n in range(5)
    ]
    worker = Worker(controller.port).start()
    try:
        until(lambda: Letter.objects.exclude(last_error="").count() == len(letters))
        assert Letter.objects.unsent().count() == len(letters)
        controller.start()

        def all_are_sent() -> bool:
            # The clock moves: more than once, as a letter notes its failure before its job waits.
            ProcrastinateJob.objects.filter(status="todo").update(scheduled_at=None)
            return not Letter.objects.unsent().exists()

        until(all_are_sent)
    finally:
        worker.terminate()
        worker.wait(20)
    assert len(handler.letters) == len(set(handler.ids())) == len(letters)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_neither_loses_nor_doubles_a_letter(smtp):
    handler, controller = smtp
    handler.delay = 3
    controller.start()
    letter = mail.enqueue("greeting", "a@example.org", "en", "Hello", "Hi.")
    worker = Worker(controller.port).start()
    until(lambda: handler.begun == 1)
    worker.send_signal(signal.SIGKILL)  # while the server reads, before it has said yes
    worker.wait(20)
    letter.refresh_from_db()
    assert letter.sent_at is None

    handler.delay = 0
    second = Worker(controller.port).start()
    try:
        # The sweeper does this every minute; here its minute has come.
        Letter.objects.update(written_at="2020-01-01T00:00Z")
        with suppress(AlreadyEnqueued):  # at the turn of a minute the worker asked for it itself
            tasks.sweep_letters.defer(timestamp=0)
        until(lambda: Letter.objects.exclude(sent_at=None).exists())
    finally:
        second.terminate()
        second.wait(20)
    accepted = [one for one in handler.ids() if one]
    assert len(set(accepted)) == 1
