"""Feeds: what is new, for readers of feeds."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def organizations(request: HttpRequest, **key: Any) -> HttpResponse:
    return HttpResponse("members.organizations")
