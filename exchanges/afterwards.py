"""What became of an exchange, told by those who learned; and how one lasts until then."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from community.lifecycle import MoveRefused
from community.signed_in import SignedInRequest
from community.unsaved import survives_sign_out, typed
from exchanges.acting import act, too_late
from exchanges.finding import exchange_of
from exchanges.forms.commons import FollowUpForm, GoOnForm
from exchanges.models import FollowUp
from exchanges.models.follow_ups import asked_of


@survives_sign_out
def follow_up(request: SignedInRequest, number: str) -> HttpResponse:
    """For the first of her parties that was asked; the next one comes after it."""
    exchange = exchange_of(request, number)
    form = FollowUpForm(typed(request))
    due = asked_of(exchange, request.user).first()
    if due is None and form.is_said(exchange, by=request.user):  # the button was pressed twice
        return redirect(exchange)
    if due is None and exchange.led_by(request.user).recipients().exists():
        return too_late(request, exchange, _("Nothing is asked here now, or it is told already."))
    if due is None:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid() and _write(request, form, due):
        messages.success(request, _("Thank you. Those whose experience you used hear of it."))
        return redirect(exchange)
    context = {"form": form, "follow_up": due, "exchange": exchange}
    return render(request, "exchanges/follow_up.html", context)


def _write(request: SignedInRequest, form: FollowUpForm, due: FollowUp) -> bool:
    try:
        due.write(by=request.user, **form.cleaned_data)
    except MoveRefused as refusal:
        if form.is_said(due.exchange, by=request.user):
            return True
        form.add_error(None, refusal)
        return False
    return True


@require_POST
def renew(request: SignedInRequest, number: str) -> HttpResponse:
    exchange = exchange_of(request, number)
    done = _("The request stays open for another year.")
    return act(request, exchange, lambda: exchange.renew(by=request.user), done)


@require_POST
def go_on(request: SignedInRequest, number: str) -> HttpResponse:
    """Without money from outside, by the ways that were ticked."""
    exchange = exchange_of(request, number)
    form = GoOnForm(request.POST)
    ways = form.cleaned_data["instruments"] if form.is_valid() else []
    done = _("It goes on: each pays its own part. Everybody sees it.")
    return act(request, exchange, lambda: exchange.go_on(ways, by=request.user), done)
