"""Placeholder."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def register(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("members.register")


def edit(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("members.edit")


def application(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("members.application")


def answer(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("members.answer")
