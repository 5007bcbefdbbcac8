"""The long form: sections that are saved one by one, before a sheet is public and afterwards."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from community.signed_in import SignedInRequest
from community.unsaved import survives_sign_out, typed
from experiences.models import Experience
from experiences.section_forms import SectionWriting
from experiences.sections import SECTIONS, address, progress_of
from experiences.sent_again import without_rows_sent_before
from experiences.writing import live_or_same, one_form_at_a_time, saved, with_row


def editable(request: SignedInRequest, slug: str) -> Experience:
    """Strangers do not learn that it exists."""
    sheets = Experience.objects.editable_by(request.user).select_related("organization")
    return get_object_or_404(sheets, slug=slug)


@survives_sign_out
def section(request: SignedInRequest, slug: str, section: str) -> HttpResponse:
    if section not in SECTIONS:
        raise Http404
    sheet, data = editable(request, slug), typed(request)
    more = request.GET.get("more") == "figures"
    if request.method != "POST":
        data = data and with_row(data)
        return _page(request, SectionWriting(SECTIONS[section], sheet, data, more=more))
    with one_form_at_a_time(sheet):
        data = without_rows_sent_before(with_row(request.POST), sheet, ["figures"])
        writing = SectionWriting(SECTIONS[section], sheet, data)
        keep = _change_published if sheet.is_published else _save_draft
        return keep(request, writing)


def _save_draft(request: SignedInRequest, writing: SectionWriting) -> HttpResponse:
    """What is valid is kept in any case."""
    valid = writing.is_valid()
    writing.keep()
    if not valid:
        told = _("What could be saved is saved. Please look at the marked fields again.")
        messages.warning(request, told)
        return _page(request, writing, status=422)
    messages.success(request, _("This section is saved."))
    if "preview" in request.POST:
        return redirect("experiences:preview", writing.sheet.slug)
    here = address(writing.sheet, writing.section.name)
    return redirect(f"{here}?more=figures#figures" if "add" in request.POST else here)


def _change_published(request: SignedInRequest, writing: SectionWriting) -> HttpResponse:
    """Live at once, as a whole or not at all; what it lacked before does not stand in the way."""
    valid = writing.is_valid()
    if "add" in request.POST or not valid:
        return _page(request, writing, status=200 if "add" in request.POST else 422)
    with transaction.atomic():
        lacked = set(Experience.objects.get(pk=writing.sheet.pk).missing())
        writing.keep()
        lacks = {n: text for n, text in writing.sheet.missing().items() if n not in lacked}
        if lacks:
            transaction.set_rollback(True)
    if lacks:
        return _refuse(request, writing, lacks)
    messages.success(request, live_or_same(writing.changed))
    return redirect(address(writing.sheet, writing.section.name))


def _refuse(
    request: SignedInRequest, writing: SectionWriting, lacks: dict[str, Any]
) -> HttpResponse:
    """Nothing was saved: all of it comes back as it was typed."""
    again = SectionWriting(writing.section, editable(request, writing.sheet.slug), request.POST)
    again.is_valid()
    for name, told in lacks.items():
        again.form.add_error(name if name in again.form.fields else None, told)
    return _page(request, again, status=422)


def _page(request: SignedInRequest, writing: SectionWriting, *, status: int = 200) -> HttpResponse:
    context = {
        "writing": writing,
        "sheet": writing.sheet,
        "came_back": request.method == "POST" and not writing.sheet.is_published,
        "progress": progress_of(saved(writing.sheet), writing.section.name),
    }
    return render(request, "experiences/edit_section.html", context, status=status)
