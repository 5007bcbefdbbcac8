"""The page of one lesson: what it claims, where it comes from, and what others found."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from community.following import following
from community.languages import current
from community.prepared import READERS, Given, Prepared, kind_of
from experiences.models import Lesson
from experiences.models.lessons import LessonQuerySet
from experiences.translated import PartReading
from experiences.verdict_form import panel_of
from experiences.vocabulary import Stance

CHANGE_VERDICT = "experiences.change_verdict"


@login_not_required
def lesson(request: HttpRequest, number: str) -> HttpResponse:
    asked = _asked(kind_of(request.user), current(), original="original" in request.GET)
    lesson = asked.row(key=key_of(number), reader=request.user.pk)
    if lesson is None:
        raise Http404
    return show(request, lesson, panel_of(lesson, request.user))


@cache
def _asked(kind: str, _language: str, *, original: bool) -> Prepared[Lesson]:
    """The question for a lesson, the same for all of this kind who read in the current language."""
    lessons = Lesson.objects.visible_to(READERS[kind]).as_cards()
    rows = lessons.in_words("") if original else lessons
    return Prepared(rows.filter(pk=Given("key")))


def visible(request: HttpRequest) -> LessonQuerySet:
    return Lesson.objects.visible_to(request.user).as_cards()


def key_of(number: str) -> int:
    prefix, _dash, rest = number.upper().partition("-")
    if prefix != "LES" or not rest.isdecimal() or len(rest) > 17:
        raise Http404
    return int(rest)


def show(
    request: HttpRequest, lesson: Lesson, panel: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """``panel`` is for those who may confirm or contradict it."""
    context = {
        "lesson": lesson,
        "reading": PartReading(lesson),
        "trail": [{"label": _("Lessons"), "url": reverse("experiences:lessons")}],
        "facts": facts_of(lesson),
        "follow": following(request.user, lesson),
        "verdicts": verdicts_on(lesson),
        "panel": panel,
        "may_take_down": request.user.is_staff and request.user.has_perm(CHANGE_VERDICT),
        "others": _others(lesson),
    }
    return render(request, "experiences/lesson.html", context, status=status)


def verdicts_on(lesson: Lesson) -> dict[str, list[Any]]:
    """Both ``sides``, always in this order and of the same size, and what is ``outdated``.

    Nothing where nobody has spoken.
    """
    shown = list(lesson.verdicts.shown().as_list())
    heard = [verdict for verdict in shown if not verdict.is_outdated]
    titles = {
        Stance.CONFIRMS: _("Confirmed by others"),
        Stance.CONTRADICTS: _("Contradicted by others"),
    }
    sides = [
        {"stance": stance, "title": title, "verdicts": [v for v in heard if v.stance == stance]}
        for stance, title in titles.items()
    ]
    outdated = [verdict for verdict in shown if verdict.is_outdated]
    return {"sides": sides, "outdated": outdated} if shown else {}


def facts_of(lesson: Lesson) -> list[dict[str, Any]]:
    places = [{"value": one.name, "url": one.get_absolute_url()} for one in lesson.countries]
    facts: list[dict[str, Any]] = [
        {"label": _("Does it work?"), "value": lesson.get_polarity_display()},
        {"label": _("Phase"), "value": lesson.get_phase_display()},
        {"label": _("Strength of evidence"), "value": lesson.get_evidence_display()},
        {
            "label": _("Organization"),
            "value": lesson.organization.name,
            "url": lesson.organization.public_url,
        },
        {"label": _("Country"), "several": places},
        {"label": _("Language"), "value": lesson.get_language_display()},
        {"label": _("Number"), "value": lesson.number},
    ]
    return [fact for fact in facts if fact.get("value") or fact.get("several")]


def _others(lesson: Lesson) -> list[Lesson]:
    """The other lessons of the same sheet."""
    if lesson.experience is None:
        return []
    return _of_the_same(current()).rows(sheet=lesson.experience_id, lesson=lesson.pk)


@cache
def _of_the_same(_language: str) -> Prepared[Lesson]:
    """In ``_language``, which is the current one."""
    others = Lesson.objects.published().exclude(pk=Given("lesson"))
    return Prepared(others.filter(experience=Given("sheet")).as_cards()[:5])
