"""A network of any size."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from community import content
from community.models import Theme
from members.models import Organization
from portal.sample import loading
from portal.scale import exchanges, members, offers


def make(
    *, organizations: int, people: int, offered: int | None = None, asked: int | None = None
) -> dict[str, int]:
    """Add so many of each. Of offers (``offered``) and exchanges (``asked``) half as many as
    organizations, unless said otherwise.

    In one transaction, so that an interrupted run leaves nothing behind.
    """
    with transaction.atomic():
        loading.themes()
        themes = list(Theme.objects.narrower().order_by("slug"))
        run = f"scale-{Organization.objects.count()}"  # a second run adds to the first
        made = members.organizations(organizations, themes, run)
        everybody = members.people(people, made, run)
        found: dict[str, Any] = {"organizations": len(made), "people": len(everybody)}
        if made:
            half = organizations // 2
            found["offers"] = offers.offers(half if offered is None else offered, made, themes)
            found["exchanges"] = exchanges.exchanges(
                half if asked is None else asked, made, themes, everybody
            )
            content.count_change()  # not all of it was seen by the triggers
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return found
