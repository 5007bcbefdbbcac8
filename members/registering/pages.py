"""Registering an organization: a page per section, one that shows it all, and the sending."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from community import unsaved, uploads
from community.lifecycle import MoveRefused
from community.signed_in import SignedInRequest
from members import domains, logo_files
from members.lookalikes import warning
from members.models import Organization, Registration
from members.profile.logos import LogoForm
from members.registering.sections import SECTIONS, Progress, Section, after, as_data, shown, typed

SUGGESTED = 5


def register(request: SignedInRequest) -> HttpResponse:
    """The entrance: what comes, how far she is, and where to go on."""
    registration = Registration.begun_by(request.user)
    progress = Progress(registration)
    context = {"registration": registration, "progress": progress, "steps": steps(progress)}
    return render(request, "members/register.html", context)


@login_not_required
@vary_on_headers("HX-Request")
def section(request: HttpRequest, name: str) -> HttpResponse:
    """One section; what is posted is kept, right or wrong, also after the session has ended."""
    section = SECTIONS[name]
    if not request.user.is_authenticated:
        if request.method == "POST":
            owner = request.POST.get("registration", "")
            unsaved.keep_for_later(request, owner, _held(request, section))
        return redirect_to_login(request.get_full_path())
    registration = Registration.begun_by(request.user)
    if name != "kind" and not registration.kind:
        return redirect("members:register-kind")
    if request.method == "POST":
        if unsaved.BRING_BACK in request.POST:
            unsaved.keep(request, _owner(registration), _held(request, section))
            return redirect(request.get_full_path())
        return unsaved.answered(request, _save(request, section, registration))
    progress = Progress(registration)
    if request.htmx:  # type: ignore[attr-defined]
        return _suggest(request, progress, section)
    typed_before = unsaved.take(request, _owner(registration))
    data = as_data(typed_before) if typed_before is not None else None
    request.unsaved = data  # type: ignore[attr-defined]
    return _show(request, progress, section, progress.form(section, data))


def _held(request: HttpRequest, section: Section) -> dict[str, Any]:
    """To be shown when the section is opened next; not saved."""
    return typed(request.POST, section) | {unsaved.FORM: unsaved.form_name(request)}


def _save(request: HttpRequest, section: Section, registration: Registration) -> HttpResponse:
    registration.keep(typed(request.POST, section))
    progress = Progress(registration)
    form: Any = progress.form(section, request.POST, request.FILES)
    right = form.is_valid()
    if right and section.name == "logo":
        right = _keep_logo(registration, form)
    if section.name == "logo" and not registration.logo:
        registration.keep({"logo_alt": ""})  # words about nothing
    if "later" in request.POST:
        messages.success(request, _("Kept. Your registration waits for you on this page."))
        return redirect("my")
    found = resembling(section, request.POST)
    seen = set(request.POST.getlist("seen"))
    unseen = {one.slug for one in found} - seen
    if not right or unseen:
        is_held = right and bool(unseen)
        return _show(request, progress, section, form, found=found, is_held=is_held)
    onward = after(section)
    return redirect(onward.address if onward else "members:review")


def _keep_logo(registration: Registration, form: LogoForm) -> bool:
    before = registration.logo.name or ""
    try:
        name = form.name_after(before)
    except ValidationError as error:
        form.add_error("logo", error)
        return False
    if name != before:
        registration.logo = name
        registration.save(update_fields=["logo", "changed_at"])
        uploads.forget(before)
    return True


def resembling(section: Section, answers: Any) -> list[Organization]:
    """Organizations that are here and that she may mean, by what this section asks."""
    words = {
        "name": answers.get("name") or answers.get("name_en", ""),
        "acronym": answers.get("acronym", ""),
        "domain": answers.get("email_domain")
        or domains.of_address(answers.get("official_email", "")),
        "country": answers.get("country", ""),
    }
    asked = {"names": ("name", "acronym", "country"), "contact": ("domain",)}.get(section.name, ())
    alike = {name: words[name].replace("\0", "") for name in asked}
    if not alike:
        return []
    rows = Organization.objects.approved().resembling(**alike).as_cards()
    return list(rows[:SUGGESTED])


def _suggest(request: HttpRequest, progress: Progress, section: Section) -> HttpResponse:
    """While she types: the part of the page that asks "Is this you?"."""
    context = {"found": resembling(section, request.GET)}
    return render(request, "members/section.html#resembling", context)


def _owner(registration: Registration) -> str:
    """What a form says of where it belongs; a registration that is not kept yet has no name."""
    return str(registration.key) if registration.pk else ""


def _show(
    request: HttpRequest,
    progress: Progress,
    section: Section,
    form: Any,
    found: list[Organization] | None = None,
    is_held: bool = False,
) -> HttpResponse:
    """``is_held``: nothing is wrong, but there are organizations she has to look at first."""
    answers = progress.registration.answers
    context = {
        "section": section,
        "form": form,
        "steps": steps(progress, section),
        "number": list(SECTIONS).index(section.name) + 1,
        "total": len(SECTIONS),
        "owner": _owner(progress.registration),
        "is_held": is_held,
        "suggests": section.name in {"names", "contact"},
        "found": resembling(section, answers) if found is None else found,
        "warning": warning(str(answers.get("name", ""))) if section.name == "names" else "",
        "registration": progress.registration,
    }
    return render(request, "members/section.html", context)


def review(request: SignedInRequest) -> HttpResponse:
    """Everything she said, before it is sent."""
    registration = Registration.begun_by(request.user)
    if not registration.kind:
        return redirect("members:register")
    progress = Progress(registration)
    rows = [
        {**row, "answers": list(shown(progress.form(row["section"])))} if row["kept"] else row
        for row in progress.rows
    ]
    context = {
        "registration": registration,
        "rows": rows,
        "steps": steps(progress),
        "is_complete": progress.is_complete,
        "warning": warning(str(registration.answers.get("name", ""))),
    }
    return render(request, "members/review.html", context)


@require_POST
def send(request: SignedInRequest) -> HttpResponse:
    """One press, one application; a second press leads to the same one."""
    rows = Registration.objects.of(request.user).select_related("became")
    registration = get_object_or_404(rows, key=_key_in(request))
    if registration.became:
        return redirect("members:application", registration.became.slug)
    progress = Progress(registration)
    if not progress.is_complete or not progress.whole.is_valid():
        return redirect("members:review")
    form = progress.whole
    form.instance.logo_alt = registration.answers.get("logo_alt", "") if registration.logo else ""
    try:
        sent = registration.send(form.instance, by=request.user, **form.themes())
    except MoveRefused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("members:review")
    return redirect("members:application", sent.slug)


def _key_in(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("registration", ""))
    except ValueError as error:
        raise Http404 from error


@require_POST
def discard(request: SignedInRequest) -> HttpResponse:
    if (registration := Registration.begun_by(request.user)).pk:
        registration.throw_away()
    messages.success(request, _("Your registration is thrown away. Nothing of it is kept."))
    return redirect("members:register")


def draft_logo(request: SignedInRequest) -> HttpResponse:
    """For the one who chose it."""
    return logo_files.answer(Registration.begun_by(request.user).logo)


def steps(progress: Progress, here: Section | None = None) -> list[dict[str, Any]]:
    """For ``components/steps.html``: each section with its page."""
    return [
        {
            "label": row["section"].title,
            "place": "current" if row["section"] is here else "done" if row["right"] else "coming",
            "note": _("look at it again") if row["kept"] and not row["right"] else "",
            "url": row["section"].address,
        }
        for row in progress.rows
    ]
