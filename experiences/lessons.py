"""Lessons: the list with its filters."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import batched
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.among import among
from community.filters import Filters, Labels, near_themes
from community.models import Theme
from community.models.themes import broader_of, known_themes
from community.paging import COUNTED, page_among
from experiences.carded import carded_lessons
from experiences.lesson_counts import COLUMNS, FOUND, Entries, counted, found_by_others, judged
from experiences.models import Lesson, LessonEntry
from experiences.models.lessons import MOST, LessonQuerySet, says
from experiences.understanding import understand
from experiences.vocabulary import Evidence, Phase, Polarity
from experiences.wording import Wording
from members.models import Country

ENOUGH = 1_000  # of the newest tell which values are usual, where nobody is told a number
WAYS = "concepts", "spelling"


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
    def _themes(self) -> dict[str, Theme]:
        return known_themes()

    @cached_property
    def _broader(self) -> dict[str, str]:
        return broader_of(self._themes)

    @cached_property
    def labels(self) -> dict[str, Labels]:
        return {
            "polarity": {str(value): str(label) for value, label in Polarity.choices},
            "phase": {str(value): str(label) for value, label in Phase.choices},
            "verdict": {value: str(label) for value, label in FOUND.items()},
            "evidence": {str(value): str(label) for value, label in Evidence.choices},
            "theme": {slug: theme.label for slug, theme in self._themes.items()},
            "country": Country.objects.in_order().names(),
        }

    def is_shown(self, name: str, value: str) -> bool:
        """Broader themes; the narrower ones once their broader one or one of them is chosen."""
        broader = self._broader[value] if name == "theme" else ""
        chosen = self.chosen["theme"]
        return not broader or broader in {*chosen, *(self._broader[one] for one in chosen)}

    def replaced(self, name: str, value: str) -> set[str]:
        return near_themes(value, self._broader) if name == "theme" else set()

    @cached_property
    def wording(self) -> Wording:
        """Put right where nobody says a word and with the themes that are meant, unless the
        address wants it as it stands."""
        return understand(self.words, **{name: name not in self._off for name in WAYS})

    @property
    def without_spelling(self) -> str:
        return self._without("spelling")

    @property
    def without_concepts(self) -> str:
        return self._without("concepts")

    def _without(self, way: str) -> str:
        return f"?{urlencode(self._query() | {way: ['off']}, doseq=True)}"

    @property
    def _off(self) -> list[str]:
        return [way for way in WAYS if self.words and self.query.get(way) == "off"]

    def _query(self) -> dict[str, list[str]]:
        return super()._query() | {way: ["off"] for way in self._off}

    @cached_property
    def _says(self) -> models.Q | None:
        return says(self.wording)

    @cached_property
    def _searched(self) -> list[int]:
        """Looked for once, however much is asked of what was found; the newest first."""
        if self._says is None:
            return []
        rows = LessonEntry.objects.filter(self._says).order_by("-pk")
        return list(rows.values_list("pk", flat=True)[:MOST])

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
        return self._says if is_short else among(self._searched)

    def rows(self, without: str = "") -> LessonQuerySet:
        return Lesson.objects.filter(pk__in=self.entries(without).values("pk"))

    def every_lesson(self, at_once: int) -> Iterator[Lesson]:
        """All that match, the newest first; the database keeps no more of the rest than numbers."""
        pks = self.entries().values_list("pk", flat=True).iterator(chunk_size=at_once)
        for some in batched(pks, at_once):
            yield from carded_lessons(some)

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
        return carded_lessons(self.found[start:stop])

    def counts(self, name: str) -> dict[str, int]:
        """Among the newest ones."""
        if name == "verdict":
            return judged(self._newest(name))
        if self.chosen[name]:
            return self._labelled(name, counted(self._newest(name), [name])[name])
        return self._labelled(name, self._unfiltered[name])

    def _newest(self, name: str) -> Entries:
        """Those that the values of a filter are counted in: it does not count against itself."""
        number = ENOUGH if self.has_more else COUNTED
        if self.chosen[name]:
            return self.entries(without=name)[:number]
        return LessonEntry.objects.filter(among(self.found[:number]))

    @cached_property
    def _unfiltered(self) -> dict[str, dict[str, int]]:
        """Of all filters that are not used, from one reading."""
        names = [name for name in COLUMNS if not self.chosen[name]]
        return counted(self._newest(names[0]), names)

    def _labelled(self, name: str, counted: dict[str, int]) -> dict[str, int]:
        """As the address says it: themes by their slugs."""
        if name != "theme":
            return counted
        keys = {slug: str(theme.pk) for slug, theme in self._themes.items()}
        return {slug: counted[pk] for slug, pk in keys.items() if pk in counted}

    def _condition(self, name: str, values: list[str]) -> models.Q:
        if name == "theme":
            return models.Q(themes__overlap=[self._themes[slug].pk for slug in values])
        if name == "country":
            return models.Q(countries__overlap=values)
        if name == "verdict":
            return models.Q(
                *(models.Q(pk__in=found_by_others(value)) for value in values), _connector="OR"
            )
        return models.Q(**{f"{name}__in": values})


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
