"""Placeholder."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def submit(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("exchanges.submit")


def open_(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("exchanges.open_")


def return_(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("exchanges.return_")


def withdraw(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("exchanges.withdraw")


def start(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("exchanges.start")


def wind_up(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("exchanges.wind_up")


def complete(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("exchanges.complete")


def cancel(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("exchanges.cancel")
