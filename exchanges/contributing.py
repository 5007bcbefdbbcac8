"""Contributions of the parties: a table for everybody, a form for each party's own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from community.lifecycle import MoveRefused
from community.signed_in import SignedInRequest
from community.telling import do_and_tell
from community.unsaved import survives_sign_out, typed
from exchanges.finding import exchange_of
from exchanges.forms.contributions import ContributionForm
from exchanges.models import Contribution, Exchange


@login_not_required
def contributions(request: HttpRequest, number: str) -> HttpResponse:
    exchange = exchange_of(request, number)
    rows = list(exchange.contributions.select_related("party__organization", "party__country"))
    own = parties_of(request, exchange).values_list("pk", flat=True)
    context = {
        "exchange": exchange,
        "contributions": rows,
        "totals": totals(rows),
        "own": set(own),
    }
    return render(request, "exchanges/contributions.html", context)


def totals(rows: list[Contribution]) -> list[dict[str, Any]]:
    """By unit: how much, and which share the countries themselves bear, in per cent."""
    found: dict[str, dict[str, Decimal]] = {}
    for row in rows:
        sums = found.setdefault(row.currency, dict.fromkeys(("planned", "real", "own"), Decimal()))
        sums["planned"] += row.planned or 0
        sums["real"] += row.real or 0
        if row.party.country_id:
            sums["own"] += row.planned if row.real is None else row.real  # type: ignore[operator]
    return [_total(unit, sums, rows) for unit, sums in sorted(found.items())]


def _total(unit: str, sums: dict[str, Decimal], rows: list[Contribution]) -> dict[str, Any]:
    said = [row.planned if row.real is None else row.real for row in rows if row.currency == unit]
    whole = sum((value or 0 for value in said), Decimal())
    return {
        "unit": unit or _("days"),
        "planned": sums["planned"],
        "real": sums["real"],
        "own_share": round(100 * sums["own"] / whole) if whole else None,
    }


def parties_of(request: HttpRequest, exchange: Exchange) -> Any:
    """Those for which the reader may write."""
    organizations = exchange.voices_of(request.user).values("pk")
    return exchange.parties.taking_part().filter(organization__in=organizations).in_order()


@survives_sign_out
def new(request: SignedInRequest, number: str) -> HttpResponse:
    exchange = exchange_of(request, number)
    return _write(request, exchange, Contribution(exchange=exchange))


@survives_sign_out
def edit(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    exchange = exchange_of(request, number)
    return _write(request, exchange, _mine(request, exchange, pk))


@require_POST
def take_back(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    exchange = exchange_of(request, number)
    contribution = _mine(request, exchange, pk)
    done = gettext_lazy("The contribution is taken back.")
    do_and_tell(request, lambda: contribution.take_back(by=request.user), done)
    return redirect("exchanges:contributions", exchange.number)


def _mine(request: SignedInRequest, exchange: Exchange, pk: int) -> Contribution:
    rows = exchange.contributions.select_related("party__organization")
    found = get_object_or_404(rows, pk=pk)
    if not parties_of(request, exchange).filter(pk=found.party_id).exists():
        raise PermissionDenied
    return found


def _write(
    request: SignedInRequest, exchange: Exchange, contribution: Contribution
) -> HttpResponse:
    parties = parties_of(request, exchange).select_related("organization", "country")
    if not parties.exists():
        raise PermissionDenied
    form = ContributionForm(typed(request), instance=contribution, parties=parties)
    if request.method == "POST" and form.is_valid():
        try:
            form.write(by=request.user)
        except MoveRefused as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, _("The contribution is noted."))
            return redirect("exchanges:contributions", exchange.number)
    context = {"form": form, "exchange": exchange, "contribution": contribution}
    return render(request, "exchanges/contribute.html", context)
