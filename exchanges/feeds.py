"""Feeds: the board and the offers for readers of feeds, with the filters of the page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import QueryDict
from django.utils.translation import gettext as _

from community.feeds import NEWEST, ListFeed
from exchanges.filters import BoardFilters, OfferFilters
from exchanges.models import Exchange, Offer
from exchanges.offered import SharedSheet, in_full


class BoardFeed(ListFeed):
    page = "exchanges:board"
    here = "exchanges:feed"

    def title(self, query: QueryDict) -> str:
        return f"IASPN – {_('Exchanges')}"

    def items(self, query: QueryDict) -> Any:
        return BoardFilters(query).rows().newest().as_rows()[:NEWEST]

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


class OffersFeed(ListFeed):
    page = "exchanges:offers"
    here = "exchanges:offers-feed"

    def title(self, query: QueryDict) -> str:
        return f"IASPN – {_('Offers')}"

    def items(self, query: QueryDict) -> Any:
        return in_full(OfferFilters(query).rows()[:NEWEST])

    def item_title(self, item: Offer | SharedSheet) -> str:
        return item.title

    def item_description(self, item: Offer | SharedSheet) -> str:
        """Who offers, what, and which building block or which whole experience it is."""
        block = item.building_block
        what = block.title if block else _("An experience that can be shared")
        named = what if block or isinstance(item, SharedSheet) else ""
        parts = (str(item.organization), named, item.description)
        return " · ".join(part for part in parts if part)

    def item_guid(self, item: Offer | SharedSheet) -> str:
        """The same in all languages, and as it was before offers had pages."""
        if isinstance(item, SharedSheet):
            return f"{settings.SITE_URL}/offers/#{item.sheet.number}"
        return f"{settings.SITE_URL}/offers/#offer-{item.pk}"

    def item_author_name(self, item: Offer | SharedSheet) -> str:
        return str(item.organization)

    def item_pubdate(self, item: Offer | SharedSheet) -> dt.datetime:
        return item.created_at

    def item_updateddate(self, item: Offer | SharedSheet) -> dt.datetime:
        return item.created_at


board = login_not_required(BoardFeed())
offers = login_not_required(OffersFeed())
