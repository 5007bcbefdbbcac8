"""“We want this too”: said and taken back."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from community.signed_in import SignedInRequest
from exchanges import page
from exchanges.acting import act
from exchanges.finding import exchange_of
from exchanges.forms.commons import WantForm
from exchanges.models import Want


@require_POST
def want(request: SignedInRequest, number: str) -> HttpResponse:
    exchange = exchange_of(request, number)
    form = WantForm(request.POST, by=request.user, exchange=exchange, auto_id="want-%s")
    if not form.is_valid():
        return page.show(request, exchange, want=form)
    words = form.cleaned_data
    return act(
        request,
        exchange,
        lambda: Want.say(exchange, words["organization"], by=request.user, note=words["note"]),
        _("Said, for everybody to see. Those who take part have been written to."),
    )


@require_POST
def take_back(request: SignedInRequest, number: str, want_pk: int) -> HttpResponse:
    exchange = exchange_of(request, number)
    said = get_object_or_404(exchange.wants.select_related("organization"), pk=want_pk)
    return act(request, exchange, lambda: said.take_back(by=request.user), _("Taken back."))
