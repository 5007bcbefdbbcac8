"""The report of a main party, with its lesson."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from community.lifecycle import MoveRefused
from community.signed_in import SignedInRequest
from community.unsaved import survives_sign_out, typed
from exchanges.finding import exchange_of
from exchanges.forms.reports import ReportForm
from exchanges.models import Party
from exchanges.page import ExchangePage


@survives_sign_out
def report(request: SignedInRequest, number: str) -> HttpResponse:
    """For the first of her parties that has not reported; a second one comes after it."""
    exchange = exchange_of(request, number)
    due = ExchangePage(exchange, request.user, {}).to_report
    if not due:
        raise PermissionDenied
    form = ReportForm(typed(request))
    if request.method == "POST" and form.is_valid() and _file(request, form, due[0]):
        messages.success(request, _("Thank you. Your report becomes public with the others."))
        return redirect(exchange)
    context = {"form": form, "party": due[0], "exchange": exchange}
    return render(request, "exchanges/report.html", context)


def _file(request: SignedInRequest, form: ReportForm, party: Party) -> bool:
    try:
        form.file(party, by=request.user)
    except MoveRefused as refusal:
        form.add_error(None, refusal.messages)
        return False
    return True
