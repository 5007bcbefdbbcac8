"""The countries, themes and keywords of a sheet by their names, without a row for each of them.

A sheet that was loaded for its page has brought the names along (``with_names``), one of many cards
only their keys: what they are called the process knows, and to look it up for twenty cards would be
half of the question. Of any other sheet the database is asked.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Value
from django.db.models.functions import Coalesce, JSONObject, NullIf

from community.addresses import address
from community.content import kept
from community.models import Theme
from members.models import Country


class NamedTheme(NamedTuple):
    """``label`` in the reader's language."""

    pk: int
    slug: str
    label: str
    parent_id: int | None

    def get_absolute_url(self) -> str:
        return address("theme", self.slug)


@kept
def _themes() -> dict[int, NamedTheme]:
    return {
        pk: NamedTheme(pk, slug, label, up) for pk, slug, up, label in Theme.objects.as_labels()
    }


@kept
def _countries() -> dict[str, str]:
    """In the order in which the countries of a sheet are told."""
    return Country.objects.order_by("name_en").names()


def by_their_names[S: Any](sheets: list[S]) -> list[S]:
    """``sheets`` that have brought ``country_keys`` and ``theme_keys``.

    The names are asked for after the sheets: of what was made in between there are some too many,
    and none is missing.
    """
    themes, countries = (_themes(), _countries()) if sheets else ({}, {})
    for sheet in sheets:
        own = set(sheet.country_keys)
        sheet.known_countries = {code: name for code, name in countries.items() if code in own}
        sheet.known_themes = [themes[key] for key in sheet.theme_keys if key in themes]
    return sheets


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
        known: list[NamedTheme] | None = self.__dict__.get("known_themes")
        if known is not None:
            return known
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
        known: dict[str, str] | None = self.__dict__.get("known_countries")
        if known is not None:
            return known
        named = self.__dict__.get("named_countries")
        if named is None:
            return {country.iso2: country.name for country in self.countries.all()}
        return {country["iso2"]: country["name"] for country in named}

    @property
    def shown_keywords(self) -> list[str]:
        named = self.__dict__.get("named_keywords")
        return [str(word) for word in self.keywords.all()] if named is None else list(named)
