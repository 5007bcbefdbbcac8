"""Placeholder."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def report(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("exchanges.report")
