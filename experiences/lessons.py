"""Lessons: the list with its filters, and a page for each."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.among import among
from community.filters import Filters, Labels
from community.following import following
from community.models import Theme
from community.paging import COUNTED, page_among
from experiences.models import Lesson, LessonEntry, Verdict
from experiences.models.lessons import MOST, LessonQuerySet, says
from experiences.verdict_form import panel_of
from experiences.vocabulary import Evidence, Phase, Polarity, Stance
from experiences.wording import Wording, understand
from members.models import Country, Organization

type Entries = models.QuerySet[LessonEntry]

ENOUGH = 1_000  # of the newest tell which values are usual, where nobody is told a number
FOUND = {
    "confirmed": gettext_lazy("Confirmed, not contradicted"),
    "contradicted": gettext_lazy("Contradicted, not confirmed"),
    "disputed": gettext_lazy("Confirmed and contradicted"),
}


class Lessons(Filters):
    """The list as the address asks for it."""

    TITLES: ClassVar = {
        "polarity": gettext_lazy("Does it work?"),
        "phase": gettext_lazy("Phase"),
        "verdict": gettext_lazy("What others found"),
        "evidence": gettext_lazy("Strength of evidence"),
        "theme": gettext_lazy("Theme"),
        "country": gettext_lazy("Country"),
    }
    OPEN: ClassVar = {"polarity", "phase", "verdict", "evidence", "theme", "country"}
    LONG: ClassVar = {"theme", "country"}

    @cached_property
    def _themes(self) -> dict[int, tuple[str, str]]:
        """Slug and label of the broader ones."""
        rows = Theme.objects.broader().in_order().as_labels()
        return {pk: (slug, label) for pk, slug, _parent, label in rows}

    @cached_property
    def labels(self) -> dict[str, Labels]:
        return {
            "polarity": {str(value): str(label) for value, label in Polarity.choices},
            "phase": {str(value): str(label) for value, label in Phase.choices},
            "verdict": {value: str(label) for value, label in FOUND.items()},
            "evidence": {str(value): str(label) for value, label in Evidence.choices},
            "theme": dict(self._themes.values()),
            "country": Country.objects.in_order().names(),
        }

    @cached_property
    def wording(self) -> Wording:
        """Put right where nobody says a word, unless the address wants it as it stands."""
        return understand(self.words, spelling=self.query.get("spelling") != "off")

    @property
    def without_spelling(self) -> str:
        return f"?{urlencode(self._query() | {'spelling': ['off']}, doseq=True)}"

    def _query(self) -> dict[str, list[str]]:
        as_it_stands = self.words and self.query.get("spelling") == "off"
        return super()._query() | ({"spelling": ["off"]} if as_it_stands else {})

    @cached_property
    def _searched(self) -> list[int]:
        """Looked for once, however much is asked of what was found; the newest first."""
        found = Lesson.objects.that_say(self.wording).order_by().values_list("pk", flat=True)
        return sorted(found[:MOST], reverse=True)

    def entries(self, without: str = "") -> Entries:
        """The narrow rows of those that match; the filter ``without`` is left out."""
        rows = LessonEntry.objects.filter(self._said)
        for name in self.active_names:
            if name != without:
                rows = rows.filter(self._condition(name, self.chosen[name]))
        return rows.order_by("-pk")

    @cached_property
    def _said(self) -> Any:
        """What was found; where that is only the newest of very many, filters look at all."""
        if not self.words:
            return models.Q()
        is_short = len(self._searched) == MOST
        return (says(self.wording) if is_short else None) or among(self._searched)

    def rows(self, without: str = "") -> LessonQuerySet:
        return Lesson.objects.filter(pk__in=self.entries(without).values("pk"))

    @cached_property
    def found(self) -> list[int]:
        """The newest, as far as anybody turns, and one more where there are more."""
        if self.words and not self.active_names:
            return self._searched
        return list(self.entries().values_list("pk", flat=True)[: COUNTED + 1])

    @property
    def has_more(self) -> bool:
        return len(self.found) > COUNTED

    def is_counted(self, name: str) -> bool:
        return not self.has_more

    def page(self) -> Page:
        total = min(len(self.found), COUNTED)
        return page_among(total, self._cards, self.query.get("page"))

    def _cards(self, start: int, stop: int) -> list[Lesson]:
        pks = self.found[start:stop]
        loaded = Lesson.objects.as_cards().in_bulk(pks)
        return [loaded[pk] for pk in pks if pk in loaded]

    def counts(self, name: str) -> dict[str, int]:
        """Among the newest ones."""
        number = ENOUGH if self.has_more else COUNTED
        newest = among(self.found[:number])
        if self.chosen[name]:
            newest = models.Q(pk__in=self.entries(without=name).values("pk")[:number])
        rows = LessonEntry.objects.filter(newest)
        return self._theme_counts(rows) if name == "theme" else _counts(rows, name)

    def _theme_counts(self, rows: Entries) -> dict[str, int]:
        """A lesson has each theme of its sheet once, and those above."""
        each = rows.annotate(each=models.Func("themes", function="unnest")).values_list("each")
        counted = dict(each.annotate(models.Count("pk")))
        return {slug: counted[pk] for pk, (slug, _label) in self._themes.items() if pk in counted}

    @cached_property
    def _there(self) -> list[int]:
        """Looked up, as the planner cannot guess how much the organizations of a country say."""
        of = Organization.objects.filter(country__in=self.chosen["country"])
        return list(of.values_list("pk", flat=True))

    def _condition(self, name: str, values: list[str]) -> models.Q:
        if name == "theme":
            chosen = [pk for pk, (slug, _label) in self._themes.items() if slug in values]
            return models.Q(themes__overlap=chosen)
        if name == "country":
            return models.Q(organization__in=self._there)
        if name == "verdict":
            return models.Q(*(models.Q(pk__in=_found(value)) for value in values), _connector="OR")
        return models.Q(**{f"{name}__in": values})


def _found(value: str) -> Any:
    """The lessons of one value of the filter; they are few, and looked up by their verdicts."""
    heard = Verdict.objects.heard().order_by()
    confirmed = heard.filter(stance=Stance.CONFIRMS).values("lesson")
    contradicted = heard.filter(stance=Stance.CONTRADICTS).values("lesson")
    if value == "disputed":
        return confirmed.filter(lesson__in=contradicted)
    if value == "confirmed":
        return confirmed.exclude(lesson__in=contradicted)
    return contradicted.exclude(lesson__in=confirmed)


def _counts(rows: Entries, name: str) -> dict[str, int]:
    if name == "verdict":
        each = {value: models.Q(pk__in=_found(value)) for value in FOUND}
        numbers = {value: models.Count("pk", filter=found) for value, found in each.items()}
        judged = rows.filter(pk__in=Verdict.objects.heard().order_by().values("lesson"))
        return dict(judged.order_by().aggregate(**numbers))
    path = "organization__country" if name == "country" else name
    pairs = rows.order_by().values_list(path).annotate(models.Count("pk"))
    return {str(value): count for value, count in pairs if value}


@login_not_required
def lessons(request: HttpRequest) -> HttpResponse:
    lessons = Lessons(request.GET)
    context = {"lessons": lessons, "page": lessons.page(), "total": told(lessons)}
    return render(request, "experiences/lessons.html", context)


def told(lessons: Lessons) -> str:
    if lessons.has_more:
        return _("More than %(number)s lessons") % {
            "number": number_format(COUNTED, force_grouping=True)
        }
    number = len(lessons.found)
    return ngettext("%(number)d lesson", "%(number)d lessons", number) % {"number": number}


@login_not_required
def lesson(request: HttpRequest, number: str) -> HttpResponse:
    rows = visible(request).in_words("") if "original" in request.GET else visible(request)
    lesson = get_object_or_404(rows, pk=key_of(number))
    return show(request, lesson, panel_of(lesson, request.user))


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
        "trail": [{"label": _("Lessons"), "url": reverse("experiences:lessons")}],
        "facts": facts_of(lesson),
        "follow": following(request.user, lesson),
        "verdicts": verdicts_on(lesson),
        "panel": panel,
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
    country = lesson.organization.country
    facts = [
        {"label": _("Does it work?"), "value": lesson.get_polarity_display()},
        {"label": _("Phase"), "value": lesson.get_phase_display()},
        {"label": _("Strength of evidence"), "value": lesson.get_evidence_display()},
        {
            "label": _("Organization"),
            "value": lesson.organization.name,
            "url": lesson.organization.public_url,
        },
        {"label": _("Country"), "value": country.name, "url": country.get_absolute_url()}
        if country
        else {},
        {"label": _("Language"), "value": lesson.get_language_display()},
        {"label": _("Number"), "value": lesson.number},
    ]
    return [fact for fact in facts if fact.get("value")]


def _others(lesson: Lesson) -> list[Lesson]:
    """The other lessons of the same sheet."""
    if lesson.experience is None:
        return []
    same = Lesson.objects.published().filter(experience=lesson.experience).exclude(pk=lesson.pk)
    return list(same.as_cards()[:5])
