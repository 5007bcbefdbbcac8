"""The board: every exchange that was ever opened, for everybody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from exchanges.filters import BoardFilters
from exchanges.turns import yours_among


@login_not_required
def board(request: HttpRequest) -> HttpResponse:
    filters = BoardFilters(request.GET)
    feed = reverse("exchanges:feed")
    return render(
        request,
        "exchanges/board.html",
        {
            "filters": filters,
            "groups": filters.groups(),
            "page": filters.page,
            "yours": yours_among(filters.page.object_list, request.user),
            "feed": f"{feed}?{filters.address}" if filters.address else feed,
        },
    )
