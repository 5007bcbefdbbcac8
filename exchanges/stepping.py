"""Asking for an exchange in four short steps: each is saved before the next one is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.lifecycle import MoveRefused
from community.plain_text import cleaned
from community.signed_in import SignedInRequest
from community.unsaved import survives_sign_out, typed
from exchanges import moves
from exchanges.acting import no_draft
from exchanges.beside import helpers_beside, named_in, sheets_beside
from exchanges.finding import exchange_of
from exchanges.forms.fields import name_of, numbered, suggested, written_for
from exchanges.forms.requests import FIELD_OF
from exchanges.forms.steps import BY_NAME, STEPS, Step, StepForm
from exchanges.models import Exchange
from exchanges.requesting import beginning_of, closed
from members.models import Organization

WHO = STEPS.index(BY_NAME["who"])


@survives_sign_out
def begin(request: SignedInRequest) -> HttpResponse:
    """The first step makes the draft: blank, or from a sheet or an offer."""
    if not written_for(request.user).public_bodies().exists():
        return closed(request)
    start = beginning_of(request)
    form = StepForm(typed(request), by=request.user, step=STEPS[0], initial=start)
    return _answer(request, form, None)


@survives_sign_out
def step(request: SignedInRequest, number: str, name: str) -> HttpResponse:
    if name not in BY_NAME:
        raise Http404
    draft = exchange_of(request, number)
    sent = _with_whom_she_asks(typed(request), BY_NAME[name])
    form = StepForm(sent, by=request.user, step=BY_NAME[name], instance=draft)
    for field in FIELD_OF.values():  # whom a suggestion names
        if field in request.GET:
            form.propose(field, numbered(cleaned(request.GET[field])))
    if not draft.is_draft_of(request.user):
        return no_draft(request, draft, form)
    return _answer(request, form, draft)


def _answer(request: SignedInRequest, form: StepForm, draft: Exchange | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and (saved := _save(form)):
        return _onward(request, saved, STEPS.index(form.step))
    context = {
        "form": form,
        "exchange": draft,
        "building_block": draft.block if draft else form.asked_about(),
        "steps": _way(draft, STEPS.index(form.step)),
        "is_last": form.step is STEPS[-1],
        "has_back": form.step is not STEPS[0],
        "organizations": suggested() if form.step.name == "who" else [],
        "helpers": helpers_beside(draft, named_in(form)) if draft else [],
        "sheets": sheets_beside(draft, draft.themes.all()) if draft else [],
        "asked": _still_to_ask(form),
    }
    return render(request, "exchanges/step.html", context)


def _save(form: StepForm) -> Exchange | None:
    try:
        return form.save()
    except MoveRefused as refusal:
        form.add_error(None, refusal.messages)
        return None


def _onward(request: SignedInRequest, draft: Exchange, place: int) -> HttpResponse:
    """To the next step, or where the pressed button leads."""
    if request.POST.get("invite"):
        invited = _whom_she_asks(request.POST)
        return redirect(f"{_address(draft, WHO)}?{invited.urlencode()}")
    if "submit" in request.POST:
        return moves.submit(request, number=draft.number)
    if "back" in request.POST and place:
        return redirect(_address(draft, place - 1))
    if "later" in request.POST or place + 1 == len(STEPS):
        messages.success(request, _("The draft is saved. Only your organization sees it."))
        return redirect(draft)
    return redirect(_address(draft, place + 1))


def _whom_she_asks(sent: Mapping[str, Any]) -> QueryDict:
    """Whom *Invite* beside the step names, as its address says it: a field and a number."""
    return QueryDict(cleaned(sent.get("invite", "")))


def _with_whom_she_asks(sent: QueryDict | None, step: Step) -> QueryDict | None:
    """On the step that has the field of a suggestion it is filled, whatever else is mistaken."""
    if sent is None or step is not STEPS[WHO]:
        return sent
    filled = sent.copy()
    for field, number in _whom_she_asks(sent).items():
        if field in FIELD_OF.values() and isinstance(body := numbered(str(number)), Organization):
            filled[field] = name_of(body)
    return filled


def _still_to_ask(form: StepForm) -> dict[str, Any] | None:
    """On another step, that needs a look first: it is asked in as soon as that is saved."""
    if not form.is_bound or form.step is STEPS[WHO]:
        return None
    invited = _whom_she_asks(form.data)
    bodies = [numbered(str(invited[field])) for field in FIELD_OF.values() if field in invited]
    names = [body.name for body in bodies if isinstance(body, Organization)]
    return {"names": ", ".join(names), "value": invited.urlencode()} if names else None


def _address(draft: Exchange, place: int) -> str:
    return reverse("exchanges:step", args=[draft.number, STEPS[place].name]) if place >= 0 else ""


def _way(draft: Exchange | None, here: int) -> list[dict[str, Any]]:
    """The line of steps; once there is a draft each is a link. What lies behind her is done where
    a submission would miss nothing of it."""
    missing = draft.missing() if draft else {}
    return [
        {
            "label": step.label,
            "place": "current" if place == here else _place(step, place < here, missing),
            "href": _address(draft, place) if draft and place != here else "",
        }
        for place, step in enumerate(STEPS)
    ]


def _place(step: Step, lies_behind: bool, missing: dict[str, Any]) -> str:
    return "done" if lies_behind and not missing.keys() & set(step.fields) else "coming"
