"""Confirming and contradicting a lesson: a POST address per verb."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from community.languages import current
from community.lifecycle import MoveRefused
from community.signed_in import SignedInRequest
from experiences import lesson_page
from experiences.models import Lesson, Verdict
from experiences.models.verdicts import judges_of
from experiences.verdict_form import VerdictForm, panel_of
from experiences.vocabulary import Stance


@require_POST
def confirm(request: SignedInRequest, number: str) -> HttpResponse:
    return _give(request, number, Stance.CONFIRMS, _("Your confirmation stands beside the lesson."))


@require_POST
def contradict(request: SignedInRequest, number: str) -> HttpResponse:
    told = _("Your contradiction stands beside the lesson.")
    return _give(request, number, Stance.CONTRADICTS, told)


def _give(request: SignedInRequest, number: str, stance: Stance, done: str) -> HttpResponse:
    lesson = _lesson(request, number)
    judges = list(judges_of(lesson, request.user))
    if not judges:
        raise PermissionDenied
    form = VerdictForm(request.POST, judges=judges, prefix="verdict")
    if not form.is_valid():
        return lesson_page.show(request, lesson, panel_of(lesson, request.user, form), status=422)
    said = {**form.cleaned_data, "language": current(), "seen": request.POST.get("wording", "")}
    said["known"] = request.POST.getlist("was") or None
    try:
        Verdict.give(lesson, stance, by=request.user, **said)
    except MoveRefused as refusal:
        if hasattr(refusal, "error_dict"):  # it, or her organization, says something else now
            form.add_error(None, refusal)
            fresh = _lesson(request, number)
            return lesson_page.show(request, fresh, panel_of(fresh, request.user, form), status=422)
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, done)
    return redirect(lesson)


@require_POST
def reaffirm(request: SignedInRequest, number: str) -> HttpResponse:
    """What the organization that the form names said of an earlier wording is still so."""
    lesson, verdict = _own(request, number)
    try:
        if verdict is None:
            raise MoveRefused(_("This is taken back already."))
        verdict.reaffirm(by=request.user, seen=request.POST.get("wording", ""))
    except MoveRefused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("It stands beside the lesson and counts again."))
    return redirect(lesson)


@require_POST
def take_back(request: SignedInRequest, number: str) -> HttpResponse:
    """Of the organization that the form names; of nobody where it has said nothing."""
    lesson, verdict = _own(request, number)
    try:
        if verdict is None:
            raise MoveRefused(_("This is taken back already."))
        verdict.take_back(by=request.user)
    except MoveRefused as refusal:
        messages.info(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Taken back. It no longer counts."))
    return redirect(lesson)


def _lesson(request: SignedInRequest, number: str) -> Lesson:
    """Nobody judges what is not public, not even those who may see it."""
    return get_object_or_404(
        lesson_page.visible(request).published(), pk=lesson_page.key_of(number)
    )


def _own(request: SignedInRequest, number: str) -> tuple[Lesson, Verdict | None]:
    """The verdict of that organization of hers which the form names, where it has one."""
    lesson = _lesson(request, number)
    judges = judges_of(lesson, request.user)
    if not judges:
        raise PermissionDenied
    named = {str(one.pk): one for one in judges}.get(request.POST.get("organization", ""))
    said = lesson.verdicts.standing().filter(organization=named) if named else None
    return lesson, said.first() if said else None
