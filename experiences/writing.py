"""Placeholder."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def new(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("experiences.new")


def edit(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("experiences.edit")
