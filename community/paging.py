"""Lists in pages of twenty; the total is exact up to ten thousand and "more than" beyond."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

A_PAGE = 20
COUNTED = 10_000


class CountedUpTo(Paginator):
    """Counts no further than the pages anybody turns to."""

    @cached_property
    def found(self) -> int:
        """How many there are; ``COUNTED + 1`` stands for more."""
        rows: Any = self.object_list
        rows = rows.order_by().values("pk")  # nothing of what a card needs is computed
        return int(rows[: COUNTED + 1].count())

    @cached_property
    def count(self) -> int:
        return min(self.found, COUNTED)

    @property
    def has_more(self) -> bool:
        return self.found > COUNTED


def page_of(request: HttpRequest, rows: Any) -> Page:
    """The page that the address asks for; the nearest one where there is no such page."""
    return CountedUpTo(rows, A_PAGE).get_page(request.GET.get("page"))


class _Cut:
    """A list whose length is known and of which only the page that is shown is fetched."""

    def __init__(self, total: int, fetch: Callable[[int, int], list[Any]]) -> None:
        self.total, self.fetch = total, fetch

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, part: slice) -> list[Any]:
        return self.fetch(part.start, part.stop)


def page_among(total: int, fetch: Callable[[int, int], list[Any]], number: str | None) -> Page:
    """The page ``number`` of a list that is counted already; the nearest one there is."""
    rows: Any = _Cut(total, fetch)  # all that the paginator asks of a list
    return Paginator(rows, A_PAGE).get_page(number)
