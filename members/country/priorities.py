"""What a country wants to learn: the themes its organizations seek and its open requests name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from community.models import Theme
from members.models import Commitment, Country
from members.models.organizations import SoughtTheme
from members.upstairs import exchanges

SHOWN = 10
type Things = dict[int, set[int]]  # ids of what names a theme, by its id


def priorities_of(country: Country) -> list[dict[str, Any]]:
    """Themes with the numbers of organizations and of open requests, and links to both."""
    approved = country.organizations.approved().values("pk")
    sought = SoughtTheme.objects.filter(content_object__in=approved)
    seeking = _by_theme(sought.values_list("tag", "content_object"))
    requests = exchanges().seeking_partners().filter(organization__in=approved)
    asking = _by_theme(requests.exclude(themes=None).values_list("themes", "pk"))
    themes = list(Theme.objects.filter(pk__in={*seeking, *asking}).in_order())
    for narrower in themes:  # what is sought below a theme counts for it, as its links do
        for things in (seeking, asking):
            if narrower.parent_id in {*seeking, *asking} and narrower.pk in things:
                things[narrower.parent_id] |= things[narrower.pk]
    rows = [_row(country, theme, seeking[theme.pk], asking[theme.pk]) for theme in themes]
    return sorted(rows, key=lambda row: -row["weight"])[:SHOWN]


def commitments_on(priorities: Iterable[dict[str, Any]]) -> Any:
    """What the region's ministers agreed on about these themes."""
    return Commitment.objects.about([row["theme"].pk for row in priorities])


def _by_theme(pairs: Iterable[tuple[int, int]]) -> Things:
    found: Things = defaultdict(set)
    for theme, thing in pairs:
        found[theme].add(thing)
    return found


def _row(country: Country, theme: Theme, seeking: set[int], asking: set[int]) -> dict[str, Any]:
    return {
        "theme": theme,
        "weight": len(seeking) + len(asking),
        "seeking": len(seeking),
        "seeking_url": _address("members:directory", country=country.pk, seeks=theme.slug),
        "asking": len(asking),
        "asking_url": _address(
            "exchanges:board", country=country.pk, theme=theme.slug, status="open"
        ),
    }


def _address(page: str, **filters: str) -> str:
    return f"{reverse(page)}?{urlencode(filters)}"
