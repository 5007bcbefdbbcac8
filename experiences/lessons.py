"""Placeholder."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def lessons(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("experiences.lessons")


def lesson(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("experiences.lesson")
