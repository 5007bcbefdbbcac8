"""Writing the building blocks of a sheet: each on a page of its own, moved by buttons."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.lifecycle import MoveRefused
from community.signed_in import SignedInRequest
from community.unsaved import survives_sign_out, typed
from experiences import begun
from experiences.deepening import editable
from experiences.models import Block, Experience
from experiences.models.blocks import MOST_BLOCKS, key_of
from experiences.section_forms import BlockForm
from experiences.sections import address, progress_of
from experiences.sent_again import showed_nothing
from experiences.writing import live_or_same, saved


@require_safe
def blocks(request: SignedInRequest, slug: str) -> HttpResponse:
    sheet = editable(request, slug)
    found = list(sheet.blocks.all())
    context = {
        "sheet": sheet,
        "blocks": found,
        "begun": begun.begun(sheet),
        "has_room": len(found) < MOST_BLOCKS,
        "notes": sheet.review_notes.open().filter(field="blocks").values_list("text", flat=True),
        "progress": progress_of(saved(sheet), "blocks"),
    }
    return render(request, "experiences/edit_blocks.html", context)


@survives_sign_out
def new(request: SignedInRequest, slug: str) -> HttpResponse:
    sheet, data = editable(request, slug), typed(request)
    key = _key(data or request.GET)
    same = sheet.blocks.filter(form_key=key).first()
    if same and request.method == "POST":
        return _sent_again(request, sheet, same)
    if same and data is None:  # who goes back to the form finds what came of it
        return redirect(_address(sheet, same))
    if data is None:
        data = begun.typed_before(sheet, key)
    form = BlockForm(data, instance=Block(experience=sheet))
    if sheet.blocks.count() >= MOST_BLOCKS:
        messages.warning(request, _("A sheet has at most twenty building blocks."))
        if data:  # what was typed is hers, to be put elsewhere
            return _page(request, sheet, form, key=key)
        return redirect(address(sheet, "blocks"))
    if request.method != "POST":
        return _page(request, sheet, form, key=key)
    valid = form.is_valid()
    if sheet.is_published and not valid:
        return _page(request, sheet, form, key=key)
    if "title" not in form.cleaned_data:  # which makes it a block
        return _put_aside(request, sheet, form, key)
    with transaction.atomic():
        block = form.instance.add(by=request.user, form_key=key)
        begun.forget(sheet, key)
    if block is not form.instance:
        return _sent_again(request, sheet, block)
    return _saved(request, sheet, BlockForm(request.POST, instance=block), valid=valid)


def _sent_again(request: SignedInRequest, sheet: Experience, block: Block) -> HttpResponse:
    """The same form, of which one block is made; it may say more than it did the first time."""
    data = showed_nothing(request.POST, BlockForm, BlockForm.base_fields)
    return _keep(request, sheet, BlockForm(data, instance=block))


def _put_aside(
    request: SignedInRequest, sheet: Experience, form: BlockForm, key: uuid.UUID
) -> HttpResponse:
    """A draft keeps it without a title; emptied, there is nothing to ask any more."""
    was_kept = begun.typed_before(sheet, key) is not None
    if begun.put_aside(sheet, request.POST, key):
        told = _("What you typed is kept, and shown to no reader until it has a title.")
        messages.warning(request, told)
    elif was_kept:
        return redirect(address(sheet, "blocks"))
    return _page(request, sheet, form, key=key)


@survives_sign_out
def edit(request: SignedInRequest, slug: str, number: str) -> HttpResponse:
    sheet = editable(request, slug)
    form = BlockForm(typed(request), instance=_block(sheet, number))
    if request.method != "POST":
        return _page(request, sheet, form)
    return _keep(request, sheet, form)


def _keep(request: SignedInRequest, sheet: Experience, form: BlockForm) -> HttpResponse:
    valid = form.is_valid()
    if sheet.is_published and not valid:
        return _page(request, sheet, form)
    names, new = form.touched(), form.new()
    try:
        form.instance.rewrite(new, by=request.user)
    except MoveRefused as refusal:
        form.add_error(None, refusal.messages)
        return _page(request, sheet, form)
    form.say_saved(names)
    return _saved(request, sheet, form, valid=valid, changed=bool(new))


def _saved(
    request: SignedInRequest,
    sheet: Experience,
    form: BlockForm,
    *,
    valid: bool,
    changed: bool = True,
) -> HttpResponse:
    if not valid:
        told = _("What could be saved is saved. Please look at the marked fields again.")
        messages.warning(request, told)
        return _page(request, sheet, form)
    told = live_or_same(changed) if sheet.is_published else _("The building block is saved.")
    messages.success(request, told)
    return redirect(f"{address(sheet, 'blocks')}#{form.instance.number}")


@require_POST
def up(request: SignedInRequest, slug: str, number: str) -> HttpResponse:
    return _move(request, slug, number, -1)


@require_POST
def down(request: SignedInRequest, slug: str, number: str) -> HttpResponse:
    return _move(request, slug, number, 1)


def _move(request: SignedInRequest, slug: str, number: str, steps: int) -> HttpResponse:
    """Back to where it stands now, with the keyboard too."""
    sheet = editable(request, slug)
    block = _block(sheet, number)
    _act(request, lambda: block.move(steps, by=request.user), _("Moved: %(title)s"), block)
    return redirect(f"{address(sheet, 'blocks')}#{block.number}")


@require_POST
def remove(request: SignedInRequest, slug: str, number: str) -> HttpResponse:
    sheet = editable(request, slug)
    block = _block(sheet, number)
    told = _("Taken out: %(title)s. The history of the sheet keeps what it said.")
    _act(request, lambda: block.remove(by=request.user), told, block)
    return redirect(address(sheet, "blocks"))


def _act(request: SignedInRequest, verb: Callable[[], None], told: str, block: Block) -> None:
    title = block.title
    try:
        verb()
    except MoveRefused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, told % {"title": title})


def _block(sheet: Experience, number: str) -> Block:
    return get_object_or_404(sheet.blocks.select_related("experience"), pk=key_of(number) or 0)


def _key(data: QueryDict) -> uuid.UUID:
    """Of the form on the page: sent twice, it makes one block."""
    try:
        return uuid.UUID(data.get("key", ""))
    except ValueError:
        return uuid.uuid4()


def _page(
    request: SignedInRequest, sheet: Experience, form: BlockForm, *, key: uuid.UUID | None = None
) -> HttpResponse:
    """``key`` is that of a new block; the title on top is the one that is saved."""
    today = sheet.blocks.filter(pk=form.instance.pk).first() if form.instance.pk else None
    context = {
        "sheet": sheet,
        "form": form,
        "building_block": today,
        "key": key if today is None else None,
        "action": _address(sheet, today) + (f"?key={key}" if today is None else ""),
        "progress": progress_of(saved(sheet), "blocks"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "experiences/edit_block.html", context, status=status)


def _address(sheet: Experience, block: Block | None) -> str:
    return f"{address(sheet, 'blocks')}{block.number if block else 'new'}/"
