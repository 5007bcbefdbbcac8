"""The filters of the library: what the address asks for, what there is, how many each would give.

Each filter is a parameter that may be repeated, which means "any of". A value that does not exist
is left out and named in ``ignored``. A filter does not count against itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db import models
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.languages import Language
from community.models import Theme
from community.plain_text import cleaned
from experiences import counting
from experiences.counting import SHOWN, Counts
from experiences.models import Facet
from experiences.ranking import Filters, Match
from experiences.vocabulary import BlockKind, Instrument, Maturity, Population
from members.former import addresses_today
from members.models import Country, Organization, OrganizationKind
from members.models.queries import OrganizationQuerySet

TITLES: dict[str, str | Promise] = {
    "theme": _("Theme"),
    "country": _("Country"),
    "population": _("Target population"),
    "instrument": _("Kind of programme"),
    "block": _("Building block"),
    "kind": _("Kind of organization"),
    "organization": _("Organization"),
    "maturity": _("Maturity"),
    "language": _("Can be read in"),
    "year": _("First year"),
}
CHOICES: dict[str, type[models.TextChoices]] = {
    "population": Population,
    "instrument": Instrument,
    "block": BlockKind,
    "kind": OrganizationKind,
    "maturity": Maturity,
    "language": Language,
}
MOST_VALUES = 50  # of one filter in an address


@dataclass(frozen=True)
class Option:
    """One value of a filter: ``value`` as in the address, ``stored`` as the facet knows it."""

    kind: str
    value: str
    stored: str
    label: str
    broader: str = ""  # the value of the broader theme


@dataclass(frozen=True, slots=True)
class Counted:
    """A facet as its row says: what the many values of a page need and no more."""

    kind: str
    value: str
    pk: int
    count: int


def _asked(query: QueryDict, kind: str) -> list[str]:
    values = [cleaned(value, 60) for value in query.getlist(kind)[:MOST_VALUES]]
    values = [value.upper() if kind == "country" else value for value in values]
    return [value for value in dict.fromkeys(values) if value]


def _organizations(rows: OrganizationQuerySet) -> list[Option]:
    columns = rows.values_list("slug", "pk", "acronym", "name")
    return [
        Option("organization", slug, str(pk), acronym or name)
        for slug, pk, acronym, name in columns
    ]


class Chosen:
    """The filters of one address."""

    def __init__(self, query: QueryDict) -> None:
        self.asked = {kind: _asked(query, kind) for kind in TITLES}
        self.asked["organization"] = addresses_today(self.asked["organization"])

    # --- What there is to choose from ------------------------------------------------------------

    @cached_property
    def facets(self) -> dict[tuple[str, str], Counted]:
        """Every value that a published sheet has or had, by kind and stored value.

        Of organizations, which may be thousands, those with the most sheets and those asked for.
        """
        asked = [value for values in self.asked.values() for value in values]
        named = Organization.objects.filter(slug__in=self.asked["organization"])
        others = Facet.objects.exclude(kind__in=("organization", "lessons"))
        organizations = Facet.objects.filter(kind="organization")
        used = others.filter(models.Q(count__gt=0) | models.Q(value__in=asked)).union(
            organizations.filter(count__gt=0).order_by("-count")[:SHOWN],
            organizations.filter(value__in=named.values(pk_=Cast("pk", models.CharField()))),
        )
        rows = used.values_list("kind", "value", "pk", "count")
        return {(row[0], row[1]): Counted(*row) for row in rows}

    @cached_property
    def options(self) -> dict[str, dict[str, Option]]:
        """All but most of the organizations, of which ``found_organizations`` knows more."""
        return {kind: {one.value: one for one in self._options(kind)} for kind in TITLES}

    def found_organizations(self, counts: Counts) -> dict[str, Option]:
        """Those that the counts speak of and the options do not."""
        known = {option.stored for option in self.options["organization"].values()}
        new = [int(v) for k, v in counts.known if k == "organization" and v not in known]
        rows = _organizations(Organization.objects.approved().filter(pk__in=new)) if new else []
        return {option.value: option for option in rows}

    def _options(self, kind: str) -> Iterable[Option]:
        if kind == "theme":
            return self._themes()
        if kind == "country":
            return (Option(kind, c.iso2, c.iso2, c.name) for c in self.countries)
        if kind == "organization":
            return self._organizations()
        if kind == "year":
            years = sorted((v for k, v in self.facets if k == "year"), reverse=True)
            return (Option(kind, year, year, year) for year in years)
        return (Option(kind, str(v), str(v), str(label)) for v, label in CHOICES[kind].choices)

    @cached_property
    def countries(self) -> list[Country]:
        return list(Country.objects.in_order())

    def _themes(self) -> Iterable[Option]:
        themes = list(Theme.objects.in_order().as_labels())
        slugs = {pk: slug for pk, slug, _parent, _label in themes}
        for pk, slug, parent, label in themes:
            yield Option("theme", slug, str(pk), label, slugs[parent] if parent else "")

    def _organizations(self) -> Iterable[Option]:
        publishing = [int(value) for kind, value in self.facets if kind == "organization"]
        named = models.Q(pk__in=publishing) | models.Q(slug__in=self.asked["organization"])
        return _organizations(Organization.objects.approved().filter(named).in_order())

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
        """All published ones: each has one organization, and that is of one kind."""
        return sum(f.count for f in self.facets.values() if f.kind == "kind")

    # --- How many each value would give ----------------------------------------------------------

    def counts(self, match: Match, *, has_more: bool) -> Counts:
        """From what the database keeps where nothing is asked for."""
        if match.is_everything and not self.chosen:
            return Counts({pair: facet.count for pair, facet in self.facets.items()})
        counts = counting.count(match, self.filters, has_more=has_more, sheets=self.sheets)
        if match.is_everything and len(self.chosen) == 1:  # the only filter, counted without itself
            (kind,) = self.chosen
            kept = {pair: f.count for pair, f in self.facets.items() if pair[0] == kind}
            return Counts({**counts.known, **kept}, set(), has_more)
        return counts
