"""Placeholder."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def sheet(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("experiences.sheet")


def history(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("experiences.history")
