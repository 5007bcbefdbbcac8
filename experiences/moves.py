"""Placeholder."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def submit(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("experiences.submit")


def publish(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("experiences.publish")


def return_(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("experiences.return_")


def withdraw(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("experiences.withdraw")


def archive(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("experiences.archive")
