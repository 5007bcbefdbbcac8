"""Asking for an exchange: a draft that an editor writes and a focal point submits."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from community.languages import current
from community.lifecycle import MoveRefused
from community.plain_text import cleaned
from community.signed_in import SignedInRequest
from community.unsaved import survives_sign_out, typed
from exchanges import moves
from exchanges.acting import no_draft
from exchanges.finding import exchange_of
from exchanges.forms.fields import suggested, written_for
from exchanges.forms.requests import RequestForm, from_block, from_offer, from_sheet
from exchanges.models import Exchange, Offer
from experiences.models import Experience
from experiences.models.blocks import key_of


@survives_sign_out
def whole(request: SignedInRequest) -> HttpResponse:
    """All on one page: blank, or from a sheet, one of its blocks or an offer."""
    if not written_for(request.user).public_bodies().exists():
        return closed(request)
    form = RequestForm(typed(request), by=request.user, initial=beginning_of(request))
    return _answer(request, form, None)


def closed(request: SignedInRequest) -> HttpResponse:
    """Why she cannot ask, and what she can do instead."""
    context = {
        "helpers": list(written_for(request.user)),
        "waiting": request.user.memberships.filter(ended_at=None).exists(),
    }
    return render(request, "exchanges/request_closed.html", context, status=403)


@survives_sign_out
def edit(request: SignedInRequest, number: str) -> HttpResponse:
    exchange = exchange_of(request, number)
    form = RequestForm(typed(request), by=request.user, instance=exchange)
    if not exchange.is_draft_of(request.user):
        return no_draft(request, exchange, form)
    if not form.is_bound and "missing" in request.GET:
        form.say(exchange.missing())
    return _answer(request, form, exchange)


def _answer(request: SignedInRequest, form: RequestForm, draft: Exchange | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and (saved := _save(request, form)):
        if "submit" in request.POST:
            return moves.submit(request, number=saved.number)
        messages.success(request, _("The draft is saved. Only your organization sees it."))
        return redirect("exchanges:edit", number=saved.number)
    context = {
        "form": form,
        "exchange": draft,
        "building_block": form.asked_about(),
        "returned": draft.why_returned() if draft else "",
        "organizations": suggested(),
    }
    return render(request, "exchanges/request.html", context)


def _save(request: SignedInRequest, form: RequestForm) -> Exchange | None:
    try:
        return form.save()
    except MoveRefused as refusal:
        form.add_error(None, refusal.messages)
        return None


def beginning_of(request: SignedInRequest) -> dict[str, Any]:
    """What the sheet or the offer in the address says already."""
    slug, number = cleaned(request.GET.get("experience", "")), request.GET.get("offer", "")
    if slug:
        sheets = Experience.objects.published().in_words(current(), part__endswith="title")
        sheets = sheets.select_related("organization")
        if sheet := sheets.filter(slug=slug).first():
            block = sheet.blocks.filter(pk=key_of(request.GET.get("block", "")) or 0).first()
            beginning = from_block(block) if block else from_sheet(sheet)
            return _without_ourselves(request, beginning)
    if number.isdecimal() and len(number) < 18:
        offers = Offer.objects.current().as_cards()
        if offer := offers.filter(pk=int(number)).first():
            return _without_ourselves(request, from_offer(offer))
    if number and request.method == "GET":
        messages.info(request, _("This offer is over. You can ask all the same."))
    return {}


def _without_ourselves(request: SignedInRequest, beginning: dict[str, Any]) -> dict[str, Any]:
    """Nobody is proposed to learn from herself."""
    own = written_for(request.user)
    if (provider := beginning["first_provider"]) and own.filter(pk=provider.pk).exists():
        return {**beginning, "first_provider": None}
    return beginning
