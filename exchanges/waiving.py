"""Going on without reports, at the desk: one, or many for one reason, which everybody can read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.acts_admin import ActsAdmin, ReasonForm
from community.languages import colon
from community.lifecycle import MoveRefused
from exchanges.models.party_queries import PartyQuerySet
from exchanges.vocabulary import Status

ONE = gettext_lazy("Go on without the report")
MANY = gettext_lazy("Go on without the missing reports")


class WaivingAdmin(ActsAdmin):
    def waive_all(
        self, request: HttpRequest, chosen: QuerySet[Any], parties: PartyQuerySet
    ) -> HttpResponse | None:
        """Ask for the reason, then waive what these ``parties`` still have to report."""
        due = parties.still_to_report().filter(exchange__status=Status.REPORTING)
        waiting = list(due.select_related("exchange", "organization", "country"))
        if not waiting:
            said = _("None of these has a report to hand in.")
            self.message_user(request, said, messages.WARNING)
            return None
        form = why_form(request.POST if "decided" in request.POST else None)
        if not form.is_valid():
            told = [f"{party.exchange}{colon()} {party}" for party in waiting]
            return self.act_page(request, MANY, form, told, action="waive_chosen", chosen=chosen)
        done = sum(self.waived(request, party, form) for party in waiting)
        said = ngettext(
            "%(count)d report is no longer awaited.",
            "%(count)d reports are no longer awaited.", done,
        ) % {"count": done}  # fmt: skip
        if done:
            self.message_user(request, said, messages.SUCCESS)
        return None

    def waived(self, request: HttpRequest, party: Any, form: ReasonForm) -> bool:
        """By the verb; its refusal is told and changes nothing."""
        try:
            party.waive_report(by=request.user, reason=form.cleaned_data["reason"])
        except MoveRefused as refusal:
            told = f"{party}{colon()} {' '.join(refusal.messages)}"
            self.message_user(request, told, messages.WARNING)
            return False
        return True


def why_form(data: Any) -> ReasonForm:
    form = ReasonForm(data)
    form.fields["reason"].help_text = _("Sent with the letter; everybody reads it on the page.")
    return form
