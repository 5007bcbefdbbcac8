"""The page of one exchange: where it stands, whose turn it is, and what its reader can do now."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render

from community.following import following
from exchanges.finding import exchange_to_read
from exchanges.models import Exchange
from exchanges.page.about import About
from exchanges.page.buttons import Buttons
from exchanges.page.commons import Commons
from exchanges.page.standing import Standing
from exchanges.page.together import Together


@login_not_required
def exchange(request: HttpRequest, number: str) -> HttpResponse:
    """By its number; the name that sample content had elsewhere leads to the number."""
    if not number.upper().startswith("EXC-"):
        by_name = Exchange.objects.visible_to(request.user).exclude(slug="")
        found = get_object_or_404(by_name, slug=number)
        return HttpResponsePermanentRedirect(found.get_absolute_url())
    return show(request, exchange_to_read(request, number))


def show(request: HttpRequest, exchange: Exchange, **forms_: forms.Form) -> HttpResponse:
    """The page; ``forms_`` are those that somebody could not send, with what was typed."""
    page = ExchangePage(exchange, request.user, forms_)
    follow = following(request.user, exchange)
    context = {"exchange": exchange, "page": page, "follow": follow}
    return render(request, "exchanges/exchange.html", context)


class ExchangePage(Standing, About, Together, Commons, Buttons):
    """What one reader sees of one exchange. Nothing private leaves this class for a stranger."""
