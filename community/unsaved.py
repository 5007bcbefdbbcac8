"""What a person posted after her session had ended: kept until she has signed in again.

It waits for an hour in the session of the browser that sent it, and comes back only into the form
it was typed in, only for the one it belongs to. Files are not kept.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from community.models import Person

KEY = "unsaved_answers"
SECONDS = 60 * 60
MOST = 200_000  # characters: a sheet with all its rows, and no load for the database
NOT_TYPED = {"csrfmiddlewaretoken", "typed_by"}


def keep(request: HttpRequest, owner: str, answers: dict[str, Any]) -> None:
    kept = {"path": request.path, "owner": owner[:64], "answers": answers, "at": time.time()}
    request.session[KEY] = kept
    request.session.set_expiry(SECONDS)  # abandoned, it goes with the session


def take(request: HttpRequest, owner: str) -> dict[str, Any] | None:
    """The answers for this form of this owner, once; what waits here for others is forgotten."""
    kept = request.session.get(KEY)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[KEY]
    request.session.set_expiry(None)
    if kept["owner"] != owner or kept["at"] + SECONDS < time.time():
        return None
    answers: dict[str, Any] = kept["answers"]
    return answers


def mark(person: Person) -> str:
    """What a form says of who types in it; nobody else can tell who that is."""
    return salted_hmac("community.unsaved", str(person.pk), algorithm="sha256").hexdigest()


def survives_sign_out(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A closed page with a form: what is posted to it after the session has ended comes back.

    Its form includes ``components/typed_by.html`` and is filled from ``typed``.
    """

    @login_not_required
    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            if request.method == "GET":
                answers = take(request, mark(request.user))
                request.unsaved = _posted(answers)  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)
        if request.method == "POST":
            _keep_posted(request)
        return redirect_to_login(request.get_full_path())

    return kept


def typed(request: HttpRequest) -> QueryDict | None:
    """What the form shows: what is posted, or was before the session ended; else it is new."""
    if request.method == "POST":
        return request.POST
    unsaved: QueryDict | None = getattr(request, "unsaved", None)
    return unsaved


def say_what_is_kept(request: HttpRequest) -> None:
    messages.info(request, _("You were signed out. What you typed is kept: sign in again."))
    if request.FILES:
        messages.warning(request, _("Files are not kept: choose them again."))


def say_what_is_lost(request: HttpRequest) -> None:
    told = _("You were signed out, and this was not saved. Go back in your browser to copy it.")
    messages.warning(request, told)


def _keep_posted(request: HttpRequest) -> None:
    answers = {name: rows for name, rows in request.POST.lists() if name not in NOT_TYPED}
    size = sum(len(name) + sum(map(len, rows)) for name, rows in answers.items())
    owner = request.POST.get("typed_by", "")
    if owner and size <= MOST:
        keep(request, owner, answers)
        say_what_is_kept(request)
    else:
        say_what_is_lost(request)


def _posted(answers: dict[str, list[str]] | None) -> QueryDict | None:
    if answers is None:
        return None
    data = QueryDict(mutable=True)
    for name, rows in answers.items():
        data.setlist(name, rows)
    return data
