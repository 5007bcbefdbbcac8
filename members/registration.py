"""Registering an organization: the form, what became of the application, later changes."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from community.lifecycle import MoveRefused
from community.signed_in import SignedInRequest
from members.forms import AnswerForm, OrganizationForm, blank_application
from members.models import Organization
from members.promises import ANSWER_WITHIN, working_days_after
from members.vocabulary import Status


def register(request: SignedInRequest) -> HttpResponse:
    form = OrganizationForm(request.POST or None, initial=blank_application(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            organization = form.apply(by=request.user)
        except MoveRefused as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("members:application", organization.slug)
    return render(request, "members/register.html", {"form": form})


def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    organization = get_object_or_404(Organization.objects.editable_by(request.user), slug=slug)
    name = organization.name  # before the form writes its unsaved words into the object
    form = OrganizationForm(request.POST or None, instance=organization)
    if request.method == "POST" and form.is_valid():
        form.revise(by=request.user)
        messages.success(request, _("Your changes are saved."))
        # Which sends an approved one to its profile; its address may have changed with its name.
        return redirect("members:application", organization.slug)
    context = {"form": form, "organization": organization, "name": name}
    return render(request, "members/edit.html", context)


def application(request: SignedInRequest, slug: str) -> HttpResponse:
    """Where an application stands; an approved organization has its profile instead."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user), slug=slug)
    if organization.is_approved:
        return redirect(organization)
    return _show(request, organization, AnswerForm())


@require_POST
def answer(request: SignedInRequest, slug: str) -> HttpResponse:
    organization = get_object_or_404(Organization.objects.led_by(request.user), slug=slug)
    form = AnswerForm(request.POST)
    if not form.is_valid() and organization.status == Status.QUESTION:
        return _show(request, organization, form)
    try:
        organization.answer(by=request.user, reason=form.cleaned_data.get("answer", ""))
    except MoveRefused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Your answer is with the secretariat."))
    return redirect("members:application", slug)


def _show(request: SignedInRequest, organization: Organization, form: AnswerForm) -> HttpResponse:
    since = timezone.localdate(organization.status_since)
    context = {
        "organization": organization,
        "decision": organization.last_decision,
        "steps": steps_of(organization),
        "answer_by": working_days_after(since),
        "days": ANSWER_WITHIN,
        "may_answer": organization.can("answer", request.user),
        "may_edit": organization.editable_by(request.user),
        "form": form,
    }
    return render(request, "members/application.html", context)


def steps_of(organization: Organization) -> list[dict[str, Any]]:
    """Applied, checked, taking part: the line on top of the page."""
    waiting = organization.status in {Status.APPLIED, Status.QUESTION}
    refused = organization.status == Status.REFUSED
    return [
        {"label": _("Applied"), "place": "done", "when": organization.created_at},
        {
            "label": _("The secretariat checks it"),
            "place": "current" if waiting else "done",
            "when": None if waiting else organization.verified_at or organization.status_since,
        },
        {
            "label": _("Refused") if refused else _("Your organization takes part"),
            "place": "coming" if waiting else "current",
            "when": None if waiting else organization.status_since,
        },
    ]
