"""Seats at an activity: ask, grant, decline, give back."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from community.lifecycle import MoveRefused
from community.signed_in import SignedInRequest
from community.telling import do_and_tell
from exchanges import activities
from exchanges.finding import exchange_of
from exchanges.forms.activities import SeatForm
from exchanges.forms.fields import ReasonForm, written_for
from exchanges.models import Seat
from members.models import Organization


@require_POST
def ask(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    activity = activities.activity_of(request, number, pk)
    voices = written_for(request.user)
    if not voices.exists():
        raise PermissionDenied
    seat = Seat(activity=activity)
    form = SeatForm(request.POST, instance=seat, voices=voices, auto_id="seat-%s")
    if form.is_valid():
        seat.organization = form.cleaned_data["organization"]
        try:
            seat.ask(by=request.user)
        except MoveRefused as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, _("Asked. The partners answer you by letter."))
            return redirect(activity)
    return activities.show(request, activity, seat=form)


def seat_of(request: SignedInRequest, number: str, pk: int) -> Seat:
    exchange = exchange_of(request, number)
    rows = Seat.objects.filter(activity__exchange=exchange).select_related("activity__exchange")
    seat = get_object_or_404(rows, pk=pk)
    own = request.user.memberships.active().filter(organization=seat.organization_id)
    if not (exchange.voices_of(request.user).exists() or own.exists()):
        raise PermissionDenied
    return seat


@require_POST
def grant(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    seat = seat_of(request, number, pk)
    return _done(request, seat, lambda: seat.grant(by=request.user, for_=_voice(request, seat)),
                 _("Granted; they have been written to."))  # fmt: skip


@require_POST
def decline(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    seat = seat_of(request, number, pk)
    form = ReasonForm(request.POST, auto_id=f"decline-{pk}-%s")
    if not form.is_valid():
        return activities.show(request, seat.activity, **{f"decline_{pk}": form})
    reason = form.cleaned_data["reason"]
    return _done(
        request, seat,
        lambda: seat.decline(by=request.user, for_=_voice(request, seat), reason=reason),
        _("Declined; they have been written to."),
    )  # fmt: skip


@require_POST
def give_back(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    seat = seat_of(request, number, pk)
    return _done(request, seat, lambda: seat.give_back(by=request.user),
                 _("Given back. Somebody else can come now."))  # fmt: skip


def _voice(request: SignedInRequest, seat: Seat) -> Organization:
    """Any of her organizations that takes part may answer for all."""
    found = seat.activity.exchange.voices_of(request.user).first()
    if found is None:
        raise PermissionDenied
    return found


def _done(
    request: SignedInRequest, seat: Seat, verb: Callable[[], object], told: object
) -> HttpResponse:
    do_and_tell(request, verb, told)
    return redirect(seat.activity)
