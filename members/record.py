"""What an organization or a country has shared: experiences and exchanges, and how many."""

from __future__ import annotations

from functools import cache
from typing import Any

from community.languages import current
from community.prepared import Given, Prepared
from members.models import Country, Organization
from members.partners import given_by, received_by
from members.upstairs import sheets

SHOWN = 6  # of each kind on a page; the rest is one link away


def record_of(country: Country) -> dict[str, Any]:
    """The newest of each kind; what everybody may see."""
    kinds = kinds_of(country)
    counts = {
        # Of a country may be so many that they are not counted for a page.
        "experience_count": sheets().published_by_country().get(country.pk, 0),
        "received_count": kinds["received"].count(),
        "given_count": kinds["given"].count(),
    }
    return {**newest_of(country, counts), **counts}


def newest_of(who: Organization | Country, counts: dict[str, Any]) -> dict[str, Any]:
    asked = _newest(type(who), current())
    newest = {
        name: rows.rows(who=who.pk) if counts[f"{name}_count"] else []
        for name, rows in asked.items()
    }
    return {"experiences": newest.pop("experience"), **newest}


@cache
def _newest(of: type[Any], _language: str) -> dict[str, Prepared[Any]]:
    """The questions for all organizations, or for all countries, in the current language."""
    kinds = kinds_of(of(pk=Given("who")))
    return {name: Prepared(rows.newest().as_cards()[:SHOWN]) for name, rows in kinds.items()}


def kinds_of(who: Organization | Country) -> dict[str, Any]:
    own = {"countries" if isinstance(who, Country) else "organization": who.pk}
    return {
        "experience": sheets().published().filter(**own),
        "received": received_by(who),
        "given": given_by(who),
    }
