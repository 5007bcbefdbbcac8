"""The exchange that an address names; what is not for this reader does not exist for her."""

from __future__ import annotations

from functools import cache

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from community.languages import current
from community.prepared import READERS, Given, Prepared, kind_of
from exchanges.models import Exchange


def exchange_of(request: HttpRequest, number: str) -> Exchange:
    rows = Exchange.objects.visible_to(request.user).as_page()
    return get_object_or_404(rows, number=number.upper())


def exchange_to_read(request: HttpRequest, number: str) -> Exchange:
    """The same for its page, with all that belongs to it; whoever acts takes ``exchange_of``."""
    asked = _asked(kind_of(request.user), current())
    found = asked.row(number=number.upper(), reader=request.user.pk)
    if found is None:
        raise Http404
    return found


@cache
def _asked(kind: str, _language: str) -> Prepared[Exchange]:
    """The question for a page, the same for all of this kind who read in the current language."""
    rows = Exchange.objects.visible_to(READERS[kind]).as_whole_page()
    return Prepared(rows.filter(number=Given("number")))


def draft_of(request: HttpRequest, number: str) -> Exchange:
    rows = Exchange.objects.editable_by(request.user).as_page()
    return get_object_or_404(rows, number=number.upper())
