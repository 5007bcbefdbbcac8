"""What a person posted after her session had ended: kept until she has signed in again.

It waits in the session of the browser that sent it, and comes back only into the form it was
typed in, only for the registration it belongs to.
"""

from typing import Any

from django.http import HttpRequest

KEY = "unsaved_answers"


def keep(request: HttpRequest, form: str, answers: dict[str, Any]) -> None:
    owner = request.POST.get("registration", "")[:40]
    request.session[KEY] = {"form": form, "owner": owner, "answers": answers}


def take(request: HttpRequest, form: str, owner: str) -> dict[str, Any] | None:
    """The answers for this form of this registration, once; others are forgotten."""
    kept = request.session.pop(KEY, None)
    if kept and (kept["form"], kept["owner"]) == (form, owner):
        answers: dict[str, Any] = kept["answers"]
        return answers
    return None
