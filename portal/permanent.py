"""Permanent addresses: /id/EXP-0001 leads to a thing for ever, whatever it is called today."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from community.models import Reader
from exchanges.models import Exchange
from experiences.models import Block, Experience, Lesson
from experiences.put_away import told_or_404
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
    if found := numbered(number, request.user):
        return redirect(_version(request, found) or found)
    prefix, rest = _taken_apart(number)
    if prefix == "ORG" and rest:
        return _merged(request, int(rest))
    if prefix == "EXP" and rest:
        return told_or_404(request, pk=int(rest))
    raise Http404


def numbered(number: str, reader: Reader) -> Any:
    """What has this number and is for this reader; nothing where there is no such thing."""
    prefix, rest = _taken_apart(number)
    if prefix == "EXC" and rest:
        return Exchange.objects.visible_to(reader).filter(number=f"EXC-{rest}").first()
    if prefix in BY_KEY and rest:
        return BY_KEY[prefix].objects.visible_to(reader).filter(pk=rest).first()
    return None


def key_in(number: str, prefix: str) -> int:
    """The key in a number of this kind: 7 in EXP-0007."""
    kind, rest = _taken_apart(number)
    if kind != prefix or not rest:
        raise Http404
    return int(rest)


def _taken_apart(number: str) -> tuple[str, str]:
    """“ORG” and the digits, as far as they can be a key; of an exchange, its year and digits."""
    prefix, _dash, rest = number.upper().partition("-")
    digits = rest.replace("-", "", 1) if prefix == "EXC" else rest
    return prefix, rest if digits.isdecimal() and len(digits) < 18 else ""


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
