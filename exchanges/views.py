"""Placeholder."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def board(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("exchanges.board")


def matrix(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("exchanges.matrix")


def exchange(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("exchanges.exchange")
