"""Placeholder."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def offers(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("exchanges.offers")


def new(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("exchanges.new")
