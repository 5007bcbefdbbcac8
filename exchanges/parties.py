"""Placeholder."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def invite(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("exchanges.invite")


def offer(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("exchanges.offer")


def accept(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("exchanges.accept")


def decline(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("exchanges.decline")
