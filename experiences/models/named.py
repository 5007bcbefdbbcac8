"""The countries, themes and keywords of a sheet by their names, without a row for each of them.

A sheet that was loaded as a card has brought the names along (``with_names``); of any other the
database is asked.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Value
from django.db.models.functions import Coalesce, JSONObject, NullIf

from community.addresses import address


class NamedTheme(NamedTuple):
    """``label`` in the reader's language."""

    pk: int
    slug: str
    label: str
    parent_id: int | None

    def get_absolute_url(self) -> str:
        return address("theme", self.slug)


def themes_by_name(tags: Any, language: str) -> ArraySubquery:
    """``named_themes``: of ``tags``, the rows that join a row with its themes."""
    label = Coalesce(NullIf(f"tag__label_{language}", Value("")), "tag__label_en")
    theme = JSONObject(pk="tag_id", slug="tag__slug", label=label, parent_id="tag__parent_id")
    return ArraySubquery(tags.order_by("pk").values(json=theme))


class NamedThemes:
    # What the row itself has.
    themes: Any

    @property
    def shown_themes(self) -> list[NamedTheme]:
        """In the order of who chose them."""
        named = self.__dict__.get("named_themes")
        if named is None:
            themes = self.themes.all()
            return [NamedTheme(one.pk, one.slug, one.label, one.parent_id) for one in themes]
        return [NamedTheme(**theme) for theme in named]


class Named(NamedThemes):
    # What the sheet itself has.
    countries: Any
    keywords: Any

    @property
    def country_names(self) -> list[str]:
        return list(self.names_by_country.values())

    @property
    def names_by_country(self) -> dict[str, str]:
        """By their codes, in the reader's language."""
        named = self.__dict__.get("named_countries")
        if named is None:
            return {country.iso2: country.name for country in self.countries.all()}
        return {country["iso2"]: country["name"] for country in named}

    @property
    def shown_keywords(self) -> list[str]:
        named = self.__dict__.get("named_keywords")
        return [str(word) for word in self.keywords.all()] if named is None else list(named)
