"""The report of a main party, with its lesson."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from community.lifecycle import MoveRefused
from community.signed_in import SignedInRequest
from community.unsaved import survives_sign_out, typed
from exchanges.acting import too_late
from exchanges.finding import exchange_of
from exchanges.forms.reports import ReportForm
from exchanges.models import Exchange, Party
from exchanges.page import ExchangePage
from exchanges.vocabulary import FINISHED, Status


@survives_sign_out
def report(request: SignedInRequest, number: str) -> HttpResponse:
    """For the first of her parties that has not reported; a second one comes after it."""
    exchange = exchange_of(request, number)
    page = ExchangePage(exchange, request.user, {})
    due, form = page.to_report, ReportForm(typed(request))
    if not due and form.is_said(exchange, by=request.user):  # the button was pressed twice
        return redirect(exchange)
    if not due and page.main_parties:
        return too_late(request, exchange, _why_none(exchange))
    if not due:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid() and _file(request, form, due[0]):
        messages.success(request, _("Thank you. Your report becomes public with the others."))
        return redirect(exchange)
    context = {"form": form, "party": due[0], "exchange": exchange}
    return render(request, "exchanges/report.html", context)


def _why_none(exchange: Exchange) -> Any:
    if exchange.status in {Status.REPORTING, *FINISHED}:
        return _("No report of your organization is awaited any more.")
    return _("Reports are written once the activities are over.")


def _file(request: SignedInRequest, form: ReportForm, party: Party) -> bool:
    try:
        form.file(party, by=request.user)
    except MoveRefused as refusal:
        if form.is_said(party.exchange, by=request.user):
            return True
        form.add_error(None, refusal.messages)
        return False
    return True
