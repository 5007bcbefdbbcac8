"""The directory as a visitor asked for it: words, filters with counts, pages.

It reads the narrow table of listings, which knows nothing of organizations that are not approved.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.core.paginator import Page
from django.db import models
from django.utils.translation import gettext_lazy as _

from community.content import kept
from community.filters import Filters, Labels, near_themes
from community.models import Theme
from community.models.themes import broader_of, known_themes
from community.paging import COUNTED, page_among
from members import finding
from members.countries import Grouping, Subregion
from members.models import Country, Listing, Organization, OrganizationKind, Tally
from members.models.countries import countries_in_order
from members.models.listings import ListingQuerySet
from members.upstairs import offers
from members.working_languages import WorkingLanguage

CHOICES: dict[str, type[models.TextChoices]] = {
    "kind": OrganizationKind,
    "subregion": Subregion,
    "grouping": Grouping,
    "language": WorkingLanguage,
}
FEW = 200  # that are put in order by how much they look like the words
type Counts = dict[str, int]  # of organizations, by facet: ``country:CL``


class Directory(Filters):
    """One look into the directory. Reading an attribute asks the database once."""

    TITLES: ClassVar = {
        "kind": _("Kind of organization"),
        "country": _("Country"),
        "subregion": _("Subregion"),
        "grouping": _("Grouping"),
        "theme": _("What it knows"),
        "seeks": _("What it seeks"),
        "offers": _("Offers"),
        "language": _("Working language"),
    }
    OPEN: ClassVar = {"kind", "country"}
    LONG: ClassVar = {"country", "theme", "seeks", "language"}
    CAPITALS: ClassVar = {"country", "grouping"}

    # --- What there is to choose from ------------------------------------------------------------

    @cached_property
    def themes(self) -> dict[str, Theme]:
        return known_themes()

    @cached_property
    def countries(self) -> dict[str, Country]:
        return {country.iso2: country for country in countries_in_order()}

    @cached_property
    def labels(self) -> dict[str, Labels]:
        themes = {slug: theme.label for slug, theme in self.themes.items()}
        return {
            "country": {iso2: country.name for iso2, country in self.countries.items()},
            "theme": themes,
            "seeks": themes,
            "offers": {"yes": str(_("Has an open offer"))},
            **{
                name: {str(value): str(label) for value, label in choices.choices}
                for name, choices in CHOICES.items()
            },
        }

    def is_shown(self, name: str, value: str) -> bool:
        """Broader themes; the narrower ones once their broader one or one of them is chosen."""
        if name not in {"theme", "seeks"} or self.themes[value].parent_id is None:
            return True
        near = [self.themes[slug] for slug in self.chosen[name]]
        return any(self.themes[value].parent_id in (one.pk, one.parent_id) for one in near)

    def replaced(self, name: str, value: str) -> set[str]:
        if name not in {"theme", "seeks"}:
            return set()
        return near_themes(value, self._broader)

    @cached_property
    def _broader(self) -> dict[str, str]:
        return broader_of(self.themes)

    # --- Which organizations ---------------------------------------------------------------------

    @cached_property
    def is_loose(self) -> bool:
        """Nothing is called as it was typed, so what looks like it is taken."""
        called = Listing.objects.filter(finding.holding(self.words))
        return bool(self.words) and not called.exists()

    @cached_property
    def _resembling(self) -> list[int]:
        """Looked up once, for it takes a while."""
        alike = Listing.objects.filter(finding.resembling(self.words))
        return list(alike.values_list("pk", flat=True)[:COUNTED])

    def rows(self, without: str = "") -> ListingQuerySet:
        rows: ListingQuerySet = Listing.objects.all()
        if self.is_wordless:
            return rows.none()
        if self.is_loose:
            rows = rows.filter(pk__in=self._resembling)
        elif self.words:
            rows = rows.filter(finding.holding(self.words))
        for name in self.active_names:
            if name == "offers" != without:
                rows = _offering(rows)
            elif name != without:
                rows = rows.having(name, self.chosen[name])
        return rows

    def ordered(self) -> ListingQuerySet:
        """By name; what is called exactly so stands first, or of a few what looks most like it."""
        rows = self.rows()
        if not self.words:
            return rows.in_order()
        if self.is_loose and self.found <= FEW:
            return rows.order_by(finding.nearness(self.words).desc(), "plain", "pk")
        exact = models.Case(models.When(pk__in=finding.exactly(self.words), then=0), default=1)
        return rows.order_by(exact, "plain", "pk")

    @cached_property
    def page(self) -> Page:
        """The page that the address asks for, or the nearest one there is."""
        return page_among(min(self.found, COUNTED), self._cut, self.query.get("page"))

    def _cut(self, start: int, stop: int) -> list[Organization]:
        ids = list(self.ordered().values_list("pk", flat=True)[start:stop])
        loaded = Organization.objects.approved().in_bulk(ids)
        for organization in loaded.values():
            if organization.country_id:
                organization.country = self.countries[organization.country_id]
        return [loaded[pk] for pk in ids if pk in loaded]

    # --- How many --------------------------------------------------------------------------------

    @cached_property
    def found(self) -> int:
        """Every organization has one kind: their counts add up to all."""
        return sum(n for facet, n in self._tallies[""].items() if facet.startswith("kind:"))

    def counts(self, name: str) -> dict[str, int]:
        tally = self._tallies[name if self.chosen[name] or name == "offers" else ""]
        prefix = f"{name}:"
        return {
            facet.removeprefix(prefix): number
            for facet, number in tally.items()
            if facet.startswith(prefix)
        }

    @property
    def _tallies(self) -> dict[str, Counts]:
        """By the filter left out, "" for none."""
        return self.once("tallies", self._tallied)

    def _tallied(self) -> dict[str, Counts]:
        """Kept by the database, or else in one statement."""
        wanted = ["", *(name for name in self.active_names if name != "offers")]
        free = [name for name in wanted if self._is_everything(name)]
        parts = {name: self.rows(name).facet_counts() for name in wanted if name not in free}
        parts["offers"] = _offering(self.rows("offers")).counted_as("offers:yes")
        tallies = _counted(parts)
        if free:
            tallies |= dict.fromkeys(free, tally())
        return tallies

    def _is_everything(self, without: str) -> bool:
        return not self.words and set(self.active_names) <= {without}


@kept
def tally() -> Counts:
    """Of all that are listed."""
    return dict(Tally.objects.values_list("facet", "organizations"))


def _offering(rows: ListingQuerySet) -> ListingQuerySet:
    """Those with an open offer, or a sheet that is one."""
    return rows.filter(pk__in=offers().organizations())


def _counted(parts: dict[str, Any]) -> dict[str, Counts]:
    """The counts of several selections in one statement."""
    text = models.TextField()
    first, *others = (
        rows.annotate(part=models.Value(name, output_field=text)) for name, rows in parts.items()
    )
    found: dict[str, Counts] = {name: {} for name in parts}
    for facet, number, name in first.union(*others, all=True):
        found[name][facet] = number
    return found
