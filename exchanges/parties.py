"""Who comes in: invitations, offers of help, and the answers to both."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from community.lifecycle import MoveRefused
from community.plain_text import cleaned
from community.signed_in import SignedInRequest
from community.unsaved import survives_sign_out, typed
from exchanges import page
from exchanges.acting import act, act_with_reason, too_late
from exchanges.finding import exchange_of
from exchanges.forms.fields import numbered, suggested
from exchanges.forms.partners import InviteForm, OfferHelpForm, RoleForm, able_to_help
from exchanges.models import Exchange, Party
from exchanges.models.joining import TAKES_NO_HELP
from exchanges.models.voices import OWNER
from exchanges.page import ExchangePage
from exchanges.vocabulary import PartyRole


@survives_sign_out
def invite(request: SignedInRequest, number: str) -> HttpResponse:
    exchange = exchange_of(request, number)
    page_of_hers = ExchangePage(exchange, request.user, {})
    if not page_of_hers.may_invite:
        if OWNER in page_of_hers.roles and (why := exchange.unheard()):
            return too_late(request, exchange, " ".join(map(str, why)))
        raise PermissionDenied
    form = InviteForm(typed(request), initial=_named(request))
    sent = request.method == "POST" and form.is_valid()
    if sent and _bring_in(form, Party.invite, exchange, request):
        messages.success(request, _("Invited; the organization has been written to."))
        return redirect(exchange)
    context = {"form": form, "exchange": exchange, "organizations": suggested()}
    return render(request, "exchanges/invite.html", context)


def _named(request: SignedInRequest) -> dict[str, Any]:
    """Whom, and as what, a suggestion asks to invite."""
    who, role = cleaned(request.GET.get("organization", "")), request.GET.get("role", "")
    named: dict[str, Any] = {"organization": numbered(who)} if who else {}
    return named | ({"role": role} if role in PartyRole.values else {})


@survives_sign_out
def offer(request: SignedInRequest, number: str) -> HttpResponse:
    exchange = exchange_of(request, number)
    if not exchange.is_heard:
        return too_late(request, exchange, TAKES_NO_HELP)
    if not able_to_help(exchange, request.user).exists():
        if request.method == "POST":
            raise PermissionDenied
        return render(request, "exchanges/offer_closed.html", {"exchange": exchange}, status=403)
    form = OfferHelpForm(typed(request), by=request.user, exchange=exchange)
    sent = request.method == "POST" and form.is_valid()
    if sent and _bring_in(form, Party.offer, exchange, request):
        messages.success(request, _("Thank you. The organization that asked answers your offer."))
        return redirect(exchange)
    return render(request, "exchanges/offer.html", {"form": form, "exchange": exchange})


def _bring_in(
    form: forms.Form, verb: Any, exchange: Exchange, request: SignedInRequest
) -> Party | None:
    data = form.cleaned_data
    try:
        party: Party = verb(
            exchange, data["organization"], data["role"], by=request.user, message=data["message"]
        )
    except MoveRefused as refusal:
        form.add_error(None, refusal)
        return None
    return party


@require_POST
def accept(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    exchange = exchange_of(request, number)
    party = get_object_or_404(exchange.parties, pk=pk)
    done = _("%(party)s takes part.") % {"party": party}
    return act(request, exchange, lambda: party.accept(by=request.user), done)


@require_POST
def decline(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    exchange = exchange_of(request, number)
    party = get_object_or_404(exchange.parties, pk=pk)
    return act_with_reason(
        request,
        exchange,
        f"decline_{party.pk}",
        lambda reason: party.decline(by=request.user, reason=reason),
        _("Declined; the other side has been written to."),
    )


@require_POST
def leave(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    exchange = exchange_of(request, number)
    party = get_object_or_404(exchange.parties, pk=pk)
    done = _("%(party)s no longer takes part; the others have been written to.")
    return act_with_reason(
        request,
        exchange,
        f"leave_{party.pk}",
        lambda reason: party.leave(by=request.user, reason=reason),
        done % {"party": party},
    )


@require_POST
def change_role(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    """What is refused comes back on the page, with what was written; the verb knows who may."""
    exchange = exchange_of(request, number)
    party = get_object_or_404(exchange.parties, pk=pk)
    name = f"role_{party.pk}"
    form = RoleForm(request.POST, party=party, exchange=exchange)
    chosen = form.cleaned_data if form.is_valid() else {"role": "", "reason": ""}
    try:
        party.change_role(chosen["role"], by=request.user, reason=chosen["reason"])
    except MoveRefused as refusal:
        if not hasattr(refusal, "error_dict"):
            form.add_error(None, refusal.messages)
        elif not form.errors:
            form.add_error("role", refusal.messages)
        return page.show(request, exchange_of(request, number), **{name: form})
    done = _("%(party)s has another role: %(role)s.")
    messages.success(request, done % {"party": party, "role": party.get_role_display()})
    return redirect(exchange)
