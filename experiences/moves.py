"""A POST address for every move of a sheet, and for saying that it is still true."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.lifecycle import MoveRefused
from community.models import Event, Person
from community.signed_in import SignedInRequest
from experiences.decisions import DecisionForm, ReturnForm
from experiences.models import Experience
from experiences.models.seen import ChangedMeanwhile
from experiences.reviewing import seen_in
from experiences.sheets import show
from experiences.vocabulary import Status


def _sheet(request: SignedInRequest, slug: str) -> Experience:
    """Strangers do not learn that it exists."""
    return get_object_or_404(Experience.objects.visible_to(request.user).as_sheets(), slug=slug)


def _make(
    request: SignedInRequest,
    sheet: Experience,
    verb: Callable[..., None],
    done: str,
    **answers: Any,
) -> HttpResponse:
    try:
        verb(by=request.user, **answers)
    except MoveRefused as refusal:
        if hasattr(refusal, "error_dict") and sheet.editable_by(request.user):
            return redirect(reverse("experiences:edit", args=[sheet.slug]) + "?check=1")
        if not is_hers(sheet, verb.__name__, request.user):
            messages.error(request, " ".join(refusal.messages))
            return redirect(sheet)
        messages.success(request, done)
    else:
        messages.success(request, done)
    return redirect(sheet)


def is_hers(sheet: Experience, move: str, person: Person) -> bool:
    """Is what is refused as done already her own, pressed twice?"""
    last = Event.objects.of(sheet).order_by("-at", "-pk").first()
    return last is not None and last.name == move and last.by_id == person.pk


@require_POST
def submit(request: SignedInRequest, slug: str) -> HttpResponse:
    sheet = _sheet(request, slug)
    return _make(request, sheet, sheet.submit, _("Submitted. It is the secretariat’s turn."))


@require_POST
def ask_to_submit(request: SignedInRequest, slug: str) -> HttpResponse:
    sheet = _sheet(request, slug)
    return _make(request, sheet, sheet.ask_to_submit, asked())


def asked() -> str:
    return _("Those who lead your organization are asked to submit it.")


@require_POST
def publish(request: SignedInRequest, slug: str) -> HttpResponse:
    sheet = _sheet(request, slug)
    done = _("Published. Everybody can find it now.")
    if sheet.status == Status.ARCHIVED:
        return _make(request, sheet, sheet.republish, done)
    seen = seen_in(request.POST, sheet)
    answer = _make(request, sheet, sheet.publish, done, seen=seen)
    if sheet.status == Status.SUBMITTED and 0 < seen < sheet.newest_version:
        return redirect(_what_is_new(sheet, seen))
    return answer


def _what_is_new(sheet: Experience, seen: int) -> str:
    address = reverse("experiences:difference", args=[sheet.slug])
    return f"{address}?from={seen}&to={sheet.newest_version}"


@require_POST
def withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    sheet = _sheet(request, slug)
    return _make(request, sheet, sheet.withdraw, _("Withdrawn."))


@require_POST
def return_(request: SignedInRequest, slug: str) -> HttpResponse:
    sheet = _sheet(request, slug)
    form, seen = ReturnForm(request.POST, prefix="return"), seen_in(request.POST, sheet)
    if not form.is_valid() and sheet.can("return", request.user):
        return show(request, sheet, return_form=form, return_seen=seen)
    answers = form.answers() if form.is_valid() else {"reason": ""}
    try:
        sheet.return_(by=request.user, seen=seen, **answers)
    except ChangedMeanwhile as refusal:
        form.add_error(None, refusal)
        news = _what_is_new(sheet, seen) if seen else ""
        return show(request, _sheet(request, slug), return_form=form, return_news=news)
    except MoveRefused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Returned with your reason."))
    return redirect(sheet)


@require_POST
def archive(request: SignedInRequest, slug: str) -> HttpResponse:
    sheet = _sheet(request, slug)
    form = DecisionForm(request.POST, prefix="archive")
    if not form.is_valid() and sheet.can("archive", request.user):
        return show(request, sheet, archive_form=form)
    answers = form.answers() if form.is_valid() else {"reason": ""}
    return _make(request, sheet, sheet.archive, _("Archived. It is out of the library."), **answers)


@require_http_methods(["GET", "HEAD", "POST"])
def still_true(request: SignedInRequest, slug: str) -> HttpResponse:
    """The letter leads here: who is not signed in does so first, and finds the button."""
    sheet = _sheet(request, slug)
    if request.method != "POST":
        return redirect(sheet)
    return _make(request, sheet, sheet.confirm, _("Thank you. This is confirmed for another year."))
