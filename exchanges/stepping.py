"""Asking for an exchange in four short steps: each is saved before the next one is shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.vary import vary_on_headers

from community.lifecycle import MoveRefused
from community.models import Theme
from community.plain_text import cleaned
from community.signed_in import SignedInRequest
from community.unsaved import survives_sign_out, typed
from exchanges import moves
from exchanges.finding import draft_of
from exchanges.forms.fields import name_of, numbered, suggested, written_for
from exchanges.forms.requests import FIELD_OF
from exchanges.forms.steps import BY_NAME, STEPS, Step, StepForm
from exchanges.helping import rows_of
from exchanges.models import Exchange
from exchanges.models.course import WRITER
from exchanges.requesting import beginning_of, closed
from experiences.models import Experience
from members.models import Organization

SUGGESTED = 3
WHO = STEPS.index(BY_NAME["who"])


@vary_on_headers("HX-Request")
@survives_sign_out
def begin(request: SignedInRequest) -> HttpResponse:
    """The first step makes the draft: blank, or from a sheet or an offer."""
    if not written_for(request.user).public_bodies().exists():
        return closed(request)
    if request.htmx:  # type: ignore[attr-defined]
        return _beside(request, StepForm(request.GET, by=request.user, step=STEPS[0]), None)
    start = beginning_of(request)
    form = StepForm(typed(request), by=request.user, step=STEPS[0], initial=start)
    return _answer(request, form, None)


@vary_on_headers("HX-Request")
@survives_sign_out
def step(request: SignedInRequest, number: str, name: str) -> HttpResponse:
    draft = draft_of(request, number)
    if name not in BY_NAME:
        raise Http404
    if request.htmx:  # type: ignore[attr-defined]
        asked = StepForm(request.GET, by=request.user, step=BY_NAME[name], instance=draft)
        return _beside(request, asked, draft)
    sent = _with_whom_she_asks(typed(request), BY_NAME[name])
    form = StepForm(sent, by=request.user, step=BY_NAME[name], instance=draft)
    for field in FIELD_OF.values():  # whom a suggestion names
        if field in request.GET:
            form.initial[field] = numbered(cleaned(request.GET[field]))
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
        "helpers": rows_of(draft, {WRITER}, SUGGESTED, named=_named(form)) if draft else [],
        "sheets": _sheets(draft, draft.themes.all()) if draft else [],
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


def _whom_she_asks(sent: QueryDict) -> QueryDict:
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
    invited = _whom_she_asks(form.data)  # type: ignore[arg-type]
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


def _beside(request: SignedInRequest, form: StepForm, draft: Exchange | None) -> HttpResponse:
    """While she types: who could help and what to read first, by what the step says now. Nothing
    is kept, and what cannot be yet is passed over."""
    form.full_clean()
    asked = form.instance
    themes = form.cleaned_data.get("themes")
    if themes is None:
        themes = list(asked.themes.all()) if draft else []
    context = {
        "exchange": draft,
        "helpers": rows_of(asked, {WRITER}, SUGGESTED, themes, _named(form)) if draft else [],
        "sheets": _sheets(asked, themes),
    }
    return render(request, "exchanges/step.html#beside", context)


def _named(form: StepForm) -> dict[str, Organization]:
    """Whom the step names by now, by role: nobody is proposed who stands there already."""
    says = form.cleaned_data if form.is_bound else form.initial
    named = {role: says.get(field) for role, field in FIELD_OF.items() if field in form.fields}
    return {role: body for role, body in named.items() if isinstance(body, Organization)}


def _sheets(asked: Exchange, themes: Iterable[Theme]) -> list[Experience]:
    """Experiences that may already answer: by the words of the title, then by the themes."""
    others = Experience.objects.exclude(organization=asked.organization_id).as_cards()
    found = list(others.search(asked.title)[:SUGGESTED]) if asked.title else []
    if len(found) < SUGGESTED:
        about = others.published().filter(themes__in=themes).distinct().newest()
        known = {sheet.pk for sheet in found}
        found += [sheet for sheet in about[: 2 * SUGGESTED] if sheet.pk not in known]
    return found[:SUGGESTED]
