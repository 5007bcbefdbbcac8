"""Offers: what organizations are ready to share."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from community.lifecycle import MoveRefused
from community.paging import page_of
from community.signed_in import SignedInRequest
from community.unsaved import survives_sign_out, typed
from exchanges.filters import OfferFilters
from exchanges.forms.fields import written_for
from exchanges.forms.offers import OfferForm
from exchanges.models import Offer


@login_not_required
def offers(request: HttpRequest) -> HttpResponse:
    filters = OfferFilters(request.GET)
    feed = reverse("exchanges:offers-feed")
    mine = Offer.objects.editable_by(request.user).values_list("pk", flat=True)
    return render(
        request,
        "exchanges/offers.html",
        {
            "filters": filters,
            "groups": filters.groups(),
            "page": page_of(request, filters.rows().newest().as_cards()),
            "feed": f"{feed}?{filters.address}" if filters.address else feed,
            "mine": set(mine),
        },
    )


@survives_sign_out
def new(request: SignedInRequest) -> HttpResponse:
    if not written_for(request.user).exists():
        return render(request, "exchanges/new_offer_closed.html", status=403)
    form = OfferForm(typed(request), by=request.user)
    if request.method == "POST" and form.is_valid():
        form.make(by=request.user)
        messages.success(request, _("Your offer is on the list."))
        return redirect("exchanges:offers")
    return render(request, "exchanges/new_offer.html", {"form": form})


@require_POST
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    offer = get_object_or_404(Offer.objects.editable_by(request.user), pk=pk)
    try:
        offer.end(by=request.user)
    except MoveRefused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("The offer is taken off the list."))
    return redirect("exchanges:offers")
