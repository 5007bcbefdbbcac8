"""Permanent addresses: /id/EXP-0001 leads to a thing for ever, whatever it is called today."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from exchanges.models import Exchange
from experiences.models import Block, Experience, Lesson
from members.former import moved_to, visible_heir
from members.models import Organization

BY_KEY: dict[str, Any] = {
    "ORG": Organization,
    "EXP": Experience,
    "LES": Lesson,
    "BLK": Block,
}


@login_not_required
def by_number(request: HttpRequest, number: str) -> HttpResponse:
    prefix, _dash, rest = number.upper().partition("-")
    if prefix == "EXC":
        rows, key = Exchange.objects.visible_to(request.user), {"number": f"EXC-{rest}"}
    elif prefix in BY_KEY and rest.isdecimal() and len(rest) < 18:
        rows, key = BY_KEY[prefix].objects.visible_to(request.user), {"pk": rest}
    else:
        raise Http404
    if found := rows.filter(**key).first():
        return redirect(_version(request, found) or found)
    if prefix == "ORG":
        return _merged(request, int(rest))
    raise Http404


def _version(request: HttpRequest, thing: Any) -> str:
    """One version of a sheet, where the address names one; its page knows who may see it."""
    version = request.GET.get("version", "")
    if not version or not isinstance(thing, Experience):
        return ""
    if not version.isdecimal() or len(version) > 9:
        raise Http404
    return reverse("experiences:past", args=[thing.slug, int(version)])


def _merged(request: HttpRequest, pk: int) -> HttpResponse:
    """The organization that the one of this number became part of."""
    merged = get_object_or_404(Organization.objects.exclude(merged_into=None), pk=pk)
    if today := visible_heir(merged, request.user):
        return moved_to(today.get_absolute_url())
    raise Http404
