"""Placeholder."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def directory(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("members.directory")


def organization(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("members.organization")


def countries(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("members.countries")


def country(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("members.country")
