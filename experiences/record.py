"""One sheet and one lesson for programs: all that their pages tell a visitor, and nothing more.

In the language of the address where people translated it, else in the one it was written in, text
by text. No people: who wrote, translated or judged is told by the organization alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from community.languages import current
from community.open_data import one, told
from community.prepared import Given, Prepared
from community.tables import Columns, address
from experiences.carded import carded_lessons
from experiences.citing import Citation
from experiences.lesson_page import key_of
from experiences.models import Experience, Lesson
from experiences.models.told import OF_ROWS, OF_THE_SHEET
from experiences.tables import EXPERIENCE, LESSON, by_machine, shown_in


def said(*names: str) -> Columns:
    """Texts in the reader's language as far as people translated them."""
    return {name: _said(name) for name in names}


def _said(name: str) -> Any:
    return lambda row: row.said[name]


BLOCK: Columns = {
    "number": attrgetter("number"),
    "kind": attrgetter("kind"),
    **said(*OF_ROWS["block"].texts),
    "shown_in": lambda block: shown_in(block, *OF_ROWS["block"].texts),
    "machine_translated": lambda block: by_machine(block, *OF_ROWS["block"].texts),
    "url": address,
}
FIGURE: Columns = {
    "kind": attrgetter("kind"),
    "value": attrgetter("value"),
    **said("unit"),
    "year": attrgetter("year"),
    "source": attrgetter("source"),  # nobody has said: null
}
SOURCE: Columns = {name: attrgetter(name) for name in ("kind", "title", "url")}
FILE: Columns = {
    **said("title", "alt"),
    "credit": attrgetter("credit"),
    "kind": attrgetter("kind"),
    "size": attrgetter("size"),
    "url": address,
}
TRANSLATION: Columns = {
    "language": attrgetter("language"),
    "organization": attrgetter("made_by"),
    "changed_on": attrgetter("changed_at"),
}
SHEET: Columns = {
    **EXPERIENCE,
    **said(*(name for name in OF_THE_SHEET if name not in EXPERIENCE)),
    "shown_in": lambda e: shown_in(e, *OF_THE_SHEET),
    "machine_translated": lambda e: by_machine(e, *OF_THE_SHEET),
    "programme": attrgetter("programme"),
    "keywords": attrgetter("shown_keywords"),
    "available_for_exchange": attrgetter("available_for_exchange"),
    "exchange_languages": attrgetter("exchange_languages"),
    "exchanges_a_year": attrgetter("exchange_capacity"),
    "confirmed_on": attrgetter("confirmed_at"),
    "is_sample": attrgetter("is_sample"),
    "version": lambda e: e.versions_told.number,
    "cite_as": lambda e: Citation.of_today(e).apa(),
    "permanent_url": lambda e: settings.SITE_URL + reverse("permanent", args=[e.number]),
}
VERDICT: Columns = {
    "stance": attrgetter("stance"),
    "organization_number": lambda v: v.organization.number,
    "organization": lambda v: v.organization.name,
    "country": attrgetter("country_id"),
    "note": attrgetter("note"),
    "language": attrgetter("language"),
    "said_on": attrgetter("at"),
    "said_of": lambda v: v.claim if v.is_outdated else None,  # what the lesson claimed then
}


@login_not_required
def experience(request: HttpRequest, slug: str) -> HttpResponse:
    rows = Experience.objects.published().as_sheets()
    return one("experience", of_sheet(get_object_or_404(rows, slug=slug)))


@login_not_required
def lesson(request: HttpRequest, number: str) -> HttpResponse:
    return one("lesson", of_lesson(key_of(number)))


def of_sheet(sheet: Experience) -> dict[str, Any]:
    """Of a public one that was loaded ``as_sheets``."""
    kin = Experience.objects.published()
    origin = kin.filter(adaptations=sheet).first() if sheet.has_kin else None
    adapted = kin.filter(adapted_from=sheet).order_by("pk") if sheet.has_kin else ()
    return {
        **told(SHEET, sheet),
        "building_blocks": _each(BLOCK, sheet.blocks.all()),
        "lessons": _each(LESSON, _lessons(current()).rows(sheet=sheet.pk)),
        "figures": _each(FIGURE, sheet.figures.all()),
        "sources": _each(SOURCE, sheet.sources.all()),
        "files": _each(FILE, sheet.shown_files),
        "translations": _each(TRANSLATION, sheet.public_translations),
        "adapted_from": origin and origin.number,
        "adaptations": [other.number for other in adapted],
    }


@cache
def _lessons(_language: str) -> Prepared[Lesson]:
    """Of a sheet; in ``_language``, which is the current one."""
    public = Lesson.objects.published().filter(experience=Given("sheet"))
    return Prepared(public.order_by("position", "pk").as_cards())


def of_lesson(key: int) -> dict[str, Any]:
    """Of a public one."""
    lesson = next(iter(carded_lessons([key])), None)
    if lesson is None:
        raise Http404
    verdicts = lesson.verdicts.shown().as_list()
    return {**told(LESSON, lesson), "verdicts": _each(VERDICT, verdicts)}


def _each(columns: Columns, rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [told(columns, row) for row in rows]
