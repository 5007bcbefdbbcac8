"""The sheet, and how it came to be what it is."""

from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from community.following import following
from community.languages import current
from community.models import Person
from community.prepared import READERS, Given, Prepared, kind_of
from experiences.citing import Citation
from experiences.decisions import DecisionForm, ReturnForm
from experiences.family import family_of
from experiences.history import History, events_of
from experiences.models import Experience
from experiences.models.queries import ExperienceQuerySet
from experiences.paper import Paper
from experiences.put_away import told_or_404
from experiences.reading import facts_of, may_ask_about, turn_of
from experiences.related import related_to
from experiences.stage import stage_of
from experiences.translated import Reading
from experiences.using import may_see_uses, uses_of

A_PAGE = 10
NO_ACTS: dict[str, Any] = dict.fromkeys(
    ("moves", "may_edit", "may_translate", "to_confirm", "return_form", "archive_form", "uses"), ()
)


@login_not_required
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """``original`` asks for the sheet as it was written, though it is translated."""
    kind, original = kind_of(request.user), "original" in request.GET
    sheet = _asked(kind, current(), original=original).row(slug=slug, reader=request.user.pk)
    if sheet is None:
        return told_or_404(request, slug=slug)
    return show(request, sheet)


@cache
def _asked(kind: str, _language: str, *, original: bool) -> Prepared[Experience]:
    """The question for a sheet, the same for all of this kind who read in the current language."""
    sheets = Experience.objects.visible_to(READERS[kind]).as_sheets(original=original)
    return Prepared(sheets.filter(slug=Given("slug")))


def show(request: HttpRequest, sheet: Experience, **asked: Any) -> HttpResponse:
    """``asked`` are forms that come back with what was typed."""
    reading = Reading(sheet, asked="original" in request.GET)
    facts, family = facts_of(sheet, reading.others()), family_of(sheet)
    context = {
        "sheet": sheet,
        "paper": Paper(sheet, facts, has_family=bool(family), is_translated=reading.is_shown),
        "trail": trail(),
        "reading": reading,
        "facts": facts,
        "related": related_to(sheet) if sheet.is_published else [],
        "turn": turn_of(sheet, request.user),
        **(_acts_of(request.user, sheet) if request.user.is_authenticated else NO_ACTS),
        "asks": may_ask_about(sheet, request.user),
        "stage": stage_of(sheet),
        "family": family,
        "citation": Citation.of_today(sheet) if sheet.is_published else None,
        "follow": following(request.user, sheet),
        **asked,
    }
    return render(request, "experiences/sheet.html", context, status=422 if asked else 200)


def _acts_of(person: Person, sheet: Experience) -> dict[str, Any]:
    """What she may do with it, and see of it besides."""
    sees_uses = sheet.is_published and may_see_uses(person, sheet)
    return {
        "moves": {move.name for move in sheet.moves_open_to(person)},
        "may_edit": sheet.editable_by(person),
        "may_translate": sheet.translatable_by(person),
        "to_confirm": sheet.is_published and sheet.may_be_confirmed_by(person),
        "return_form": ReturnForm(prefix="return"),
        "archive_form": DecisionForm(prefix="archive"),
        "uses": uses_of(sheet) if sees_uses else None,
    }


def trail() -> list[dict[str, str]]:
    return [{"label": _("Experiences"), "url": reverse("experiences:library")}]


def titled(sheets: ExperienceQuerySet) -> ExperienceQuerySet:
    """For pages about a sheet that name it as its reader knows it."""
    return sheets.select_related("organization").in_words(current(), part="title")


def trail_to(sheet: Experience) -> list[dict[str, str]]:
    title = sheet.said["title"]
    step = {"label": title or str(sheet), "url": sheet.get_absolute_url(), "code": title.code}
    return [*trail(), step]


@login_not_required
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Every version and every move; before publication only for its own people."""
    sheets = titled(Experience.objects.visible_to(request.user))
    sheet = get_object_or_404(sheets, slug=slug)
    told = History(sheet, request.user)
    page = Paginator(told.numbers, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "sheet": sheet,
        "trail": trail_to(sheet),
        "page": page,
        "history": told,
        "versions": told.versions(page.object_list),
        "events": events_of(told) if page.number == 1 else [],
    }
    return render(request, "experiences/history.html", context)
