"""What the list of offers shows: offers, and sheets that others may come for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import OuterRef

from community.tables import AT_ONCE
from exchanges.models import Offer
from exchanges.models.on_offer import sheets_on_offer, with_led_to
from experiences.models import Experience
from members.models import Organization


@dataclass(frozen=True)
class SharedSheet:
    """A sheet among offers, with what an offer says as far as the sheet says it."""

    sheet: Experience
    is_sheet = True
    building_block = valid_until = None
    conditions = ""
    instruments: tuple[str, ...] = ()

    @property
    def pk(self) -> int:
        return self.sheet.pk

    @property
    def title(self) -> str:
        return self.sheet.title

    @property
    def description(self) -> str:
        return self.sheet.exchange_how or self.sheet.summary

    @property
    def language(self) -> str:
        return self.sheet.language

    @property
    def languages(self) -> list[str]:
        return self.sheet.exchange_languages

    @property
    def organization(self) -> Organization:
        return self.sheet.organization

    @property
    def themes(self) -> Any:
        return self.sheet.themes

    @property
    def capacity(self) -> int | None:
        return self.sheet.exchange_capacity

    @property
    def is_full(self) -> bool:
        taken: int = self.sheet.led_to_this_year  # type: ignore[attr-defined]
        return self.capacity is not None and taken >= self.capacity

    @property
    def created_at(self) -> dt.datetime:
        at = self.sheet.published_at
        assert at is not None  # noqa: S101 - what is on offer is published
        return at

    def get_absolute_url(self) -> str:
        return self.sheet.get_absolute_url()


def shared(sheets: Any) -> Any:
    """With what their cards among the offers need: more than other cards, so all columns."""
    rows = with_led_to(sheets, experience=OuterRef("pk"), offer=None)
    return rows.as_rows().defer(None).select_related("organization__country")


def in_full(listed: Iterable[tuple[str, int, Any]]) -> list[Offer | SharedSheet]:
    """The rows of ``OfferFilters.rows``, in their order, as a page shows them."""
    places = [(kind, pk) for kind, pk, _at in listed]
    offers = Offer.objects.as_cards().in_bulk([pk for kind, pk in places if kind == "offer"])
    sheets = shared(sheets_on_offer()).in_bulk([pk for kind, pk in places if kind == "sheet"])
    found: dict[tuple[str, int], Offer | SharedSheet] = {
        ("offer", pk): offer for pk, offer in offers.items()
    } | {("sheet", pk): SharedSheet(sheet) for pk, sheet in sheets.items()}
    return [found[place] for place in places if place in found]  # one may have ended meanwhile


def streamed(offers: Any, sheets: Any) -> Iterator[Offer | SharedSheet]:
    """All of them for a table, the offers first."""
    rows = shared(sheets).newest().iterator(chunk_size=AT_ONCE)
    return chain(
        offers.newest().as_cards().iterator(chunk_size=AT_ONCE),
        (SharedSheet(sheet) for sheet in rows),
    )
