"""The plan: one party writes a version, every party accepts the same one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from community.lifecycle import MoveRefused
from community.signed_in import SignedInRequest
from community.unsaved import survives_sign_out, typed
from exchanges.acting import act, too_late
from exchanges.finding import exchange_of
from exchanges.forms.plans import PlanForm, activities_of, one_more_activity
from exchanges.models import Exchange, Plan
from exchanges.page import ExchangePage
from exchanges.vocabulary import Status


@survives_sign_out
def plan(request: SignedInRequest, number: str) -> HttpResponse:
    exchange = exchange_of(request, number)
    page = ExchangePage(exchange, request.user, {})
    if not page.may_plan and exchange.voices_of(request.user).exists():
        return too_late(request, exchange, _why_not(exchange))
    if not page.may_plan:
        raise PermissionDenied
    data = typed(request)
    form, activities = _forms(exchange, request, data)
    sent = request.method == "POST" and "add" not in request.POST
    if (
        sent
        and form.is_valid()
        and activities.is_valid()
        and _write(request, exchange, form, activities)
    ):
        messages.success(request, _("The plan is written; the partners have been written to."))
        return redirect(exchange)
    context = {
        "form": form,
        "activities": activities,
        "wrong_rows": _wrong(activities),
        "exchange": exchange,
        "building_block": page.block,
        "newer": _newer(exchange, form) if sent else None,
    }
    return render(request, "exchanges/plan.html", context)


def _why_not(exchange: Exchange) -> Any:
    if exchange.status == Status.AGREED:
        return _(
            "All have accepted the plan; the focal point or a deputy of your organization can open"
            " it again."
        )
    return _("The plan can be written while the exchange is being shaped.")


def _forms(exchange: Exchange, request: SignedInRequest, data: QueryDict | None) -> Any:
    """The plan and its activities. While a row is added nothing is handed in yet, and nothing is
    said against what is typed."""
    voices = exchange.voices_of(request.user).as_cards()
    if data and "add" in data:
        form = PlanForm(initial=data.dict(), voices=voices, plan=exchange.plan)
        return form, one_more_activity(exchange, data)
    form = PlanForm(data, voices=voices, plan=exchange.plan)
    return form, activities_of(exchange, data)


def _newer(exchange: Exchange, form: PlanForm) -> Plan | None:
    """A version that came while she wrote: shown beside hers, which now goes on top of it."""
    newest = exchange.plan
    seen = getattr(form, "cleaned_data", {}).get("based_on")
    if newest is None or seen is None or seen >= newest.version:
        return None
    form.data = data = form.data.copy()  # type: ignore[attr-defined]
    data["based_on"] = str(newest.version)
    return newest


def _wrong(activities: Any) -> list[dict[str, Any]]:
    """For the summary on top, which names each by its place: a plan may have very many."""
    rows = enumerate(activities, 1)
    name = _("Activity %(number)s")
    return [
        {"label": name % {"number": n}, "form": row}
        for n, row in rows
        if row.is_bound and row.errors
    ]


def _write(request: SignedInRequest, exchange: Exchange, form: PlanForm, activities: Any) -> bool:
    data = form.cleaned_data
    try:
        Plan.write(
            exchange, by=request.user, for_=data["organization"], based_on=data["based_on"],
            objective=data["objective"], costs=data["costs"], activities=activities.activities(),
        )  # fmt: skip
    except MoveRefused as refusal:
        form.add_error(None, refusal.messages)
        return False
    return True


@require_POST
def agree(request: SignedInRequest, number: str) -> HttpResponse:
    """Accept the version that the reader has seen, for each of her parties that signs."""
    exchange = exchange_of(request, number)
    seen = request.POST.get("version", "")
    version = int(seen) if seen.isdecimal() and len(seen) < 6 else 0
    mine = [party for party in exchange.led_by(request.user) if party.signs]
    if not mine:
        raise PermissionDenied

    def accept() -> None:
        for party in mine:
            party.agree(version, by=request.user)

    return act(request, exchange, accept, _("You have accepted the plan."))
