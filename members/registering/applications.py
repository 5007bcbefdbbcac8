"""Following an application: by its people when signed in, by whoever has its letter without.

The address with the key is private: it stands in the letters to the applicant, is written down
nowhere else, and tells nobody where a reader came from.
"""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from community.lifecycle import MoveRefused
from community.models import Person
from community.signed_in import SignedInRequest
from members import proof
from members.models import Organization
from members.promises import ANSWER_WITHIN, working_days_after
from members.registering.forms import AnswerForm
from members.vocabulary import Status

ASKED = (Status.APPLIED, Status.QUESTION)


def application(request: SignedInRequest, slug: str) -> HttpResponse:
    """Where an application stands; an approved organization has its profile instead."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user), slug=slug)
    if organization.is_approved:
        return redirect(organization)
    return _show(request, organization, AnswerForm(), by=request.user)


@require_POST
def answer(request: SignedInRequest, slug: str) -> HttpResponse:
    organization = get_object_or_404(Organization.objects.led_by(request.user), slug=slug)
    if refused := _answer(request, organization, by=request.user):
        return _show(request, organization, refused, by=request.user)
    return redirect("members:application", slug)


@login_not_required
def follow(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The same to whoever holds the key, signed in or not."""
    try:
        organization = _by_key(key)
    except Http404:
        return not_ours(request)
    page = _show(request, organization, AnswerForm(), by=organization.applied_by, key=key)
    return _private(page)


@login_not_required
def not_ours(request: HttpRequest, cut: str = "") -> HttpResponse:
    """A link that was cut or made up; nothing tells whether it was ever right."""
    why = _("This link is not complete, or it is not ours. Copy it whole from the letter.")
    return _private(render(request, "members/link_closed.html", {"why": why}, status=404))


@login_not_required
@require_POST
def answer_by_key(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """An act of who applied: the letter with the key went to her alone."""
    organization = _by_key(key)
    applicant = organization.applied_by
    if applicant is None or not organization.can("answer", applicant):
        messages.error(request, _("There is no question to answer."))
    elif refused := _answer(request, organization, by=applicant):
        return _private(_show(request, organization, refused, by=applicant, key=key))
    return _private(redirect("members:follow", key))


def _by_key(key: uuid.UUID) -> Organization:
    rows = Organization.objects.select_related("applied_by", "country")
    return get_object_or_404(rows, application_key=key)


def _answer(request: HttpRequest, organization: Organization, *, by: Person) -> AnswerForm | None:
    """Hand the answer on; the form comes back where it cannot be taken as it is."""
    form = AnswerForm(request.POST)
    if not form.is_valid() and organization.status == Status.QUESTION:
        return form
    try:
        organization.answer(by=by, reason=form.cleaned_data.get("answer", ""))
    except MoveRefused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Your answer is with the secretariat."))
    return None


def _private(response: HttpResponse) -> HttpResponse:
    """Nowhere kept, nowhere listed, and named to no other site.

    ``no-referrer`` would say no more, and browsers then send their forms without an origin, which
    the guard against forged forms refuses.
    """
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response


def _show(
    request: HttpRequest,
    organization: Organization,
    form: AnswerForm,
    *,
    by: Person | None,
    key: uuid.UUID | None = None,
) -> HttpResponse:
    may_edit = key is None and by is not None and organization.editable_by(by)
    context = {
        "organization": organization,
        "decision": organization.last_decision,
        "steps": steps_of(organization),
        "answer_by": working_days_after(timezone.localdate(organization.status_since)),
        "days": ANSWER_WITHIN,
        "may_answer": by is not None and organization.can("answer", by),
        "may_edit": may_edit,
        "form": form,
        "key": key,
    }
    return render(request, "members/application.html", context)


def steps_of(organization: Organization) -> list[dict[str, Any]]:
    """Received, in check, perhaps a question, then the end: the line on top of the page."""
    began, status = organization.check_began_at, organization.status
    pending = status in ASKED
    ended = organization.verified_at or organization.status_since
    steps = [
        ("received", _("Received"), organization.created_at),
        ("check", _("In check"), began),
    ]
    asked = organization.events.filter(name="ask").order_by("-at").first()
    if asked:
        steps.append(("question", _("A question for you"), asked.at))
    over = _("Refused") if status == Status.REFUSED else _("Approved")
    steps.append(("end", over, None if pending else ended))
    return _placed(steps, _here(organization) if pending else "end")


def _here(organization: Organization) -> str:
    if organization.status == Status.QUESTION:
        return "question"
    return "check" if organization.check_began_at else "received"


def _placed(steps: list[tuple[str, str, Any]], here: str) -> list[dict[str, Any]]:
    """A question that was answered is done although the check goes on."""
    return [
        {
            "label": label,
            "when": when,
            "place": "current" if name == here else "done" if when else "coming",
        }
        for name, label, when in steps
    ]


# --- The official domain -------------------------------------------------------------------------


@login_not_required
def prove(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the letter to the official address; only the button under it says yes."""
    try:
        pk, address = proof.claim_of(token)
    except proof.Expired:
        return _private(render(request, "members/proof_expired.html", status=410))
    except ValueError:
        return not_ours(request)
    organization = Organization.objects.filter(pk=pk, official_email=address).first()
    if organization is None:
        return not_ours(request)
    if request.method == "POST":
        _prove(request, organization, address)
        return _private(redirect("members:prove", token))
    return _private(render(request, "members/proof.html", {"organization": organization}))


def _prove(request: HttpRequest, organization: Organization, address: str) -> None:
    try:
        organization.prove_domain(address, by=None)
    except MoveRefused as refusal:
        messages.error(request, " ".join(refusal.messages))
