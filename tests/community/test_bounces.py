"""Letters that came back: notifications as mail servers write them (RFC 3464)."""

import email
import io
import sys
from email.message import EmailMessage, Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from django.core.management import call_command
from django.utils import timezone

from community import bounces
from community.delivery import message_of
from community.models import Letter
from tests import make
from tests.browser.conftest import give_second_factor

pytestmark = pytest.mark.django_db
REFUSED = "550 5.1.1 <amina@example.org>: Recipient address rejected: User unknown"


@pytest.fixture
def letter(db: None) -> Letter:
    amina = make.person("amina@example.org")
    return Letter.objects.create(
        name="join_requested", person=amina, address=amina.email, language="en",
        subject="Boris asks", body="Dear Amina,", sent_at=timezone.now(),
    )  # fmt: skip


def returned(letter: Letter, action: str = "failed", *, whole: bool = True) -> bytes:
    """What the mail server writes back about ``letter``."""
    original = bytes(message_of(letter).message())
    report = MIMEMultipart("report", **{"report-type": "delivery-status"})
    report["From"], report["To"] = "MAILER-DAEMON@mx.example.org", "portal@demo.example"
    report["Subject"], report["Auto-Submitted"] = "Undelivered Mail", "auto-replied"
    report.attach(MIMEText("This is the mail system. I'm sorry to have to inform you …"))
    status = MIMEBase("message", "delivery-status")
    host, recipient = Message(), Message()
    host["Reporting-MTA"] = "dns; mx.example.org"
    recipient["Final-Recipient"] = f"rfc822; {letter.address}"
    recipient["Action"], recipient["Status"] = action, "5.1.1"
    recipient["Diagnostic-Code"] = f"smtp; {REFUSED}"
    status.set_payload([host, recipient])
    report.attach(status)
    if whole:
        back = MIMEBase("message", "rfc822")
        back.set_payload([_parsed(original)])
    else:
        back = MIMEText(original.decode().partition("\n\n")[0], "rfc822-headers")
    report.attach(back)
    return report.as_bytes()


def _parsed(raw: bytes) -> Message:
    return email.message_from_bytes(raw)


@pytest.mark.parametrize("whole", [True, False])
def test_a_letter_that_came_back_is_refused(letter: Letter, whole: bool):
    assert bounces.note(returned(letter, whole=whole)) == letter
    letter.refresh_from_db()
    assert letter.sent_at is None
    assert letter.refused_at is not None
    assert "User unknown" in letter.last_error


def test_the_same_notification_twice_says_the_same(letter: Letter):
    bounces.note(returned(letter))
    letter.refresh_from_db()
    first = letter.refused_at
    bounces.note(returned(letter))
    letter.refresh_from_db()
    assert letter.refused_at == first


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_while_the_server_still_tries_nothing_is_refused(letter: Letter, action: str):
    assert bounces.note(returned(letter, action)) is None
    letter.refresh_from_db()
    assert letter.refused_at is None


def test_a_letter_nobody_wrote_is_not_found(letter: Letter):
    letter.message_id = "00000000-0000-4000-8000-000000000000"
    assert bounces.note(returned(letter)) is None
    assert not Letter.objects.exclude(refused_at=None).exists()


def test_who_merely_writes_about_a_letter_refuses_nothing(letter: Letter):
    """An answer of hers, with the Message-ID in it, and an “out of office”."""
    answer = EmailMessage()
    answer["In-Reply-To"] = f"<{letter.message_id}@demo.example>"
    answer["Message-ID"] = f"<{letter.message_id}@demo.example>"
    answer.set_content("Action: failed\nI am away until Monday.")
    assert bounces.note(answer.as_bytes()) is None
    letter.refresh_from_db()
    assert letter.refused_at is None


@pytest.mark.parametrize("odd", ["", "\x00", "x" * 3_000_000, "\xff\xfe", "--\n--\n"], ids=len)
def test_what_it_does_not_understand_breaks_nothing(letter: Letter, odd: str):
    raw = odd.encode("latin-1")
    assert bounces.note(raw) is None
    assert bounces.note(returned(letter)[:700] + raw) is None


def test_the_mail_server_pipes_it_to_the_command(
    letter: Letter, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(returned(letter))))
    call_command("read_bounce")
    assert f"refused: letter {letter.pk}" in capsys.readouterr().out
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"nonsense")))
    call_command("read_bounce")
    assert "no letter of ours" in capsys.readouterr().out


def test_a_code_that_came_back_is_not_sent_again_without_its_text(letter: Letter, client, chloe):
    Letter.objects.filter(pk=letter.pk).update(is_secret=True, body="")
    bounces.note(returned(letter))
    give_second_factor(chloe)
    client.force_login(chloe)
    action = {"_selected_action": [letter.pk], "action": "send_again"}
    client.post("/admin/community/letter/", action)
    letter.refresh_from_db()
    assert letter.refused_at is not None
