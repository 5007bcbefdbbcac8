"""One POST address per move."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from community.lifecycle import MoveRefused
from community.signed_in import SignedInRequest
from exchanges.acting import act, act_with_reason
from exchanges.finding import exchange_of


@require_POST
def submit(request: SignedInRequest, number: str) -> HttpResponse:
    """An incomplete request goes back to its form, which says what is missing."""
    exchange = exchange_of(request, number)
    try:
        exchange.submit(by=request.user)
    except MoveRefused as refusal:
        if not hasattr(refusal, "error_dict"):
            messages.error(request, " ".join(refusal.messages))
            return redirect(exchange)
        return redirect(reverse("exchanges:edit", args=[exchange.number]) + "?missing=1")
    messages.success(request, _("Submitted. The secretariat reads it and will write to you."))
    return redirect(exchange)


@require_POST
def open_(request: SignedInRequest, number: str) -> HttpResponse:
    exchange = exchange_of(request, number)
    done = _("The exchange is open to everybody.")
    return act(request, exchange, lambda: exchange.open(by=request.user), done)


@require_POST
def return_(request: SignedInRequest, number: str) -> HttpResponse:
    exchange = exchange_of(request, number)
    return act_with_reason(
        request,
        exchange,
        "return",
        lambda reason: exchange.return_(by=request.user, reason=reason),
        _("Returned; the organization that asks has been written to."),
    )


@require_POST
def withdraw(request: SignedInRequest, number: str) -> HttpResponse:
    exchange = exchange_of(request, number)
    return act_with_reason(
        request,
        exchange,
        "withdraw",
        lambda reason: exchange.withdraw(by=request.user, reason=reason),
        _("The request is withdrawn."),
    )


@require_POST
def start(request: SignedInRequest, number: str) -> HttpResponse:
    exchange = exchange_of(request, number)
    done = _("The exchange is running.")
    return act(request, exchange, lambda: exchange.start(by=request.user), done)


@require_POST
def wind_up(request: SignedInRequest, number: str) -> HttpResponse:
    exchange = exchange_of(request, number)
    done = _("The activities are over; the partners are asked for their reports.")
    return act(request, exchange, lambda: exchange.wind_up(by=request.user), done)


@require_POST
def complete(request: SignedInRequest, number: str) -> HttpResponse:
    exchange = exchange_of(request, number)
    done = _("Completed. Reports and lessons are public now.")
    return act(request, exchange, lambda: exchange.complete(by=request.user), done)


@require_POST
def cancel(request: SignedInRequest, number: str) -> HttpResponse:
    exchange = exchange_of(request, number)
    return act_with_reason(
        request,
        exchange,
        "cancel",
        lambda reason: exchange.cancel(by=request.user, reason=reason),
        _("The exchange is cancelled."),
    )
