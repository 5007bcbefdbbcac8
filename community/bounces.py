"""Letters that came back: reads one delivery status notification (RFC 3464).

A mail server accepts a letter and finds out later that nobody can take it. What it then writes
names the letter by its Message-ID, which nobody else can guess; only that is trusted.
"""

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import Message

from django.utils import timezone

from community.models.letters import Letter

MESSAGE_ID = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^<>\s]+>", re.IGNORECASE)
LONGEST = 2**20  # bytes; a notification with the whole letter in it is far shorter


def note(notification: bytes) -> Letter | None:
    """Mark the letter that came back as refused; ``None`` where there is no such letter, or where
    the server still tries. Read twice, it says the same."""
    message = email.message_from_bytes(notification[:LONGEST], policy=email.policy.compat32)
    why = next(_failures(message), None)
    letter = _letter_of(message)
    if why is None or letter is None:
        return None
    # Sent and refused do not stand together: the letter was on its way and never arrived.
    sent = Letter.objects.filter(pk=letter.pk, refused_at=None)
    sent.update(sent_at=None, refused_at=timezone.now(), last_error=why[:1000])
    letter.refresh_from_db()
    return letter


def _failures(message: Message) -> Iterator[str]:
    """What the server says of each recipient that it has given up on (``Action: failed``)."""
    for part in message.walk():
        # The parts of a delivery status are groups of header fields, one group a recipient.
        if part.get_content_type() != "message/delivery-status":
            continue
        groups = part.get_payload()
        for group in groups if isinstance(groups, list) else []:
            if isinstance(group, Message) and _field(group, "Action").lower() == "failed":
                parts = (_field(group, "Status"), _field(group, "Diagnostic-Code"))
                yield " ".join(filter(None, parts)) or "failed"


def _letter_of(message: Message) -> Letter | None:
    """By the Message-ID of the letter that the notification brings back, whole or its head."""
    for part in message.walk():
        text = ""
        if part.get_content_type() == "message/rfc822":
            inside = part.get_payload()
            text = _field(inside[0], "Message-ID") if isinstance(inside, list) and inside else ""  # type: ignore[arg-type]
        elif part.get_content_type() == "text/rfc822-headers":
            raw = part.get_payload(decode=True)
            head = email.message_from_bytes(raw if isinstance(raw, bytes) else b"")
            text = _field(head, "Message-ID")
        if found := MESSAGE_ID.search(text):
            return Letter.objects.filter(message_id=found[1]).first()
    return None


def _field(group: Message, name: str) -> str:
    """In one line and without signs that a database cannot keep."""
    return " ".join(str(group.get(name, "")).replace("\x00", "").split())
