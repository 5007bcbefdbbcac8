"""Placeholder."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def library(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("experiences.library")
