"""The library as a visitor asked for it: words, filters, order and page.

``Library(request.GET)`` is all that a page or a feed needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any
from urllib.parse import quote_plus, urlencode

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.filters import near_themes
from community.looks import HERE, Group, Look, around
from community.plain_text import cleaned, is_wordless
from community.prepared import by_keys
from experiences import passages, ranking
from experiences.carded import carded_sheets, newest_sheets
from experiences.counting import SHOWN, Counts
from experiences.every_hit import every_hit
from experiences.filters import TITLES, Chosen, Option
from experiences.likeness import Likeliness, Walk
from experiences.models import Experience
from experiences.narrowing import Asked, Narrowed
from experiences.ranking import MOST, WALKED
from experiences.wording import Wording, understand
from members.countries import Subregion
from members.models import Country

A_PAGE = 20
LONGEST = 200  # characters of a search
SORTS: dict[str, str | Promise] = {
    "relevance": _("Best match"),
    "newest": _("Newest"),
    "oldest": _("Oldest"),
    "title": _("Title"),
}


class Library(Look):
    """One look into the library. Reading an attribute asks the database once."""

    def __init__(self, query: QueryDict) -> None:
        self.query = query
        self.words = cleaned(query.get("q", ""), LONGEST)
        self.asked = Chosen(query)
        self.is_wordless = is_wordless(self.words)
        self.with_concepts = query.get("concepts") != "off"
        self.with_spelling = query.get("spelling") != "off"

    @cached_property
    def like(self) -> Likeliness | None:
        """In the order of likeness to a country, where the address asks for one."""
        asked = cleaned(self.query.get("like", ""), 60).upper()
        if not asked:
            return None
        return next((Likeliness(one) for one in self.contexts if one.pk == asked), None)

    @property
    def contexts(self) -> list[Country]:
        """Those that can be asked for."""
        return [one for one in self.asked.usual.countries if one.subregion != Subregion.OUTSIDE]

    # --- Which sheets ----------------------------------------------------------------------------

    @cached_property
    def wording(self) -> Wording:
        if not self.words:
            return Wording("")
        return understand(self.words, concepts=self.with_concepts, spelling=self.with_spelling)

    @cached_property
    def match(self) -> ranking.Match:
        return ranking.match(self.wording, self.asked.filters)

    @cached_property
    def found(self) -> int:
        """How many sheets; ``MOST + 1`` stands for more."""
        if self.match.is_everything and (kept := self._kept()) is not None:
            return min(kept, MOST + 1)
        if self.narrowed:
            return self.narrowed.found
        return ranking.count(self.match, self.asked.filters)

    def _kept(self) -> int | None:
        """Counted by the database already: all sheets, or those with one value of one filter."""
        if not self.asked.chosen:
            return self.asked.sheets
        ids = [pk for values in self.asked.filters.by_kind.values() for pk in values]
        if len(ids) == 1 == len(self.asked.chosen):
            return next(f.count for f in self.asked.facets.values() if f.pk == ids[0])
        return None

    @cached_property
    def narrowed(self) -> Narrowed | None:
        """Where there are filters and no words, a page is asked for at once."""
        if not self.match.is_everything or not self.asked.chosen:
            return None
        if (kept := self._kept()) is not None and (kept > MOST or self.asked.alone()):
            return None  # what is told of these is kept
        return self.asked.narrowed(Asked(self.sort, self._start, A_PAGE))

    @property
    def _start(self) -> int:
        """The place at which the page begins, if there are so many."""
        asked = self.query.get("page", "")
        page = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
        return A_PAGE * (page - 1) if 0 < page <= MOST // A_PAGE else 0

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

    @property
    def sort(self) -> str:
        asked = self.query.get("sort", "")
        fitting = asked in SORTS and (asked != "relevance" or bool(self.words))
        return asked if fitting else ("relevance" if self.words else "newest")

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
        groups = self.like.groups(self.asked.facets)
        return Walk(self.wording, self.match, self.asked.filters, self.sort, groups)

    def sheets(self, start: int, number: int) -> list[Experience]:
        filters = self.asked.filters
        if not self.words and not filters.by_kind and not self.walk and self.sort == "newest":
            return newest_sheets(start, A_PAGE)[:number]
        return carded_sheets(self._hits(start, number))

    def _hits(self, start: int, number: int) -> list[int]:
        if self.walk:
            return self.walk.hits(start, number)
        if self.narrowed and self.narrowed.ids is not None and start == self._start:
            return self.narrowed.ids[:number]
        filters = self.asked.filters
        return ranking.hits(self.wording, self.match, filters, self.sort, start, number)

    def newest(self, number: int) -> list[Experience]:
        """What a feed shows: it is read by its dates, and nobody is told how many there are."""
        filters = self.asked.filters
        match = ranking.match(self.wording, filters, is_counted=False)
        ids = ranking.hits(self.wording, match, filters, "newest", 0, number)
        return carded_sheets(ids)

    def every_sheet(self, at_once: int) -> Iterator[Experience]:
        """All that match, in their order; no more than ``at_once`` are held."""
        filters = self.asked.filters
        hits = (
            self.walk.every_hit(at_once)
            if self.walk
            else every_hit(self.wording, self.match, filters, self.sort, at_once)
        )
        for ids in hits:
            yield from _rows(ids)

    # --- What the page says of it ----------------------------------------------------------------

    @property
    def ignored(self) -> list[str]:
        """What the address asked for and nobody knows."""
        sort, like = (cleaned(self.query.get(name, ""), 60) for name in ("sort", "like"))
        unknown = [sort] if sort and sort not in SORTS else []
        if like and self.like is None:
            unknown.append(like)
        return [*self.asked.ignored, *unknown]

    @cached_property
    def counts(self) -> Counts:
        if self.narrowed:
            return self.narrowed.counts
        return self.asked.counts(self.match, has_more=self.has_more)

    def _groups(self) -> list[Group]:
        return [
            {
                "title": title,
                "options": self._options(kind),
                "open": kind in self.asked.chosen or kind in ("theme", "country"),
            }
            for kind, title in TITLES.items()
        ]

    def _options(self, kind: str) -> list[dict[str, Any]]:
        chosen = self.asked.chosen.get(kind, [])
        is_known = self.counts.knows(kind, self.asked.filters)
        shown = [
            (option, number)
            for option in self._all_options(kind)
            if self._is_shown(option, chosen)
            and ((number := self._number(option, is_known)) or option.value in chosen)
        ]
        if kind in ("theme", "country", "organization", "population"):
            shown.sort(key=lambda pair: -pair[1])  # the order of the labels among equals
        shown.sort(key=lambda pair: pair[0].value not in chosen)
        before, after = around(self._address(self.asked.chosen | {kind: [*chosen, HERE]}))
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
        options = self.asked.options[kind]
        found = self.asked.found_organizations(self.counts) if kind == "organization" else {}
        return [*options.values(), *found.values()]

    def _number(self, option: Option, is_known: bool) -> int:
        """Of the sheets found; where nobody knows, of all: the usual values come first then."""
        pair = option.kind, option.stored
        if is_known:
            return self.counts.known.get(pair, 0)
        facet = self.asked.facets.get(pair)
        return facet.count if facet else 0

    def _is_shown(self, option: Option, chosen: list[str]) -> bool:
        """Broader themes; the narrower ones of a broader theme once it or one of them is chosen."""
        if not option.broader:
            return True
        themes = self.asked.options["theme"]
        near = {*chosen, *(themes[value].broader for value in chosen)}
        return option.broader in near or option.value in chosen

    def active(self) -> list[dict[str, Any]]:
        """As ``components/active_filters.html`` wants them."""
        like = {"name": _("A context like"), "url": self._address(like="")}
        return [
            *([like | {"label": self.like.country.name}] if self.like else []),
            *(
                {
                    "name": TITLES[kind],
                    "label": self.asked.options[kind][value].label,
                    "url": self.url(kind, value),
                }
                for kind, values in self.asked.chosen.items()
                for value in values
            ),
        ]

    def sorts(self) -> list[dict[str, Any]]:
        return [
            {"label": label, "url": self._address(sort=name), "current": name == self.sort}
            for name, label in SORTS.items()
            if name != "relevance" or self.words
        ]

    # --- Addresses -------------------------------------------------------------------------------

    def url(self, kind: str, value: str) -> str:
        """With ``value`` put in, or taken out where it is in; back on page one."""
        chosen = {name: list(values) for name, values in self.asked.chosen.items()}
        values = chosen.setdefault(kind, [])
        if value in values:
            values.remove(value)
        else:
            near = self._near(self.asked.options[kind][value])
            chosen[kind] = [one for one in values if one not in near] + [value]
        return self._address(chosen)

    def _near(self, option: Option) -> set[str]:
        """Those whose place it takes."""
        return near_themes(option.value, self._broader) if option.kind == "theme" else set()

    @cached_property
    def _broader(self) -> dict[str, str]:
        return {value: option.broader for value, option in self.asked.options["theme"].items()}

    @property
    def clear_url(self) -> str:
        return self._address({}, like="")

    @property
    def asked_else(self) -> list[tuple[str, str]]:
        """What a form that asks for another likeness repeats."""
        query = QueryDict(self._address(like="").removeprefix("?"))
        return [(name, value) for name, values in query.lists() for value in values]

    @property
    def feed_query(self) -> str:
        return self._address()

    @property
    def address(self) -> str:
        """The query string of what is asked for, as a table repeats it."""
        return self._address().removeprefix("?")

    @property
    def without_concepts(self) -> str:
        return self._address(concepts="off")

    @property
    def without_spelling(self) -> str:
        return self._address(spelling="off")

    def _address(self, chosen: dict[str, list[str]] | None = None, **changes: str) -> str:
        filters = self.asked.chosen if chosen is None else chosen
        words = {"q": self.words} if self.words else {}
        query = words | filters | self._ways | changes
        return f"?{urlencode({name: value for name, value in query.items() if value}, doseq=True)}"

    @cached_property
    def _ways(self) -> dict[str, str]:
        """How to search, where the address says so."""
        like = {"like": self.like.country.pk} if self.like else {}
        off = {name: "off" for name in ("concepts", "spelling") if self.query.get(name) == "off"}
        return like | ({"sort": self.sort} if self.query.get("sort") == self.sort else {}) | off


_rows = by_keys(lambda: Experience.objects.published().as_rows())


class _Sheets:
    """What the paginator cuts: it asks only for the page that is shown."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def __len__(self) -> int:
        return self.library.reachable

    def __getitem__(self, part: slice) -> list[Experience]:
        return self.library.sheets(part.start, part.stop - part.start)
