"""Letters are written with the move they tell of and handed to the worker in its transaction.

``post`` is called by each app's ``letters.py``: a committed move never loses its letter, one that
was rolled back never sends it. ``delivery`` does the sending.
"""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from community import tasks
from community.languages import speaking
from community.models.letters import Letter
from community.models.people import Person


def post(name: str, to: Person, **context: Any) -> Letter:
    """Write the letter ``templates/letters/<name>.txt`` in the reader's language and queue it.

    The first line of the template is the subject.
    """
    subject, body = _written(name, to.language, {**context, "to": to})
    return enqueue(name, to.email, to.language, subject, body, person=to)


def post_to_address(name: str, address: str, language: str, **context: Any) -> Letter:
    """The same to an address that belongs to nobody we know; it may hold a link that is a key."""
    subject, body = _written(name, language, context)
    return enqueue(name, address, language, subject, body, is_secret=True)


def _written(name: str, language: str, context: dict[str, Any]) -> tuple[str, str]:
    with speaking(language):
        text = render_to_string(f"letters/{name}.txt", {**context, "site_url": settings.SITE_URL})
    subject, _, body = text.strip().partition("\n")
    return subject, body


def enqueue(
    name: str,
    address: str,
    language: str,
    subject: str,
    body: str,
    *,
    person: Person | None = None,
    is_secret: bool = False,
) -> Letter:
    with transaction.atomic():
        letter = Letter.objects.create(
            name=name,
            person=person,
            address=address,
            language=language,
            subject=" ".join(subject.split())[:250],
            body=body.strip() + "\n",
            is_secret=is_secret,
        )
        tasks.deliver_letter.defer(letter_id=letter.pk)
    return letter
