"""A network of any size."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from community.models import Theme
from members.models import Organization
from portal.sample import loading
from portal.scale import exchanges, members


def make(
    *, organizations: int, people: int, offers: int | None = None, asked: int | None = None
) -> dict[str, int]:
    """Add so many of each; of offers and exchanges (``asked``) half as many as organizations,
    unless said otherwise.

    In one transaction, so that an interrupted run leaves nothing behind.
    """
    with transaction.atomic():
        loading.themes()
        themes = list(Theme.objects.narrower().order_by("slug"))
        run = f"scale-{Organization.objects.count()}"  # a second run adds to the first
        made = members.organizations(organizations, themes, run)
        found: dict[str, Any] = {
            "organizations": len(made),
            "people": len(members.people(people, made, run)),
        }
        if made:
            half = organizations // 2
            offers, asked = (half if number is None else number for number in (offers, asked))
            found["offers"] = exchanges.offers(offers, made, themes)
            found["exchanges"] = exchanges.exchanges(asked, made, themes)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return found
