"""What a person typed into a long form and nobody saved: it comes back to her.

What she posted after her session had ended waits for an hour in the session of the browser that
sent it, and comes back only into the form it was typed in, only for the one it belongs to. Files
are not kept.

What she posts after she has signed in again in another window comes back in the same way.

What she did not post, or posted into a broken line, is kept by her browser alone
(``static/js/unsaved.js``). It sends it here when she wants it back, and it comes back the same way;
each form has a name of its own, by which its page hears that it was saved.
"""

import time
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.csrf import csrf_failure

from community.models import Person
from community.often import times

KEY = "unsaved_answers"
SECONDS = 60 * 60
MOST = 200_000  # characters: a sheet with all its rows, and no load for the database
AN_HOUR = 60  # forms kept for who is signed out, of all who share an address: any stranger may send
BRING_BACK = "bring_back"  # posted with what the browser kept: show it, save nothing
NOT_TYPED = {"csrfmiddlewaretoken", "typed_by", BRING_BACK}
FORM = "form_typed"  # the field with the name of the form on the page
SAVED = "saved_forms"
FILES_AGAIN = gettext_lazy("Files are not kept: choose them again.")
SURVIVING: set[Callable[..., HttpResponse]] = set()  # the pages with a long form
REMEMBERED = 20  # names of saved forms in a session: its browser hears of each on the next page


class WrittenInVain(Http404):
    """Nothing is there (any more) for what she posted, which is hers."""


class GivenBackMiddleware:
    """Gives back what was written in vain, unless another middleware knows where it belongs now."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return _gone(request) if isinstance(exception, WrittenInVain) else None


def keep(request: HttpRequest, owner: str, answers: dict[str, Any]) -> None:
    kept = {"path": request.path, "owner": owner[:64], "answers": answers, "at": time.time()}
    request.session[KEY] = kept
    if not request.user.is_authenticated:
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
    """A closed page with a long form: what is typed into it and not saved comes back.

    Its form includes ``components/typed_by.html`` and is filled from ``typed``. Where it was saved,
    the answer to a post leads on; where not, it is the page with what was typed.
    """

    @login_not_required
    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            if request.method == "GET":
                answers = take(request, mark(request.user))
                request.unsaved = _posted(answers)  # type: ignore[attr-defined]
            elif BRING_BACK in request.POST:
                keep(request, request.POST.get("typed_by", ""), _answers(request))
                return redirect(request.get_full_path())
            try:
                return answered(request, view(request, *args, **kwargs))
            except Http404 as nothing:
                if request.method == "POST" and _is_hers(request):
                    raise WrittenInVain from nothing
                raise
        if request.method == "POST":
            _keep_posted(request)
        return redirect_to_login(request.get_full_path())

    SURVIVING.add(kept)
    return kept


def _gone(request: HttpRequest) -> HttpResponse:
    """What she wrote into was taken away or closed meanwhile, or never was: she says no more of it.

    Her own words, and nothing else, to be copied.
    """
    rows = (
        row for name, rows in _answers(request).items() if "initial-" not in name for row in rows
    )
    words = "\n\n".join(row.strip() for row in rows if len(row.split()) > 1)
    return render(request, "gone.html", {"words": words}, status=404)


def too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django calls it where a form brings a token of an earlier session.

    Who signed in again in another window has one. Nothing is saved: a long form comes back to her.
    Only her own pages know her mark, so nobody else puts words into her form.
    """
    view = request.resolver_match.func if request.resolver_match else None
    if view not in SURVIVING or not _is_hers(request) or _size(_answers(request)) > MOST:
        return csrf_failure(request, reason)
    keep(request, request.POST["typed_by"], _answers(request))
    if request.FILES:
        messages.warning(request, FILES_AGAIN)
    return redirect(request.get_full_path())


def answered(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Remember, where the answer to a form leads on, that this one was saved."""
    if request.method == "POST" and 300 <= response.status_code < 400 and FORM in request.POST:
        known = request.session.get(SAVED, [])
        request.session[SAVED] = [*known, form_name(request)][-REMEMBERED:]
    return response


def came_back(request: HttpRequest) -> bool:
    """Does the form on this page show what was typed, and not what is saved?"""
    return FORM in (typed(request) or {})


def form_name(request: HttpRequest) -> str:
    """Of the form on the page: it keeps it when it comes back, and a new one has its own."""
    given = typed(request) or QueryDict()
    try:
        return uuid.UUID(given.get(FORM, "")).hex
    except ValueError:
        return uuid.uuid4().hex


def saved_forms(request: HttpRequest) -> list[str]:
    names: list[str] = request.session.get(SAVED, [])
    return names


def typed(request: HttpRequest) -> QueryDict | None:
    """What the form shows: what is posted, or was before the session ended; else it is new."""
    if request.method == "POST":
        return request.POST
    unsaved: QueryDict | None = getattr(request, "unsaved", None)
    return unsaved


def say_what_is_kept(request: HttpRequest) -> None:
    messages.info(request, _("You were signed out. What you typed is kept: sign in again."))
    if request.FILES:
        messages.warning(request, FILES_AGAIN)


def say_what_is_lost(request: HttpRequest) -> None:
    told = _("You were signed out, and this was not saved. Go back in your browser to copy it.")
    messages.warning(request, told)


def _is_hers(request: HttpRequest) -> bool:
    """Was it typed by who is signed in now?"""
    try:
        given = request.POST.get("typed_by", "")
    except UnreadablePostError:  # the line was cut
        return False
    return request.user.is_authenticated and constant_time_compare(given, mark(request.user))


def _answers(request: HttpRequest) -> dict[str, list[str]]:
    return {name: rows for name, rows in request.POST.lists() if name not in NOT_TYPED}


def _keep_posted(request: HttpRequest) -> None:
    if owner := request.POST.get("typed_by", ""):
        keep_for_later(request, owner, _answers(request))
    else:
        say_what_is_lost(request)


def keep_for_later(request: HttpRequest, owner: str, answers: dict[str, Any]) -> None:
    """For who is signed out, who is told whether it is."""
    if _size(answers) <= MOST and times(request, "unsaved", SECONDS) <= AN_HOUR:
        keep(request, owner, answers)
        say_what_is_kept(request)
    else:
        say_what_is_lost(request)


def _size(answers: dict[str, list[str]]) -> int:
    return sum(len(name) + sum(map(len, rows)) for name, rows in answers.items())


def _posted(answers: dict[str, list[str]] | None) -> QueryDict | None:
    if answers is None:
        return None
    data = QueryDict(mutable=True)
    for name, rows in answers.items():
        data.setlist(name, rows)
    return data
