"""Sheets in the order of how like their countries are to one: a context like mine.

A sheet stands where the likest of its countries stands. There are at most as many groups as
countries: they are walked in their order, and within each sheets keep the order they have anyway.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from experiences import conditions, ranking
from experiences.choices import Counted
from experiences.conditions import Filters, Match
from experiences.every_hit import every_hit
from experiences.models import Experience
from experiences.ranking import CANDIDATES
from experiences.wording import Wording
from members.likeness import Likeness, likest
from members.models import Country

type Group = tuple[int, ...]  # facets of countries that are equally like
ALL = 101  # more than any other country: the country itself


@dataclass(frozen=True)
class Likeliness:
    """How like the countries of sheets are to ``country``."""

    country: Country

    @cached_property
    def others(self) -> dict[str, Likeness]:
        return {one.country.pk: one for one in likest(self.country.pk)}

    def points(self, iso2: str) -> int:
        if iso2 == self.country.pk:
            return ALL
        return self.others[iso2].points if iso2 in self.others else 0

    def groups(self, facets: dict[tuple[str, str], Counted]) -> list[Group]:
        """The likest first; those that share nothing, and sheets without a country, in none."""
        ranked = sorted(
            (-points, facet.pk)
            for (kind, value), facet in facets.items()
            if kind == "country" and (points := self.points(value))
        )
        return [tuple(pk for _p, pk in rows) for _key, rows in groupby(ranked, lambda row: row[0])]

    def reason(self, sheet: Experience) -> str | Promise:
        """Why a sheet stands where it stands; nothing where its countries share nothing."""
        codes = list(sheet.names_by_country)
        if self.country.pk in codes:
            return _("From %(country)s itself") % {"country": self.country.name}
        alike = [self.others[iso2] for iso2 in codes if iso2 in self.others]
        if not alike:
            return ""
        best = max(alike, key=lambda one: (one.points, one.country.pk))
        return _("%(other)s is like %(country)s (%(points)d out of 100): %(why)s") % {
            "other": best.country.name,
            "country": self.country.name,
            "points": best.points,
            "why": best.why,
        }


@dataclass(frozen=True)
class Walk:
    """What is looked for, group by group."""

    wording: Wording
    match: Match
    filters: Filters
    order: str
    groups: list[Group]

    def parts(self) -> Iterator[Match]:
        """The match within each group, and at last within none."""
        if self.match.is_known:
            yield from self._known()
            return
        before: list[int] = []
        for group in self.groups:
            yield self._within(" AND facets && %s::int[]", list(group), before)
            before += group
        yield self._within("", None, before)

    def _known(self) -> Iterator[Match]:
        """Few sheets were found, and all of them: the words are not looked for in each group."""
        place = {facet: place for place, group in enumerate(self.groups) for facet in group}
        found: dict[int, list[int]] = {}
        for pk, facets in conditions.facets_of(self.match.promising):
            nearest = min((place[f] for f in facets if f in place), default=len(self.groups))
            found.setdefault(nearest, []).append(pk)
        for _place, pks in sorted(found.items()):
            yield replace(
                self.match,
                condition="experience_id = ANY (%s)",
                values=[pks],
                counted=len(pks),
                promising=tuple(pks),
            )

    def _within(self, condition: str, group: list[int] | None, before: list[int]) -> Match:
        values = [*self.match.values, *([group] if group else [])]
        if before:
            condition += " AND NOT facets && %s::int[]"
            values.append(list(before))
        part = replace(
            self.match,
            condition=self.match.condition + condition,
            values=values,
            best=(),
            counted=None,
            promising=(),
        )
        return ranking.seen(self.wording, part, self.filters, common=self.match.is_common)

    def hits(self, start: int, number: int) -> list[int]:
        """The ids of the sheets from place ``start``."""
        found: list[int] = []
        for part in self.parts():
            ids = self._hits(part, start, number - len(found))
            found += ids
            if len(found) == number:
                break
            start = 0 if ids else start - self._size(part, start)
        return found

    def _hits(self, part: Match, start: int, number: int) -> list[int]:
        """Those read as a whole and those after them are two looks."""
        ids = ranking.hits(self.wording, part, self.filters, self.order, start, number)
        if start < CANDIDATES < start + number and len(ids) == CANDIDATES - start:
            rest = start + number - CANDIDATES
            more = ranking.hits(self.wording, part, self.filters, self.order, CANDIDATES, rest)
            return [*ids, *more]
        return ids

    def _size(self, part: Match, limit: int) -> int:
        if not part.is_common or not limit:
            return conditions.count(part, self.filters, limit) if limit else 0
        return len(ranking.hits(self.wording, part, self.filters, "newest", 0, limit))

    def every_hit(self, at_once: int) -> Iterator[list[int]]:
        for part in self.parts():
            yield from every_hit(self.wording, part, self.filters, self.order, at_once)
