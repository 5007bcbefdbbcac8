"""Placeholder."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def join(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("members.join")


def ask_to_join(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("members.ask_to_join")


def people(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("members.people")


def accept(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("members.accept")


def decline(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("members.decline")
