"""Sending letters: the worker's side of ``mail``.

``deliver`` holds the letter's row while it talks to the mail server, so two workers never send
the same letter, and a killed worker leaves it unsent for the next one.
"""

import re
import smtplib
import sys
from email.header import Header
from email.message import EmailMessage
from email.policy import Policy
from email.policy import default as as_today
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.filebased import EmailBackend as FileBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from community.languages import interface, speaking
from community.models.letters import Letter

_CODE = re.compile(r"^[A-Z0-9]{3,6}-?[A-Z0-9]{3,6}$", re.MULTILINE)


def deliver(letter_id: int) -> bool:
    """Send one letter; False when there is nothing to do (sent, refused, or in another's hands).

    Raises what the mail server raises when it may go well later.
    """
    with transaction.atomic():
        rows = Letter.objects.unsent().select_for_update(skip_locked=True)
        letter = rows.filter(pk=letter_id).first()
        if letter is None:
            return False
        try:
            message_of(letter).send()
        except smtplib.SMTPRecipientsRefused as refusal:
            if _may_go_later(refusal):
                raise
            letter.last_error = str(refusal)[:1000]
            letter.refused_at = timezone.now()
        else:
            letter.sent_at = timezone.now()
            if letter.is_secret:
                letter.body = ""
        letter.tried_at = timezone.now()
        letter.save()
    return True


def note_failure(letter_id: int, error: Exception) -> bool:
    """Keep what went wrong where the secretariat sees it; True when it is the first time."""
    unsent = Letter.objects.unsent().filter(pk=letter_id)
    is_first = unsent.filter(tried_at=None).exists()
    unsent.update(tried_at=timezone.now(), last_error=f"{type(error).__name__}: {error}"[:1000])
    return is_first


def without_names(error: Exception) -> str:
    """For the log, which is no place for the address of a reader."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{type(error).__name__} {error.smtp_code}"
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
        return f"{type(error).__name__}: {error}"
    return type(error).__name__


class Subject(str):
    """A subject that says the same after it was folded.

    Python loses the space between two words with accents where it folds a long line (3.13.0), and
    doubles the one at which it folds: *teléfonomóvil*. The older ``Header`` encodes the spaces too.
    """

    name = "Subject"

    def fold(self, *, policy: Policy) -> str:
        charset = "us-ascii" if self.isascii() else "utf-8"
        folded = Header(self, charset, header_name=self.name).encode(linesep=policy.linesep)
        return f"{self.name}: {folded}{policy.linesep}"


class Message(EmailMultiAlternatives):
    def message(self, *, policy: Any = as_today) -> EmailMessage:
        written: EmailMessage = super().message(policy=policy)
        del written["Subject"]
        written["Subject"] = Subject(self.subject)
        return written


def message_of(letter: Letter) -> EmailMultiAlternatives:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    message = Message(
        letter.subject,
        letter.body,
        to=[letter.address],
        headers={
            "Message-ID": f"<{letter.message_id}@{domain}>",
            "Content-Language": interface(letter.language),
            "Auto-Submitted": "auto-generated",
        },
    )
    with speaking(letter.language):
        html = render_to_string("letters/letter.html", {"letter": letter, **_parts(letter)})
    message.attach_alternative(html, "text/html")
    return message


def _parts(letter: Letter) -> dict[str, str]:
    """A code stands on a line of its own: around it the letter is cut, so that it is set off."""
    code = _CODE.search(letter.body) if letter.is_secret else None
    if code is None:
        return {"before": letter.body}
    before, after = letter.body[: code.start()], letter.body[code.end() :]
    return {"before": before.strip(), "code": code[0], "after": after.strip()}


def _may_go_later(refusal: smtplib.SMTPRecipientsRefused) -> bool:
    return any(code < 500 for code, _reason in refusal.recipients.values())


class FileAndConsoleBackend(FileBackend):
    """The demo's post office: every letter in a file of its own, and a line on the console."""

    def send_messages(self, email_messages: Any) -> int:
        for message in email_messages:
            self._fname = None  # a new file for each letter
            super().send_messages([message])
            self._tell(message)
        return len(email_messages)

    def _tell(self, message: Any) -> None:
        line = f"letter to {', '.join(message.to)}: {message.subject}\n"
        sys.stdout.write(line)
        sys.stdout.flush()
