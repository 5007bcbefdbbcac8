"""Placeholder."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def plan(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("exchanges.plan")


def agree(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("exchanges.agree")
