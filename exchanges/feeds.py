"""Feeds: what is new, for readers of feeds."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def board(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("exchanges.board")


def offers(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("exchanges.offers")
