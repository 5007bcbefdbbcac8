"""What many ask for: exchanges that others want too, and themes with several open requests."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Prefetch, Q

from community.models import Theme
from exchanges.models import Exchange
from exchanges.models.exchanges import ThemedExchange
from exchanges.vocabulary import LIVE, Status

MOST = 50


def wanted() -> Any:
    """With ``wanting`` organizations and ``countries``, most first."""
    standing = Q(wants__organization__status="approved")
    rows = (
        Exchange.objects.public()
        .filter(status__in=LIVE)
        .annotate(
            wanting=Count("wants", filter=standing, distinct=True),
            countries_wanting=Count("wants__organization__country", filter=standing, distinct=True),
        )
    )
    most = rows.filter(wanting__gt=0).order_by("-wanting", "pk")
    return most.select_related("organization").prefetch_related("editions")[:MOST]


def alike() -> list[dict[str, Any]]:
    """Themes under which two or more requests are open, with these requests."""
    tagged = ThemedExchange.objects.filter(content_object__status=Status.OPEN).order_by("pk")
    open_ = Prefetch(
        "themed_exchanges", tagged.select_related("content_object__organization__country")
    )
    several = Count("pk", filter=Q(themed_exchanges__content_object__status=Status.OPEN))
    most = Theme.objects.annotate(asked=several).filter(asked__gt=1).order_by("-asked", "pk")
    return [
        {"theme": theme, "requests": [one.content_object for one in theme.themed_exchanges.all()]}
        for theme in most.prefetch_related(open_)[:MOST]
    ]
