"""Papers made from what is known: terms of reference, agenda, letter of invitation.

Each is a page in the reader's language that prints on plain paper.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from community.plain_text import cleaned
from community.signed_in import SignedInRequest
from exchanges import activities
from exchanges.finding import exchange_of
from exchanges.models import Exchange
from exchanges.page import ExchangePage
from exchanges.vocabulary import PartyState
from members.models import Organization


@login_not_required
def terms(request: HttpRequest, number: str) -> HttpResponse:
    """What the partners mean to do, why, and who does what."""
    exchange = exchange_of(request, number)
    context = {
        "exchange": exchange,
        "plan": exchange.plan,
        "parties": parties_of(exchange),
        "activities": exchange.activities.in_order(),
        "facts": ExchangePage(exchange, request.user, {}).facts(),
    }
    return render(request, "exchanges/paper_terms.html", context)


@login_not_required
def agenda(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    activity = activities.activity_of(request, number, pk)
    page = activities.ActivityPage(activity, request.user, {})
    context = {"exchange": activity.exchange, "activity": activity, "page": page}
    return render(request, "exchanges/paper_agenda.html", context)


def invitation(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    """For the partners, to send on; ``to`` is the number of the organization that is invited."""
    activity = activities.activity_of(request, number, pk)
    page = activities.ActivityPage(activity, request.user, {})
    context = {
        "exchange": activity.exchange,
        "activity": activity,
        "page": page,
        "to": _invited(request),
        "host": activity.exchange.voices_of(request.user).first(),
        "today": timezone.localdate(),
        "parties": parties_of(activity.exchange),
    }
    answer = "exchanges/paper_invitation.html"
    return render(request, answer, context, status=200 if page.is_partner else 403)


def _invited(request: HttpRequest) -> Organization | None:
    slug = cleaned(request.GET.get("to", ""))
    return Organization.objects.approved().filter(slug=slug).first() if slug else None


def parties_of(exchange: Exchange) -> list[dict[str, Any]]:
    rows = exchange.parties.taking_part().in_order()
    return [
        {"name": party.name, "role": party.get_role_display(), "country": party.country}
        for party in rows.select_related("organization", "country")
        if party.state == PartyState.ACCEPTED
    ]
