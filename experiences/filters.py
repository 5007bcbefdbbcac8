"""The filters of the library: what the address asks for, what there is, how many each would give.

Each filter is a parameter that may be repeated, which means "any of". A value that does not exist
is left out and named in ``ignored``. A filter does not count against itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection, models
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.languages import Language
from community.models import Theme
from community.plain_text import cleaned
from experiences.models import Facet
from experiences.ranking import MOST, Filters, Match
from experiences.vocabulary import Instrument, Maturity, Population
from members.former import addresses_today
from members.models import Country, Organization, OrganizationKind

TITLES: dict[str, str | Promise] = {
    "theme": _("Theme"),
    "country": _("Country"),
    "population": _("Target population"),
    "instrument": _("Kind of programme"),
    "kind": _("Kind of organization"),
    "organization": _("Organization"),
    "maturity": _("Maturity"),
    "language": _("Language"),
    "year": _("First year"),
}
CHOICES: dict[str, type[models.TextChoices]] = {
    "population": Population,
    "instrument": Instrument,
    "kind": OrganizationKind,
    "maturity": Maturity,
    "language": Language,
}
MOST_VALUES = 50  # of one filter in an address
MOST_ORGANIZATIONS = 40  # in the list; the others have their own pages


@dataclass(frozen=True)
class Option:
    """One value of a filter: ``value`` as in the address, ``stored`` as the facet knows it."""

    kind: str
    value: str
    stored: str
    label: str
    broader: str = ""  # the value of the broader theme


def _asked(query: QueryDict, kind: str) -> list[str]:
    values = [cleaned(value, 60) for value in query.getlist(kind)[:MOST_VALUES]]
    values = [value.upper() if kind == "country" else value for value in values]
    return [value for value in dict.fromkeys(values) if value]


class Chosen:
    """The filters of one address."""

    def __init__(self, query: QueryDict) -> None:
        self.asked = {kind: _asked(query, kind) for kind in TITLES}
        self.asked["organization"] = addresses_today(self.asked["organization"])

    # --- What there is to choose from ------------------------------------------------------------

    @cached_property
    def facets(self) -> dict[tuple[str, str], Facet]:
        """Every value that a published sheet has or had, by kind and stored value."""
        used = Facet.objects.filter(count__gt=0) | Facet.objects.filter(
            value__in=[value for values in self.asked.values() for value in values]
        )
        return {(facet.kind, facet.value): facet for facet in used}

    @cached_property
    def options(self) -> dict[str, dict[str, Option]]:
        return {kind: {one.value: one for one in self._options(kind)} for kind in TITLES}

    def _options(self, kind: str) -> Iterable[Option]:
        if kind == "theme":
            return self._themes()
        if kind == "country":
            return (Option(kind, c.iso2, c.iso2, c.name) for c in Country.objects.in_order())
        if kind == "organization":
            return self._organizations()
        if kind == "year":
            years = sorted((v for k, v in self.facets if k == "year"), reverse=True)
            return (Option(kind, year, year, year) for year in years)
        return (Option(kind, str(v), str(v), str(label)) for v, label in CHOICES[kind].choices)

    def _themes(self) -> Iterable[Option]:
        slugs: dict[int | None, str] = {}
        themes = list(Theme.objects.in_order())
        slugs.update((theme.pk, theme.slug) for theme in themes)
        for theme in themes:
            broader = slugs.get(theme.parent_id, "")
            yield Option("theme", theme.slug, str(theme.pk), theme.label, broader)

    def _organizations(self) -> Iterable[Option]:
        publishing = [int(value) for kind, value in self.facets if kind == "organization"]
        named = models.Q(pk__in=publishing) | models.Q(slug__in=self.asked["organization"])
        for organization in Organization.objects.approved().filter(named).in_order():
            label = organization.acronym or organization.name
            yield Option("organization", organization.slug, str(organization.pk), label)

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

    # --- How many each value would give ----------------------------------------------------------

    def counts(self, match: Match) -> dict[tuple[str, str], int]:
        """By kind and stored value; from what the database keeps where nothing is asked for."""
        if match.is_everything and not self.chosen:
            return {pair: facet.count for pair, facet in self.facets.items()}
        sql, values = _counting(match, self.filters)
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return {(kind, value): count for kind, value, count in cursor.fetchall()}


def _counting(match: Match, filters: Filters) -> tuple[str, list[Any]]:
    """One statement: kinds without a filter among the hits, each other one without its own."""
    active = list(filters.by_kind)
    where, values = match.filtered(filters)
    parts = [_part(where, "NOT facet.kind = ANY (%s)")]
    parameters: list[Any] = [*values, MOST, active]
    for kind in active:
        where, values = match.filtered(filters, but=kind)
        parts.append(_part(where, "facet.kind = %s"))
        parameters += [*values, MOST, kind]
    return " UNION ALL ".join(parts), parameters


def _part(where: str, kinds: str) -> str:
    # The conditions are ours; what people typed goes in as parameters.
    return f"""
        SELECT facet.kind, facet.value, count(*)
        FROM (SELECT facets FROM experiences_indexentry WHERE {where} LIMIT %s) AS hit
        CROSS JOIN LATERAL unnest(hit.facets) AS held (id)
        JOIN experiences_facet facet ON facet.id = held.id AND {kinds}
        GROUP BY facet.kind, facet.value
    """  # noqa: S608
