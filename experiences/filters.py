"""The filters of the library: what the address asks for, and how many each value would give.

Each filter is a parameter that may be repeated, which means "any of". A value that does not exist
is left out and named in ``ignored``. A filter does not count against itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from django.db import models
from django.db.models.functions import Cast
from django.http import QueryDict

from community.content import Lately, kept_for_all
from community.models.themes import themes_today
from community.plain_text import cleaned
from experiences import counting, narrowing
from experiences.choices import (
    TITLES,
    Facets,
    Option,
    Usual,
    counted,
    organization_options,
    usual,
    usual_facets,
    with_facets,
    year_options,
)
from experiences.conditions import EVERYTHING, Filters, Key, Match
from experiences.counting import Counts, Known
from experiences.models import Facet
from experiences.narrowing import Beside, Narrowed
from members.former import addresses_today
from members.models import Organization

MOST_VALUES = 50  # of one filter in an address
narrowed_lately = Lately[Key, Narrowed](100)  # some ten kilobytes each


def _asked(query: QueryDict, kind: str) -> list[str]:
    values = [cleaned(value, 60) for value in query.getlist(kind)[:MOST_VALUES]]
    values = [value.upper() if kind == "country" else value for value in values]
    return [value for value in dict.fromkeys(values) if value]


class Chosen:
    """The filters of one address."""

    def __init__(self, query: QueryDict) -> None:
        self.asked = {kind: _asked(query, kind) for kind in TITLES}
        self.asked["organization"] = addresses_today(self.asked["organization"])
        if themes := self.asked["theme"]:  # most pages, feeds above all, need no options
            self.asked["theme"] = themes_today(themes, self.usual.options["theme"])

    # --- What there is to choose from ------------------------------------------------------------

    @cached_property
    def usual(self) -> Usual:
        return usual()

    @cached_property
    def facets(self) -> Facets:
        """The usual ones, and what else is asked for: what a sheet had once, an organization that
        has few."""
        known = self.usual.facets
        asked = [value for kind, value in self._pairs() if (kind, value) not in known]
        if not asked:
            return known
        others = Facet.objects.exclude(kind__in=("organization", "lessons"))
        named = Organization.objects.filter(slug__in=self.asked["organization"])
        own = Facet.objects.filter(
            kind="organization", value__in=named.values(pk_=Cast("pk", models.CharField()))
        )
        return known | counted(others.filter(value__in=asked).union(own))

    def _pairs(self) -> Iterator[tuple[str, str]]:
        """Facets know themes by their numbers: all of them are usual ones, or no sheet has them."""
        for kind, values in self.asked.items():
            if kind != "theme":
                yield from ((kind, value) for value in values)

    @cached_property
    def options(self) -> dict[str, dict[str, Option]]:
        """All but most of the organizations, of which ``found_organizations`` knows more."""
        if self.facets is self.usual.facets:
            return self.usual.options
        named = with_facets(self.facets, slug__in=self.asked["organization"])
        others = {
            "year": year_options(self.facets),
            "organization": organization_options(named.in_order()),
        }
        found = {kind: {one.value: one for one in rows} for kind, rows in others.items()}
        return self.usual.options | found

    def found_organizations(self, counts: Counts) -> dict[str, Option]:
        """Those that the counts speak of and the options do not."""
        known = {option.stored for option in self.options["organization"].values()}
        new = [int(v) for k, v in counts.known if k == "organization" and v not in known]
        rows = (
            organization_options(Organization.objects.approved().filter(pk__in=new)) if new else []
        )
        return {option.value: option for option in rows}

    # --- What was chosen -------------------------------------------------------------------------

    @cached_property
    def chosen(self) -> dict[str, list[str]]:
        found = {
            kind: [value for value in values if value in self.options[kind]]
            for kind, values in self.asked.items()
        }
        return {kind: values for kind, values in found.items() if values}

    @property
    def ignored(self) -> list[str]:
        return [
            value
            for kind, values in self.asked.items()
            for value in values
            if value not in self.options[kind]
        ]

    @cached_property
    def filters(self) -> Filters:
        """A value that no sheet has has no facet: it matches nothing, not everything."""
        return Filters(
            {
                kind: tuple(
                    self.facets[found].pk
                    for value in values
                    if (found := (kind, self.options[kind][value].stored)) in self.facets
                )
                for kind, values in self.chosen.items()
            }
        )

    @property
    def sheets(self) -> int:
        """All published ones."""
        return self._known.sheets

    # --- How many each value would give ----------------------------------------------------------

    @cached_property
    def _known(self) -> Known:
        return _known(self.facets)

    def counts(self, match: Match, *, has_more: bool) -> Counts:
        """From what is kept where nothing is asked for, or one value of one filter."""
        if match.is_everything and not self.chosen:
            return Counts({pair: facet.count for pair, facet in self.facets.items()})
        if match.is_everything and (kept := self.alone()):
            return kept
        return counting.count(match, self.filters, self._known, has_more=has_more)

    def narrowed(self, order: str) -> Narrowed:
        """Without words, where something is chosen. How many there are is the same on all pages
        with these filters, in each order and language."""
        numbers = narrowed_lately.now()
        if told := numbers.get(self.filters.key):
            return told
        found = narrowing.narrowed(self.filters, order, self._known, self._beside())
        numbers[self.filters.key] = found
        return found

    def _beside(self) -> Beside:
        """What each kind would give without its filter, where many pages want to know the same:
        how many there are of all, or among the sheets with one value of one other filter."""
        kinds = list(self.filters.by_kind)
        if len(kinds) == 1:
            return {kinds[0]: counting.kept_alone(self.filters, self._known)}
        if len(kinds) != 2:
            return {}
        found = {kind: self._with(other) for kind, other in zip(kinds, kinds[::-1], strict=True)}
        return {kind: counts.known for kind, counts in found.items() if counts}

    def alone(self) -> Counts | None:
        """Of the only filter there is."""
        kinds = list(self.filters.by_kind)
        return self._with(kinds[0]) if len(kinds) == 1 else None

    def _with(self, kind: str) -> Counts | None:
        """What each value would give among the sheets with the value of one filter; nothing where
        that is not one, too many sheets have it, or it is one of thousands."""
        ids = self.filters.by_kind[kind]
        return among(kind, *ids) if len(ids) == 1 and kind != "organization" else None


@kept_for_all
def among(kind: str, facet: int) -> Counts | None:
    """What each value would give among the sheets that have this one; nothing where these are
    too many, or nobody knows it any more."""
    known = _known(usual_facets())
    if facet not in known.kept or known.kept[facet][1] > counting.MOST:
        return None
    return counting.count(EVERYTHING, Filters({kind: (facet,)}), known, has_more=False)


def _known(facets: Facets) -> Known:
    """Each sheet has one organization, and that is of one kind."""
    sheets = sum(facet.count for facet in facets.values() if facet.kind == "kind")
    return Known(sheets, {facet.pk: (pair, facet.count) for pair, facet in facets.items()})
