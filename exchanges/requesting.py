"""Placeholder."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def request_(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("exchanges.request_")


def edit(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("exchanges.edit")
