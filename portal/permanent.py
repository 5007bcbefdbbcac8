"""Permanent addresses: /id/EXP-0001 leads to a thing for ever, whatever it is called today."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from exchanges.models import Exchange
from experiences.models import Experience, Lesson
from members.models import Organization

BY_KEY: dict[str, Any] = {"ORG": Organization, "EXP": Experience, "LES": Lesson}


@login_not_required
def by_number(request: HttpRequest, number: str) -> HttpResponse:
    prefix, _dash, rest = number.upper().partition("-")
    found: Any
    if prefix == "EXC":
        found = get_object_or_404(Exchange.objects.visible_to(request.user), number=f"EXC-{rest}")
    elif prefix in BY_KEY and rest.isdecimal() and len(rest) < 18:
        found = get_object_or_404(BY_KEY[prefix].objects.visible_to(request.user), pk=int(rest))
    else:
        raise Http404
    return redirect(found)
