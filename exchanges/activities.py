"""The page of one activity, and what its partners add to it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from community.lifecycle import MoveRefused
from community.models import Reader
from community.signed_in import SignedInRequest
from community.telling import do_and_tell
from community.unsaved import survives_sign_out, typed
from exchanges.finding import exchange_of
from exchanges.forms.activities import ActivityDetailsForm, MoveForm, SeatForm
from exchanges.forms.fields import ReasonForm, written_for
from exchanges.models import Activity, Exchange, Seat
from exchanges.models.carrying_out import CLOSED
from exchanges.models.voices import PARTY
from exchanges.vocabulary import SeatState, Status
from exchanges.zones import city_of
from members.models import Membership


def activity_of(request: HttpRequest, number: str, pk: int) -> Activity:
    """What is not for this reader does not exist for her."""
    exchange = exchange_of(request, number)
    found = get_object_or_404(exchange.activities, pk=pk)
    found.exchange = exchange
    return found


@login_not_required
def activity(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    return show(request, activity_of(request, number, pk))


def show(request: HttpRequest, activity: Activity, **sent: forms.BaseForm) -> HttpResponse:
    """The page; ``sent`` are forms that could not be sent, with what was typed."""
    page = ActivityPage(activity, request.user, sent)
    context = {"activity": activity, "exchange": activity.exchange, "page": page}
    return render(request, "exchanges/activity.html", context)


@survives_sign_out
def edit(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    found = activity_of(request, number, pk)
    voices = found.exchange.voices_of(request.user)
    if not voices or found.exchange.status in CLOSED:
        raise PermissionDenied
    form = ActivityDetailsForm(typed(request), instance=found, voices=voices)
    if request.method == "POST" and form.is_valid() and _save(request, form):
        messages.success(request, _("Saved. Everybody sees it but the link and the names."))
        return redirect(found)
    context = {"form": form, "activity": found, "exchange": found.exchange}
    return render(request, "exchanges/activity_edit.html", context)


@require_POST
def call_off(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    found = activity_of(request, number, pk)
    form = calling_off(request.POST)
    if not form.is_valid():
        return show(request, found, call_off=form)
    reason = form.cleaned_data["reason"]
    do_and_tell(
        request, lambda: found.call_off(by=request.user, reason=reason),
        _("Called off. The partners and those who asked for seats have been written to."),
    )  # fmt: skip
    return redirect(found)


@require_POST
def move(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    """Other days for what is under way."""
    found = activity_of(request, number, pk)
    form = moving(found, request.POST)
    if not form.is_valid():
        return show(request, found, move=form)
    do_and_tell(
        request, lambda: found.move_to(by=request.user, **form.cleaned_data),
        _("It has its new days. The partners and those who asked for seats have been written to."),
    )  # fmt: skip
    return redirect(found)


def _save(request: SignedInRequest, form: ActivityDetailsForm) -> bool:
    try:
        form.detail(by=request.user)
    except MoveRefused as refusal:
        form.add_error(None, refusal.messages)
        return False
    return True


class ActivityPage:
    """What one reader sees of one activity: the link and the names are for those who take part."""

    def __init__(self, activity: Activity, reader: Reader, sent: dict[str, forms.BaseForm]) -> None:
        self.activity, self.reader, self.sent = activity, reader, sent
        self.exchange: Exchange = activity.exchange
        self.voices = list(self.exchange.voices_of(reader))
        self.seats: list[Seat] = list(activity.seats.select_related("organization__country"))
        own = Membership.objects.active().of(reader) if reader.is_authenticated else None
        self.own = set(own.values_list("organization_id", flat=True)) if own is not None else set()
        parties = self.exchange.parties.taking_part()
        self.partners = set(parties.values_list("organization_id", flat=True))

    @property
    def is_insider(self) -> bool:
        """A partner, the secretariat, or somebody who has a seat."""
        seated = {seat.organization_id for seat in self.granted}
        return self.reader.is_staff or bool(self.own & (self.partners | seated))

    @property
    def is_partner(self) -> bool:
        return self.reader.is_staff or bool(self.own & self.partners)

    @property
    def may_edit(self) -> bool:
        return bool(self.voices) and self.exchange.status not in CLOSED

    @property
    def is_detailed(self) -> bool:
        """Was anything added to what the plan says of it?"""
        return any(getattr(self.activity, name) for name in Activity.DETAILS)

    def call_off_form(self) -> forms.BaseForm | None:
        """For who leads a partner while the exchange is under way; before, the plan is changed."""
        if self.exchange.status != Status.RUNNING or not self.activity.is_to_come:
            return None
        return self.sent.get("call_off") or calling_off() if self.leads_a_party else None

    def move_form(self) -> forms.BaseForm | None:
        """For the same, as long as nothing was told of it; also where its days have gone by."""
        if not self.activity.may_move or not self.leads_a_party:
            return None
        if self.exchange.status == Status.REPORTING and self.exchange.hindered("resume"):
            return None
        return self.sent.get("move") or moving(self.activity)

    @cached_property
    def leads_a_party(self) -> bool:
        return self.reader.is_authenticated and PARTY in self.exchange.roles_of(self.reader)

    # --- Facts -----------------------------------------------------------------------------------

    def facts(self) -> list[dict[str, Any]]:
        activity = self.activity
        coming = [str(activity.participants)] if activity.participants is not None else []
        facts: list[tuple[str, list[Any]]] = [
            (_("Exchange"), [{"value": self.exchange.number,
                              "url": self.exchange.get_absolute_url()}]),
            (_("How"), [activity.get_instrument_display()]),
            (_("Mode"), [activity.get_mode_display()]),
            (_("When"), [days(activity)]),
            (_("Where"), [activity.place]),
            (_("Spoken"), activity.language_labels),
            (_("Interpreted into"), activity.interpretation_labels),
            (_("Hosts"), [activity.hosts]),
            (_("Participants"), coming),
        ]  # fmt: skip
        rows = [(label, [v if isinstance(v, dict) else {"value": v} for v in values if v])
                for label, values in facts]  # fmt: skip
        return [{"label": label, "several": values} for label, values in rows if values]

    @property
    def clock(self) -> dict[str, Any] | None:
        """Its hours as the clocks of the place show them, and the moments for other clocks."""
        activity, spans = self.activity, self.activity.spans
        if not spans:
            return None
        words = _each_day(*spans[0]) if activity.is_daily else _span(*spans[0])
        return {"spans": spans, "words": words, "zone": city_of(activity.time_zone)}

    # --- Seats -----------------------------------------------------------------------------------

    @property
    def granted(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.state == SeatState.GRANTED]

    @property
    def asked(self) -> list[dict[str, Any]]:
        """To be answered by the partners, each with the form to decline it."""
        if not (self.is_partner and self.activity.is_to_come):
            return []
        waiting = [seat for seat in self.seats if seat.state == SeatState.ASKED]
        return [
            {"seat": seat, "form": self.sent.get(f"decline_{seat.pk}") or decline_form(seat.pk)}
            for seat in waiting
        ]

    @property
    def mine(self) -> list[Seat]:
        """What the reader's own organizations asked for."""
        return [seat for seat in self.seats if seat.organization_id in self.own]

    @property
    def free(self) -> int:
        return max(0, self.activity.open_seats - sum(seat.number for seat in self.granted))

    @property
    def takes_requests(self) -> bool:
        return self.activity.asks_for_seats and self.free > 0

    @property
    def wants_an_organization(self) -> bool:
        """She could come along if she wrote for an organization."""
        return self.takes_requests and self.reader.is_authenticated and not (
            self.reader.is_staff or self.own
        )  # fmt: skip

    def seat_form(self) -> forms.BaseForm | None:
        """For somebody who writes for an organization that is no party and has not asked yet."""
        if not self.reader.is_authenticated or not self.takes_requests:
            return None
        live = [seat.organization_id for seat in self.mine if seat.state in SeatState.live()]
        able = written_for(self.reader).exclude(pk__in=[*live, *filter(None, self.partners)])
        if not able.exists():
            return None
        return self.sent.get("seat") or SeatForm(voices=able, auto_id="seat-%s")


def moving(activity: Activity, data: QueryDict | None = None) -> MoveForm:
    return MoveForm(data, activity=activity, auto_id="move-%s")


def calling_off(data: QueryDict | None = None) -> ReasonForm:
    return ReasonForm(data, auto_id="call-off-%s")


def decline_form(pk: int) -> ReasonForm:
    return ReasonForm(auto_id=f"decline-{pk}-%s")


def days(activity: Activity) -> str:
    """“5 May 2026 – 7 May 2026”, or the one day."""
    ends = dict.fromkeys(date_format(day) for day in (activity.starts_on, activity.ends_on))
    return " – ".join(ends)


def _each_day(begins: Any, finishes: Any) -> str:
    return _("each day %(hours)s") % {"hours": _hours(begins, finishes)}


def _span(begins: Any, finishes: Any) -> str:
    """“09:00 – 12:30”; with its day each, where it goes on through a night."""
    if finishes is None or finishes.date() == begins.date():
        return _hours(begins, finishes)
    ends = (f"{date_format(at.date())}, {time_format(at.timetz())}" for at in (begins, finishes))
    return " – ".join(ends)


def _hours(begins: Any, finishes: Any) -> str:
    return " – ".join(time_format(at.timetz()) for at in (begins, finishes) if at)
