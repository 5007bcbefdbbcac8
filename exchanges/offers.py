"""Offers: what organizations are ready to share."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from community.languages import current
from community.paging import page_of
from community.plain_text import cleaned
from community.prepared import Given, Prepared
from community.signed_in import SignedInRequest
from community.telling import do_and_tell
from community.unsaved import survives_sign_out, typed
from exchanges.filters import OfferFilters
from exchanges.forms.fields import written_for
from exchanges.forms.offers import OfferForm
from exchanges.matching.ranking import served_by
from exchanges.models import Exchange, Offer
from exchanges.models.on_offer import sheets_on_offer
from exchanges.offered import SharedSheet, in_full, shared
from experiences.models import Block, Experience
from experiences.models.blocks import key_of

LED_TO = 20


@login_not_required
def offers(request: HttpRequest) -> HttpResponse:
    filters = OfferFilters(request.GET)
    feed = reverse("exchanges:offers-feed")
    mine = Offer.objects.editable_by(request.user).values_list("pk", flat=True)
    page = page_of(request, filters.rows())
    page.object_list = in_full(page.object_list)
    shown = [one.pk for one in page.object_list if isinstance(one, SharedSheet)]
    own_sheets = Experience.objects.editable_by(request.user).filter(pk__in=shown)
    return render(
        request,
        "exchanges/offers.html",
        {
            "filters": filters,
            "groups": filters.groups(),
            "page": page,
            "feed": f"{feed}?{filters.address}" if filters.address else feed,
            "mine": set(mine),
            "own_sheets": set(own_sheets.values_list("pk", flat=True)),
        },
    )


@login_not_required
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """One offer, which requests it could serve, and what it led to."""
    found = _of(request, pk)
    holds = not found.is_over and found.organization.is_approved
    context = {
        "offer": found,
        "mine": Offer.objects.editable_by(request.user).filter(pk=pk).exists(),
        "current": holds,
        "served": served_by(found) if holds else [],
        "led_to": _led_to(current(), "offer").rows(offer=found.pk),
    }
    return render(request, "exchanges/offer_page.html", context)


@login_not_required
def shared_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The same of a sheet that others may come for."""
    found = get_object_or_404(shared(sheets_on_offer()), slug=slug)
    context = {
        "shared": SharedSheet(found),
        "own_sheets": {found.pk} if found.editable_by(request.user) else set(),
        "served": served_by(found),
        "led_to": _led_to(current(), "sheet").rows(sheet=found.pk),
    }
    return render(request, "exchanges/shared_sheet.html", context)


@cache
def _led_to(_language: str, kind: str) -> Prepared[Exchange]:
    """Exchanges that an offer or a sheet led to; in ``_language``, which is the current one."""
    sheet: dict[str, Any] = {"experience": Given("sheet"), "offer": None}
    of = sheet if kind == "sheet" else {"offer": Given("offer")}
    return Prepared(Exchange.objects.public().filter(**of).newest().as_cards()[:LED_TO])


@survives_sign_out
def new(request: SignedInRequest) -> HttpResponse:
    if not written_for(request.user).exists():
        return render(request, "exchanges/new_offer_closed.html", status=403)
    form = OfferForm(typed(request), by=request.user, initial=_about_a_block(request))
    if request.method == "POST" and form.is_valid():
        form.make(by=request.user)
        messages.success(request, _("Your offer is on the list."))
        return redirect("exchanges:offers")
    return render(request, "exchanges/new_offer.html", {"form": form})


def _about_a_block(request: SignedInRequest) -> dict[str, Any]:
    """What is known already where the page of one of her blocks led here."""
    key = key_of(cleaned(request.GET.get("block", "")))
    own = Experience.objects.published().editable_by(request.user)
    rows = Block.objects.filter(experience__in=own).select_related("experience")
    block = rows.filter(pk=key).first() if key else None
    if block is None:
        return {}
    sheet = block.experience
    return {
        "organization": sheet.organization_id,
        "experience": sheet.pk,
        "block": block.pk,
        "language": sheet.language,
        "title": block.title,
        "description": block.purpose,
        "themes": [theme.slug for theme in sheet.themes.all()],
    }


@survives_sign_out
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _mine(request, pk)
    form = OfferForm(typed(request), by=request.user, instance=found)
    if request.method == "POST" and form.is_valid():
        done = _("The offer is changed.")
        if do_and_tell(request, lambda: form.rewrite(by=request.user), done):
            return redirect(found)
    return render(request, "exchanges/edit_offer.html", {"form": form, "offer": found})


@require_POST
def renew(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _mine(request, pk)
    do_and_tell(request, lambda: found.renew(by=request.user), _("Renewed for a year."))
    return redirect(found)


@require_POST
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _mine(request, pk)
    done = _("The offer is taken off the list.")
    do_and_tell(request, lambda: found.end(by=request.user), done)
    return redirect("exchanges:offers")


def _of(request: HttpRequest, pk: int) -> Offer:
    return get_object_or_404(Offer.objects.visible_to(request.user).as_cards(), pk=pk)


def _mine(request: SignedInRequest, pk: int) -> Offer:
    rows = Offer.objects.editable_by(request.user).select_related("organization")
    return get_object_or_404(rows, pk=pk)
