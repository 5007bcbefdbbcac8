"""What there is to choose from in the library: the values of its filters, and how many sheets have
each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.content import kept, kept_for_all
from community.languages import Language
from community.models import Theme
from experiences.counting import SHOWN
from experiences.models import Facet
from experiences.vocabulary import BlockKind, Instrument, Maturity, Population
from members.models import Country, Organization, OrganizationKind
from members.models.countries import countries_in_order
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


type Facets = dict[tuple[str, str], Counted]  # by kind and stored value


def counted(rows: models.QuerySet[Facet]) -> Facets:
    columns = rows.values_list("kind", "value", "pk", "count")
    return {(row[0], row[1]): Counted(*row) for row in columns}


@dataclass(frozen=True)
class Usual:
    """What there is to choose from, whatever was asked for: the same for everybody.

    ``facets`` is every value that a published sheet has; of organizations, which may be thousands,
    those with the most sheets. ``options`` stand in the order of their labels.
    """

    facets: Facets
    options: dict[str, dict[str, Option]]
    countries: tuple[Country, ...]


@kept_for_all
def usual_facets() -> Facets:
    used = Facet.objects.filter(count__gt=0)
    most = used.filter(kind="organization").order_by("-count")[:SHOWN]
    return counted(used.exclude(kind__in=("organization", "lessons")).union(most))


@kept
def usual() -> Usual:
    facets, countries = usual_facets(), countries_in_order()
    options = {
        "theme": list(_theme_options()),
        "country": [Option("country", c.iso2, c.iso2, c.name) for c in countries],
        "organization": organization_options(with_facets(facets).in_order()),
        "year": year_options(facets),
        **{
            kind: [Option(kind, str(v), str(v), str(label)) for v, label in choices.choices]
            for kind, choices in CHOICES.items()
        },
    }
    by_value = {kind: {one.value: one for one in options[kind]} for kind in TITLES}
    return Usual(facets, by_value, countries)


def _theme_options() -> Iterator[Option]:
    themes = list(Theme.objects.in_order().as_labels())
    slugs = {pk: slug for pk, slug, _parent, _label in themes}
    for pk, slug, parent, label in themes:
        yield Option("theme", slug, str(pk), label, slugs[parent] if parent else "")


def year_options(facets: Facets) -> list[Option]:
    years = sorted((value for kind, value in facets if kind == "year"), reverse=True)
    return [Option("year", year, year, year) for year in years]


def with_facets(facets: Facets, **others: Any) -> OrganizationQuerySet:
    publishing = [int(value) for kind, value in facets if kind == "organization"]
    named = models.Q(pk__in=publishing) | models.Q(**others)
    return Organization.objects.approved().filter(named)


def organization_options(rows: OrganizationQuerySet) -> list[Option]:
    columns = rows.values_list("slug", "pk", "acronym", "name")
    return [
        Option("organization", slug, str(pk), acronym or name)
        for slug, pk, acronym, name in columns
    ]
