"""The board: every exchange that was ever opened, for everybody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from community.paging import page_of
from exchanges.filters import BoardFilters


@login_not_required
def board(request: HttpRequest) -> HttpResponse:
    filters = BoardFilters(request.GET)
    page = page_of(request, filters.rows().newest().as_cards())
    filters.has_more = getattr(page.paginator, "has_more", False)
    feed = reverse("exchanges:feed")
    return render(
        request,
        "exchanges/board.html",
        {
            "filters": filters,
            "groups": filters.groups(),
            "page": page,
            "feed": f"{feed}?{filters.address}" if filters.address else feed,
        },
    )
