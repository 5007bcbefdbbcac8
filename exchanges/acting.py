"""Acts on an exchange that exists for its reader: do, tell, and go back to its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from community.lifecycle import MoveRefused
from community.meanwhile import KeepsOthers
from community.telling import do_and_tell
from community.unsaved import WrittenInVain
from exchanges import page
from exchanges.forms.fields import ReasonForm
from exchanges.models import Exchange
from exchanges.models.voices import WRITER


def act(
    request: HttpRequest, exchange: Exchange, verb: Callable[[], object], done: Any
) -> HttpResponse:
    do_and_tell(request, verb, done)
    return redirect(exchange)


def too_late(request: HttpRequest, exchange: Exchange, why: Any) -> HttpResponse:
    """For who may write here at other times: a colleague was faster, or things have moved on. She
    reads so on the page of the exchange; what she has typed comes back to be copied."""
    messages.info(request, why)
    if request.method == "POST":
        raise WrittenInVain
    return redirect(exchange)


def no_draft(request: HttpRequest, exchange: Exchange, form: KeepsOthers) -> HttpResponse:
    """Back to the form of what is submitted, or its button pressed twice: then nothing in it is
    another than what is saved. For others there never was a form."""
    writes = request.user.is_authenticated and WRITER in exchange.roles_of(request.user)
    if not writes:
        raise Http404
    if request.method == "POST" and not any(_is_new(form, name) for name in form.fields):
        return redirect(exchange)
    return too_late(request, exchange, _("This request can no longer be changed here."))


def _is_new(form: KeepsOthers, name: str) -> bool:
    """Not only another thing than the page showed when it was opened, but than is saved by now."""
    if name == "form_key" or not form.is_touched(name):
        return False
    field = form.fields[name]
    return field.has_changed(form.get_initial_for_field(field, name), form[name].data)


def act_with_reason(
    request: HttpRequest, exchange: Exchange, name: str, verb: Callable[[str], object], done: Any
) -> HttpResponse:
    """The same with a reason; without one the page comes back with the form open.

    The verb is asked either way: it knows who may, and refuses an empty reason.
    """
    form = ReasonForm(request.POST, auto_id=f"{name}-%s")
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        verb(reason)
    except MoveRefused as refusal:
        if form.errors:
            return page.show(request, exchange, **{name: form})
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, done)
    return redirect(exchange)
