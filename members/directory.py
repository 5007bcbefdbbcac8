"""What a visitor chose in the directory: words and filters, their counts and their links.

Each filter is a parameter that may be repeated, which means "any of". A value that does not exist
is left out and named in ``ignored``. A filter does not count against itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.models import Theme
from community.plain_text import cleaned
from members.countries import Subregion
from members.models import Country, Organization, OrganizationKind
from members.models.organizations import KnownTheme
from members.models.queries import OrganizationQuerySet

TITLES: dict[str, str | Promise] = {
    "kind": _("Kind of organization"),
    "country": _("Country"),
    "subregion": _("Subregion"),
    "theme": _("What it knows"),
}
OPEN = {"kind", "subregion"}  # short lists stand open


@dataclass
class Directory:
    query: QueryDict

    def __post_init__(self) -> None:
        self.words = cleaned(self.query.get("q", ""))
        asked = {name: list(dict.fromkeys(self.query.getlist(name)))[:50] for name in TITLES}
        asked["country"] = [value.upper() for value in asked["country"]]
        self.chosen = {
            name: [value for value in values if value in self.labels[name]]
            for name, values in asked.items()
        }
        self.ignored = [
            cleaned(value, 60)
            for name, values in asked.items()
            for value in values
            if value and value not in self.labels[name]
        ]

    # --- What there is to choose from ------------------------------------------------------------

    @cached_property
    def themes(self) -> dict[str, Theme]:
        return {theme.slug: theme for theme in Theme.objects.in_order()}

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        return {
            "kind": {str(value): str(label) for value, label in OrganizationKind.choices},
            "country": {country.iso2: country.name for country in Country.objects.in_order()},
            "subregion": {str(value): str(label) for value, label in Subregion.choices},
            "theme": {slug: theme.label for slug, theme in self.themes.items()},
        }

    # --- Which organizations ---------------------------------------------------------------------

    def organizations(self, without: str = "") -> OrganizationQuerySet:
        """Those that match; the filter ``without`` is left out."""
        rows: OrganizationQuerySet = Organization.objects.approved().search(self.words)
        for name, values in self.chosen.items():
            if values and name != without:
                rows = rows.filter(self._condition(name, values))
        return rows

    def _condition(self, name: str, values: list[str]) -> models.Q:
        if name == "subregion":
            return models.Q(country__subregion__in=values)
        if name != "theme":
            return models.Q(**{f"{name}__in": values})
        wanted = models.Q(tag__slug__in=values) | models.Q(tag__parent__slug__in=values)
        knowing = KnownTheme.objects.filter(wanted).values("content_object_id")
        return models.Q(pk__in=knowing)

    # --- Filters with counts ---------------------------------------------------------------------

    def counts(self, name: str) -> dict[str, int]:
        """How many each value would give; a broader theme counts its narrower ones."""
        rows = self.organizations(without=name).order_by()
        if name == "theme":
            known = KnownTheme.objects.filter(content_object__in=rows.values("pk"))
            broader = known.annotate(value=Coalesce("tag__parent__slug", "tag__slug"))
            pairs = broader.values_list("value").annotate(
                models.Count("content_object", distinct=True)
            )
        else:
            field = "country__subregion" if name == "subregion" else name
            pairs = rows.values_list(field).annotate(models.Count("pk"))
        return {str(value): count for value, count in pairs if value}

    def groups(self) -> list[dict[str, Any]]:
        """As ``components/filter_group.html`` wants them; a chosen value stands first."""
        return [
            {
                "title": title,
                "options": self._options(name),
                "open": name in OPEN or self.chosen[name],
            }
            for name, title in TITLES.items()
        ]

    def _options(self, name: str) -> list[dict[str, Any]]:
        counts = self.counts(name)
        chosen = self.chosen[name]
        values = [value for value in self.labels[name] if value in counts or value in chosen]
        options: list[dict[str, Any]] = [
            {
                "label": self.labels[name][value],
                "url": self.url(name, value),
                "count": counts.get(value),
                "current": value in chosen,
            }
            for value in values
        ]
        if name in {"country", "theme"}:  # long: the most frequent first
            options.sort(key=lambda option: option["count"] or 0, reverse=True)
        return sorted(options, key=lambda option: not option["current"])

    def active(self) -> list[dict[str, Any]]:
        """As ``components/active_filters.html`` wants them."""
        return [
            {"name": TITLES[name], "label": self.labels[name][value], "url": self.url(name, value)}
            for name, values in self.chosen.items()
            for value in values
        ]

    def url(self, name: str, value: str) -> str:
        """The address with ``value`` put in, or taken out where it is in; back on page one."""
        query = QueryDict(mutable=True)
        if self.words:
            query["q"] = self.words
        for other, values in self.chosen.items():
            query.setlist(other, values)
        toggled = set(query.getlist(name)) ^ {value}
        query.setlist(name, sorted(toggled))
        return f"?{query.urlencode()}" if query.urlencode() else "?"
