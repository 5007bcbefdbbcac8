"""Feeds: the board and the offers for readers of feeds, with the filters of the page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from community.languages import current, interface
from exchanges.filters import BoardFilters, Filters, OfferFilters
from exchanges.models import Exchange, Offer

NEWEST = 20


class _Newest(Feed):
    feed_type = Atom1Feed
    filters: type[Filters]
    page: str  # the list that it follows

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self.filters(request.GET)

    def link(self, chosen: Filters) -> str:
        query = f"?{chosen.address}" if chosen.address else ""
        return f"{settings.SITE_URL}{reverse(self.page)}{query}"

    def language(self) -> str:  # type: ignore[override]
        return interface(current())

    def item_guid(self, item: Any) -> str:
        return str(self.item_link(item))

    def item_link(self, item: Any) -> str:
        return f"{settings.SITE_URL}{item.get_absolute_url()}"


class BoardFeed(_Newest):
    filters = BoardFilters
    page = "exchanges:board"

    def title(self, chosen: Filters) -> str:
        return f"IASPN – {_('Exchanges')}"

    def items(self, chosen: Filters) -> Any:
        return chosen.rows().newest().as_cards()[:NEWEST]

    def item_title(self, item: Exchange) -> str:
        return item.title

    def item_description(self, item: Exchange) -> str:
        countries = ", ".join(country.name for country in item.countries())
        parts = (item.number, item.get_kind_display(), item.get_status_display(), countries)
        return " · ".join(str(part) for part in parts if part)

    def item_pubdate(self, item: Exchange) -> dt.datetime | None:
        return item.opened_at

    def item_updateddate(self, item: Exchange) -> dt.datetime:
        return item.status_since


class OffersFeed(_Newest):
    filters = OfferFilters
    page = "exchanges:offers"

    def title(self, chosen: Filters) -> str:
        return f"IASPN – {_('Offers')}"

    def items(self, chosen: Filters) -> Any:
        return chosen.rows().newest().as_cards()[:NEWEST]

    def item_title(self, item: Offer) -> str:
        return item.title

    def item_description(self, item: Offer) -> str:
        return " · ".join(part for part in (str(item.organization), item.description) if part)

    def item_guid(self, item: Offer) -> str:
        """As it was before offers had pages: no reader of feeds takes an old one for new."""
        return f"{settings.SITE_URL}{reverse(self.page)}#offer-{item.pk}"

    def item_pubdate(self, item: Offer) -> dt.datetime:
        return item.created_at


board = login_not_required(BoardFeed())
offers = login_not_required(OffersFeed())
