"""The exchange that an address names; what is not for this reader does not exist for her."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from exchanges.models import Exchange


def exchange_of(request: HttpRequest, number: str) -> Exchange:
    rows = Exchange.objects.visible_to(request.user).as_page()
    return get_object_or_404(rows, number=number.upper())


def draft_of(request: HttpRequest, number: str) -> Exchange:
    rows = Exchange.objects.editable_by(request.user).as_page()
    return get_object_or_404(rows, number=number.upper())
