"""Beside a request while it is written: who could help and what to read first.

What somebody types goes out in the body of a POST: it is nobody's before she submits it, and the
address of a GET would stand in the logs of every server on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from community.models import Theme
from community.signed_in import SignedInRequest
from exchanges.finding import draft_of
from exchanges.forms.fields import written_for
from exchanges.forms.requests import FIELD_OF
from exchanges.forms.steps import BY_NAME, STEPS, StepForm
from exchanges.helping import Named, Row, rows_of
from exchanges.models import Exchange
from exchanges.models.voices import WRITER
from experiences.models import Experience
from members.models import Organization

SUGGESTED = 3


@require_POST
def of_a_new_one(request: SignedInRequest) -> HttpResponse:
    if not written_for(request.user).public_bodies().exists():
        raise PermissionDenied
    return _beside(request, StepForm(request.POST, by=request.user, step=STEPS[0]), None)


@require_POST
def of_a_draft(request: SignedInRequest, number: str, name: str) -> HttpResponse:
    draft = draft_of(request, number)
    if name not in BY_NAME:
        raise Http404
    form = StepForm(request.POST, by=request.user, step=BY_NAME[name], instance=draft)
    return _beside(request, form, draft)


def _beside(request: SignedInRequest, form: StepForm, draft: Exchange | None) -> HttpResponse:
    """By what the step says now. Nothing is kept, and what cannot be yet is passed over."""
    form.remember(())  # what a colleague wrote meanwhile is not asked about
    form.full_clean()
    asked = form.instance
    themes = form.cleaned_data.get("themes")
    if themes is None:
        themes = list(asked.themes.all()) if draft else []
    context = {
        "exchange": draft,
        "helpers": helpers_beside(asked, named_in(form), themes) if draft else [],
        "sheets": sheets_beside(asked, themes),
    }
    return render(request, "exchanges/step.html#beside", context)


def named_in(form: StepForm) -> Named:
    """Whom the step names by now, by role: nobody is proposed who stands there already."""
    says: Mapping[str, Any] = form.cleaned_data if form.is_bound else form.initial
    named = {role: says.get(field) for role, field in FIELD_OF.items() if field in form.fields}
    return {role: body for role, body in named.items() if isinstance(body, Organization)}


def helpers_beside(asked: Exchange, named: Named, themes: list[Theme] | None = None) -> list[Row]:
    return rows_of(asked, {WRITER}, SUGGESTED, themes, named)


def sheets_beside(asked: Exchange, themes: Iterable[Theme]) -> list[Experience]:
    """Experiences that may already answer: about the themes first, of them those that say words of
    the title; then others that say them."""
    others = Experience.objects.exclude(organization=asked.organization_id).as_cards()
    said = others.search(asked.title) if asked.title else others.none()
    about = Experience.objects.published().filter(themes__in=themes).values("pk")
    found: list[Experience] = []
    for rows in (said.filter(pk__in=about), others.filter(pk__in=about).newest(), said):
        if len(found) < SUGGESTED:
            found += [one for one in rows[:SUGGESTED] if one not in found]
    found = found[:SUGGESTED]
    prefetch_related_objects(found, "organization__country")  # ministries of several have one name
    return found
