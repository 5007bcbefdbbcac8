"""Feeds: what is new, for readers of feeds."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def newest(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("experiences.newest")


def lessons(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("experiences.lessons")
