"""After a press of a button: do it, and tell what came of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from community.lifecycle import MoveRefused


def do_and_tell(request: HttpRequest, verb: Callable[[], object], done: Any) -> bool:
    """Call ``verb``; a refusal becomes a message, else ``done`` is one. Returns whether it was.

    ``done`` is called where it has to name what the verb has changed. Who may not gets 403 from
    the verb itself.
    """
    try:
        verb()
    except MoveRefused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return False
    messages.success(request, done() if callable(done) else done)
    return True
