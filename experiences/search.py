"""What the library finds: which sheets, how many, in which order, and what each filter would give.

``Library(request.GET)`` is all that a page or a feed needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any
from urllib.parse import quote_plus

from django.core.paginator import Page, Paginator

from community.looks import HERE, Group, around
from community.prepared import by_keys
from experiences import conditions, passages, ranking
from experiences.asked import Asked
from experiences.carded import carded_sheets, newest_sheets
from experiences.choices import TITLES, Option
from experiences.conditions import MOST, Match
from experiences.counting import SHOWN, Counts
from experiences.every_hit import every_hit
from experiences.likeness import Walk
from experiences.models import Experience
from experiences.narrowing import Narrowed
from experiences.ranking import WALKED
from experiences.understanding import understand
from experiences.wording import Wording

A_PAGE = 20


class Library(Asked):
    """One look into the library. Reading an attribute asks the database once."""

    @cached_property
    def wording(self) -> Wording:
        if not self.words:
            return Wording("")
        return understand(self.words, concepts=self.with_concepts, spelling=self.with_spelling)

    @cached_property
    def match(self) -> Match:
        return ranking.match(self.wording, self.choice.filters)

    @cached_property
    def found(self) -> int:
        """How many sheets; ``MOST + 1`` stands for more."""
        if self.match.is_everything and (kept := self._kept()) is not None:
            return min(kept, MOST + 1)
        if self.narrowed:
            return self.narrowed.found
        return conditions.count(self.match, self.choice.filters)

    def _kept(self) -> int | None:
        """Counted by the database already: all sheets, or those with one value of one filter."""
        if not self.choice.chosen:
            return self.choice.sheets
        ids = [pk for values in self.choice.filters.by_kind.values() for pk in values]
        if len(ids) == 1 == len(self.choice.chosen):
            return next(f.count for f in self.choice.facets.values() if f.pk == ids[0])
        return None

    @cached_property
    def narrowed(self) -> Narrowed | None:
        """Where there are filters and no words, all is asked for at once."""
        if not self.match.is_everything or not self.choice.chosen:
            return None
        if (kept := self._kept()) is not None and (kept > MOST or self.choice.alone()):
            return None  # what is told of these is kept
        return self.choice.narrowed(self.sort)

    @property
    def total(self) -> int:
        return min(self.found, MOST)

    @property
    def reachable(self) -> int:
        """So many can be paged through; nobody turns to the last of a million."""
        return min(self.total, WALKED) if self.match.is_common else self.total

    @property
    def has_more(self) -> bool:
        return self.found > MOST

    @cached_property
    def page(self) -> Page:
        """The page that the address asks for, or the nearest one there is."""
        sheets: Any = _Sheets(self)  # all that the paginator asks of a list
        page: Page = Paginator(sheets, A_PAGE).get_page(self.query.get("page"))
        self._explain(list(page))
        return page

    def first(self, number: int) -> list[Experience]:
        """The best ones alone, as they stand on the first page."""
        sheets = self.sheets(0, number) if self.found else []
        self._explain(sheets)
        return sheets

    def _explain(self, sheets: list[Any]) -> None:
        """Where the words stand, and why here."""
        words = self.wording.parts
        found = passages.of([sheet.pk for sheet in sheets], self.wording) if words else {}
        for sheet in sheets:
            sheet.passage = found.get(sheet.pk, "")
            # Django looks long for what is not there.
            sheet.reason = self.like.reason(sheet) if self.like else ""

    @cached_property
    def walk(self) -> Walk | None:
        """Through the groups of countries that are alike."""
        if self.like is None:
            return None
        groups = self.like.groups(self.choice.facets)
        return Walk(self.wording, self.match, self.choice.filters, self.sort, groups)

    def sheets(self, start: int, number: int) -> list[Experience]:
        filters = self.choice.filters
        if not self.words and not filters.by_kind and not self.walk and self.sort == "newest":
            return newest_sheets(start, A_PAGE)[:number]
        return carded_sheets(self._hits(start, number))

    def _hits(self, start: int, number: int) -> list[int]:
        if self.walk:
            return self.walk.hits(start, number)
        first = self.narrowed.ids(self.sort, start, number) if self.narrowed else None
        if first is not None:
            return first
        filters = self.choice.filters
        return ranking.hits(self.wording, self.match, filters, self.sort, start, number)

    def newest(self, number: int) -> list[Experience]:
        """What a feed shows: it is read by its dates, and nobody is told how many there are."""
        filters = self.choice.filters
        match = ranking.match(self.wording, filters, is_counted=False)
        ids = ranking.hits(self.wording, match, filters, "newest", 0, number)
        return carded_sheets(ids)

    def every_sheet(self, at_once: int) -> Iterator[Experience]:
        """All that match, in their order; no more than ``at_once`` are held."""
        filters = self.choice.filters
        hits = (
            self.walk.every_hit(at_once)
            if self.walk
            else every_hit(self.wording, self.match, filters, self.sort, at_once)
        )
        for ids in hits:
            yield from _rows(ids)

    # --- What the page says of it ----------------------------------------------------------------

    @cached_property
    def counts(self) -> Counts:
        if self.narrowed:
            return self.narrowed.counts
        return self.choice.counts(self.match, has_more=self.has_more)

    def _groups(self) -> list[Group]:
        return [
            {
                "title": title,
                "options": self._options(kind),
                "open": kind in self.choice.chosen or kind in ("theme", "country"),
            }
            for kind, title in TITLES.items()
        ]

    def _options(self, kind: str) -> list[dict[str, Any]]:
        chosen = self.choice.chosen.get(kind, [])
        is_known = self.counts.knows(kind, self.choice.filters)
        shown = [
            (option, number)
            for option in self._all_options(kind)
            if self._is_shown(option, chosen)
            and ((number := self._number(option, is_known)) or option.value in chosen)
        ]
        if kind in ("theme", "country", "organization", "population"):
            shown.sort(key=lambda pair: -pair[1])  # the order of the labels among equals
        shown.sort(key=lambda pair: pair[0].value not in chosen)
        before, after = around(self._address(self.choice.chosen | {kind: [*chosen, HERE]}))
        return [
            {
                "label": option.label,
                "url": self.url(kind, option.value)
                if chosen and (option.value in chosen or self._near(option) & {*chosen})
                else f"{before}{quote_plus(option.value)}{after}",
                "count": number if is_known else None,
                "current": option.value in chosen,
            }
            for option, number in shown[:SHOWN]
        ]

    def _all_options(self, kind: str) -> list[Option]:
        options = self.choice.options[kind]
        found = self.choice.found_organizations(self.counts) if kind == "organization" else {}
        return [*options.values(), *found.values()]

    def _number(self, option: Option, is_known: bool) -> int:
        """Of the sheets found; where nobody knows, of all: the usual values come first then."""
        pair = option.kind, option.stored
        if is_known:
            return self.counts.known.get(pair, 0)
        facet = self.choice.facets.get(pair)
        return facet.count if facet else 0

    def _is_shown(self, option: Option, chosen: list[str]) -> bool:
        """Broader themes; the narrower ones of a broader theme once it or one of them is chosen."""
        if not option.broader:
            return True
        themes = self.choice.options["theme"]
        near = {*chosen, *(themes[value].broader for value in chosen)}
        return option.broader in near or option.value in chosen


_rows = by_keys(lambda: Experience.objects.published().as_rows())


class _Sheets:
    """What the paginator cuts: it asks only for the page that is shown."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def __len__(self) -> int:
        return self.library.reachable

    def __getitem__(self, part: slice) -> list[Experience]:
        return self.library.sheets(part.start, part.stop - part.start)
