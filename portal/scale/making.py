"""A network of any size."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from community.models import Theme
from members.models import Organization
from portal.sample import loading
from portal.scale import exchanges, members


def make(*, organizations: int, people: int) -> dict[str, int]:
    """Add so many of each, and of offers and exchanges half as many as organizations.

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
            found["offers"] = exchanges.offers(organizations // 2, made, themes)
            found["exchanges"] = exchanges.exchanges(organizations // 2, made, themes)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return found
