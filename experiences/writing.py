"""Writing a sheet: begin, save, add a row, submit."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from community.languages import current
from community.lifecycle import MoveRefused
from community.models import Person
from community.signed_in import SignedInRequest
from community.unsaved import survives_sign_out, typed
from experiences.forms import SHARED, SheetForm, organizations_of
from experiences.models import Experience
from experiences.moves import asked, is_hers
from experiences.rows import ROWS
from experiences.sections import NOT_BEGUN, noted, progress_of
from experiences.sent_again import showed_nothing, without_rows_sent_before
from experiences.vocabulary import Status
from experiences.writing_form import Writing
from members.models import Membership


@survives_sign_out
def new(request: SignedInRequest) -> HttpResponse:
    if not organizations_of(request.user).exists():
        return render(request, "experiences/nobody.html")
    data = typed(request)
    key = _key(data or request.GET)
    same = Experience.objects.filter(created_by=request.user, form_key=key).first()
    if request.method != "POST":
        if same and data is None:  # who goes back to the form finds what came of it
            return redirect("experiences:edit", same.slug)
        blank = Writing(request.user, Experience(language=current()), data and with_row(data))
        return _page(request, blank, key=key)
    if same:
        return _sent_again(request, same)
    begun = Experience(language=current())
    writing = Writing(request.user, begun, with_row(request.POST), request.FILES)
    valid = writing.is_valid()
    if "organization" not in writing.form.cleaned_data:  # nobody's draft cannot be kept
        writing.ask_for_file_again()
        return _page(request, writing, key=key)
    with transaction.atomic():  # the same form waits until all of it is kept
        sheet = writing.sheet.draft(by=request.user, form_key=key)
        is_new = sheet is writing.sheet
        if is_new:
            writing.keep()
    return _kept(request, writing, valid=valid) if is_new else _sent_again(request, sheet)


def _sent_again(request: SignedInRequest, sheet: Experience) -> HttpResponse:
    """The same form, of which one draft is made; it may say more than it did the first time."""
    found = _editable(request, sheet.slug)
    return _keep(request, found, showed_nothing(with_row(request.POST), SheetForm, SHARED))


@survives_sign_out
def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    sheet = _editable(request, slug)
    if request.method != "POST":
        data = typed(request)
        more = request.GET.get("more", "")
        writing = Writing(request.user, sheet, data and with_row(data), more=more)
        if "check" in request.GET:
            writing.lacking = sheet.missing_to_submit()
        return _page(request, writing)
    return _keep(request, sheet, with_row(request.POST))


def _editable(request: SignedInRequest, slug: str) -> Experience:
    sheets = Experience.objects.editable_by(request.user).select_related("organization")
    return get_object_or_404(sheets, slug=slug)


def _keep(request: SignedInRequest, sheet: Experience, data: QueryDict) -> HttpResponse:
    with one_form_at_a_time(sheet):
        data = without_rows_sent_before(data, sheet)
        writing = Writing(request.user, sheet, data, request.FILES)
        if sheet.is_published:
            return _change_published(request, writing)
        valid = writing.is_valid()
        writing.keep()
    return _kept(request, writing, valid=valid)


@contextmanager
def one_form_at_a_time(sheet: Experience) -> Iterator[None]:
    """Pressed twice, the second one sees what the first one has written."""
    with transaction.atomic():
        sheet.hold()
        if sheet.status in {Status.WITHDRAWN, Status.ARCHIVED}:  # meanwhile
            raise Http404
        yield


def _kept(request: SignedInRequest, writing: Writing, *, valid: bool) -> HttpResponse:
    """What is valid is kept in any case."""
    valid = writing.keep_file() and valid and not writing.form.errors
    if not valid:
        told = _("What could be saved is saved. Please look at the marked fields again.")
        messages.warning(request, told)
        if "submit" in request.POST:  # with all that would be told next time
            told_of, missing = writing.form.errors, writing.sheet.missing_to_submit()
            writing.lacking = {n: text for n, text in missing.items() if n not in told_of}
        return _page(request, writing)
    if "submit" in request.POST:
        return _submit(request, writing)
    messages.success(request, _saved_as(writing.sheet))
    if "preview" in request.POST:
        return redirect("experiences:preview", writing.sheet.slug)
    return redirect(_address(writing, request.POST.get("add", "")))


def _saved_as(sheet: Experience) -> str:
    if sheet.status == Status.SUBMITTED:
        return _("Saved. The secretariat reads it as it is now.")
    return _("Your draft is saved.")


def _address(writing: Writing, more: str = "") -> str:
    """Back to the form, and in it to the row that is new."""
    address = reverse("experiences:edit", args=[writing.sheet.slug])
    if writing.added:
        return f"{address}#attachments"
    return f"{address}?more={more}#{more}" if more in ROWS else address


def _submit(request: SignedInRequest, writing: Writing) -> HttpResponse:
    sheet = writing.sheet
    asks = sheet.is_asked_for_by(request.user)
    try:
        (sheet.ask_to_submit if asks else sheet.submit)(by=request.user)
    except MoveRefused as refusal:
        if hasattr(refusal, "error_dict"):
            writing.lacking = _first(refusal.message_dict)
            return _page(request, writing)
        if asks:
            messages.warning(request, " ".join([_saved_as(sheet), *refusal.messages]))
            return redirect(sheet)
        if not is_hers(sheet, "submit", request.user):
            writing.form.add_error(None, refusal)
            return _page(request, writing)
    messages.success(request, asked() if asks else _("Submitted. It is the secretariat’s turn."))
    return redirect(sheet)


def _first(told: dict[str, list[str]]) -> dict[str, str]:
    return {name: messages[0] for name, messages in told.items()}


def _change_published(request: SignedInRequest, writing: Writing) -> HttpResponse:
    """Live at once, as a whole or not at all; a file is kept and shown once it is described.

    What it lacked before, as a sample from public sources does, is asked for and holds up nothing.
    """
    valid = writing.is_valid()
    valid = writing.keep_file() and valid
    if writing.added:
        told = _("The file is kept. Readers see it once you have said who made it.")
        messages.info(request, told)
    if "add" in request.POST or not valid:
        return _page(request, writing)
    with transaction.atomic():
        changed = set(writing.form.changed_data)
        before = set(saved(writing.sheet).missing()) - changed
        writing.keep()
        lacking = {n: told for n, told in writing.sheet.missing().items() if n not in before}
        if lacking or writing.form.errors:
            transaction.set_rollback(True)
        else:
            writing.sheet.tell_the_original()
            writing.sheet.lessons.ask_who_judged()
    if lacking or writing.form.errors:
        writing = Writing(request.user, writing.sheet, writing.data)
        writing.is_valid()
        writing.lacking = lacking
        return _page(request, writing)
    messages.success(request, live_or_same(writing.changed or bool(writing.added)))
    return redirect(_address(writing) if writing.added else writing.sheet)


def live_or_same(changed: bool) -> str:
    """What is said of a public sheet that was saved."""
    if changed:
        return _("Your changes are live. The version before is kept.")
    return _("Nothing was changed: the sheet stands as it was.")


def _page(
    request: SignedInRequest, writing: Writing, *, key: uuid.UUID | None = None
) -> HttpResponse:
    sheet = writing.sheet
    today = saved(sheet) if sheet.pk else None
    context = {
        "writing": writing,
        "sheet": sheet if sheet.pk else None,
        "today": today,
        "progress": progress_of(today) if today else NOT_BEGUN,
        "parts": writing.laid_out(),
        "noted": noted(sheet) if sheet.status == Status.RETURNED else None,
        "key": key,
        "action": reverse("experiences:edit", args=[sheet.slug]) if sheet.pk else f"?key={key}",
        "may_submit": _may_submit(request.user, sheet),
        "may_ask": sheet.pk is None or sheet.is_asked_for_by(request.user),
        "is_live": sheet.status == Status.PUBLISHED,
        "is_submitted": sheet.status == Status.SUBMITTED,
        "came_back": request.method == "POST" and bool(sheet.pk and not sheet.is_published),
    }
    status = 422 if request.method == "POST" and "add" not in request.POST else 200
    return render(request, "experiences/edit.html", context, status=status)


def _may_submit(person: Person, sheet: Experience) -> bool:
    """Of a new sheet it is not known yet for which of her organizations she writes it."""
    if sheet.pk:
        return sheet.can("submit", person)
    return Membership.objects.active().leading().of(person).exists()


def saved(sheet: Experience) -> Experience:
    """As it is saved: a form that came back has written what was typed into this one."""
    return Experience.objects.prefetch_related("blocks", "figures").get(pk=sheet.pk)


def _key(data: QueryDict) -> uuid.UUID:
    """Of the form on the page: sent twice, it makes one draft."""
    try:
        return uuid.UUID(data.get("key", ""))
    except ValueError:
        return uuid.uuid4()


def with_row(data: QueryDict) -> Any:
    """One more blank row where "add another" was pressed."""
    name = data.get("add", "")
    count = f"{name}-TOTAL_FORMS"
    rows = data.get(count, "")
    if name not in ROWS or name == "attachments" or not rows.isdecimal() or len(rows) > 3:
        return data
    longer = data.copy()
    longer[count] = str(int(rows) + 1)
    return longer
