"""Translating a sheet: its languages, a page for each, a POST address per verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.languages import Language
from community.lifecycle import MoveRefused
from community.signed_in import SignedInRequest
from community.unsaved import survives_sign_out, typed
from experiences.decisions import DecisionForm
from experiences.models import Experience, Translation
from experiences.models.told import RELATIONS, digest_of, parts_of
from experiences.models.translations import NO_LONGER_SAID
from experiences.sheets import trail_to
from experiences.translating_form import Desk


def _sheet(request: SignedInRequest, slug: str) -> Experience:
    """Strangers do not learn that it exists, or that anybody translates it."""
    rows = Experience.objects.translatable_by(request.user).select_related("organization")
    return get_object_or_404(rows.prefetch_related(*RELATIONS), slug=slug)


def _translation(request: SignedInRequest, slug: str, language: str) -> Translation:
    sheet = _sheet(request, slug)
    rows = sheet.translations.exclude(language=sheet.language).as_list()
    found: Translation = get_object_or_404(rows, language=language)
    found.experience = sheet
    return found


def _address(translation: Translation, key: str = "", anchor: str = "") -> str:
    named = [translation.experience.slug, translation.language]
    asked = f"?part={key}" if key else ""
    return reverse("experiences:translation", args=named) + asked + (anchor and f"#{anchor}")


@require_safe
def translations(request: SignedInRequest, slug: str) -> HttpResponse:
    """What there is in each of the other languages, and what is missing."""
    sheet = _sheet(request, slug)
    parts = parts_of(sheet)
    there = {one.language: one for one in sheet.translations.as_list()}
    rows = [
        {"code": code, "translation": one, "progress": one.progress(parts) if one else None}
        for code in Language.values
        if code != sheet.language
        for one in [there.get(code)]
    ]
    context = {"sheet": sheet, "rows": rows, "parts": len(parts), "trail": trail_to(sheet)}
    return render(request, "experiences/translations.html", context)


# --- One language --------------------------------------------------------------------------------


@survives_sign_out
def translation(request: SignedInRequest, slug: str, language: str) -> HttpResponse:
    """``part`` is the one to write; the others stand there to be read."""
    translation = _translation(request, slug, language)
    data = typed(request)
    asked = str((data or request.GET).get("part", ""))
    desk = Desk(translation, asked, data)
    if data is not None and desk.open != asked:  # what it belonged to is gone
        return _page(request, desk, lost=data.get("text", ""))
    if request.method != "POST":
        return _page(request, desk)
    go = request.POST.get("go", "")  # the part she turned to: its button saves the open one too
    return _keep(request, desk, if_changed=bool(go)) or _go_on(translation, go)


def _keep(request: SignedInRequest, desk: Desk, *, if_changed: bool) -> HttpResponse | None:
    """Save what stands in the open part; where it cannot be, the page with what was typed."""
    translation, form = desk.translation, desk.form
    if form is None or (if_changed and not form.has_changed()):
        return None
    if not form.is_valid():
        return _page(request, desk)
    text, piece = form.cleaned_data["text"], desk.pieces.get(desk.open)
    seen, was = request.POST.get("seen"), request.POST.get("was")
    written = piece is not None and piece.is_of_others(request.user, was or "", text)
    if written and digest_of(text) == was:
        return None  # she changed nothing: what somebody else wrote stands
    try:
        translation.say(desk.open, text, by=request.user, seen=seen, was=was)
    except MoveRefused as refusal:
        form.add_error(None, refusal.messages)
        return _page(request, desk, meanwhile=piece.text if written and piece else "")
    messages.success(request, _live(translation))
    return None


def _live(translation: Translation) -> str:
    if translation.is_published:
        return _("Saved. Readers see it now.")
    return _("Saved. Readers see it once the translation is published.")


def _go_on(translation: Translation, key: str = "") -> HttpResponse:
    """To the part ``key``; without one, to the next that wants work."""
    rows = Translation.objects.as_list().select_related("experience")
    key = key or Desk(rows.get(pk=translation.pk)).open
    return redirect(_address(translation, key, _anchor(key)))


def _posted(request: SignedInRequest, translation: Translation) -> Desk:
    """With what stood in the open part, which comes along with every button."""
    data = request.POST if "text" in request.POST else None
    return Desk(translation, request.POST.get("part", ""), data)


def _anchor(key: str) -> str:
    return key.replace(":", "-")


def _page(request: SignedInRequest, desk: Desk, **more: Any) -> HttpResponse:
    """``more``: what was typed for a part that is gone, a form that comes back."""
    sheet = desk.translation.experience
    above = {
        "label": _("Translations"),
        "url": reverse("experiences:translations", args=[sheet.slug]),
    }
    context = {
        "sheet": sheet,
        "translation": desk.translation,
        "desk": desk,
        "action": _address(desk.translation),
        "trail": [*trail_to(sheet), above],
        "take_back_form": DecisionForm(prefix="take-back"),
        "no_longer_said": NO_LONGER_SAID,
        **more,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "experiences/translation.html", context, status=status)


# --- Verbs ---------------------------------------------------------------------------------------


@require_POST
def begin(request: SignedInRequest, slug: str, language: str) -> HttpResponse:
    sheet = _sheet(request, slug)
    if language not in Language.values or language == sheet.language:
        raise Http404
    return redirect(_address(Translation.begin(sheet, language, by=request.user)))


@require_POST
def still_right(request: SignedInRequest, slug: str, language: str) -> HttpResponse:
    """Where she wrote something else into it, that is saved instead."""
    translation = _translation(request, slug, language)
    desk = _posted(request, translation)
    if desk.form is not None and desk.form.is_bound and desk.form.has_changed():
        return _keep(request, desk, if_changed=True) or _go_on(translation)
    key, seen = request.POST.get("part", ""), request.POST.get("seen", "")

    def read() -> None:
        translation.still_right(key, by=request.user, seen=seen)

    return _make(request, translation, read, _("Marked as right beside today’s original."))


@require_POST
def publish(request: SignedInRequest, slug: str, language: str) -> HttpResponse:
    translation = _translation(request, slug, language)
    done = _("Published. Those who read in this language get it now.")
    desk = _posted(request, translation)
    if desk.data is not None and (again := _keep(request, desk, if_changed=True)):
        return again
    return _make(request, translation, lambda: translation.publish(by=request.user), done)


@require_POST
def take_back(request: SignedInRequest, slug: str, language: str) -> HttpResponse:
    translation = _translation(request, slug, language)
    form = DecisionForm(request.POST, prefix="take-back")
    if not form.is_valid() and translation.is_published:
        return _page(request, Desk(translation), take_back_form=form)
    reason = form.cleaned_data.get("reason", "")

    def take() -> None:
        translation.take_back(by=request.user, reason=reason)

    return _make(request, translation, take, _("Taken back. Readers get the original again."))


def _make(
    request: SignedInRequest,
    translation: Translation,
    verb: Callable[[], None],
    done: str,
) -> HttpResponse:
    try:
        verb()
    except MoveRefused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, done)
    return redirect(_address(translation))
