"""Decisions at the desk are about what was read: the page says which version that was.

Who decides on one sheet has read its page; who decides on several sees of each what came after the
submission or the last review. What was written meanwhile is not decided on, but shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.lifecycle import Move, MoveRefused
from community.moderation import MovesAdmin
from community.signed_in import SignedInRequest
from community.unsaved import typed
from experiences.models import Experience
from experiences.models.versions import Past
from experiences.reviewing import seen_in, since_seen, unread
from experiences.vocabulary import Status

AS_READ = {"publish", "return"}  # decisions about what was read
PAGE = "admin:experiences_experience_review"


def review_page(sheet: Experience, seen: int = 0) -> str:
    """With what differs from the version ``seen``, where there is such an older one."""
    address = reverse(PAGE, args=[sheet.pk])
    return f"{address}?seen={seen}" if seen else address


class SeenAdmin(MovesAdmin):
    """Mix it into the admin of sheets."""

    actions = ("mark_reviewed",)

    def buttons(self, thing: Any) -> list[dict[str, Any]]:
        number = thing.newest_version
        return [{**button, "seen": number} for button in super().buttons(thing)]

    def decide(self, request: HttpRequest, thing: Any, move: Move, answers: dict[str, Any]) -> bool:
        if move.name in AS_READ:
            answers = {**answers, "seen": seen_in(request.POST, thing)}
        return super().decide(request, thing, move, answers)

    def next_page(self, request: HttpRequest, thing: Any) -> str:
        if self._has_news(request, thing):
            return review_page(thing, seen_in(request.POST, thing))
        return super().next_page(request, thing)

    def _has_news(self, request: HttpRequest, thing: Any) -> bool:
        seen = seen_in(request.POST, thing)
        return bool(thing.status == Status.SUBMITTED and seen < thing.newest_version)

    def refused(
        self, request: HttpRequest, thing: Any, move: Move, form: forms.Form
    ) -> HttpResponse:
        """Reason and notes come back, below what is new."""
        if move.name == "return" and self._has_news(request, thing):
            return self.ask(request, move, form, [thing])
        return super().refused(request, thing, move, form)

    def ask(
        self, request: HttpRequest, move: Move, form: forms.Form, things: list[Any], **extra: Any
    ) -> HttpResponse:
        if move.name not in AS_READ:
            return super().ask(request, move, form, things, **extra)
        told, seen = _to_read(things, typed(request) or request.GET)
        return super().ask(request, move, form, told, seen=seen, **extra)

    @admin.action(description=_("Mark as looked at again"))
    def mark_reviewed(self, request: SignedInRequest, rows: Any) -> HttpResponse | None:
        chosen = list(rows.changed_since_review())
        if "decided" in request.POST or not chosen:
            for sheet in chosen:
                self.look(request, sheet)
            return None
        told, seen = _to_read(chosen)
        title = _("Mark as looked at again")
        named = {"action": "mark_reviewed", "chosen": chosen, "seen": seen}
        return self.act_page(request, title, forms.Form(), told, **named)

    def look(self, request: SignedInRequest, sheet: Experience) -> bool:
        """What changed after publication may stand, as far as she has seen it."""
        thing = {"thing": sheet}
        try:
            sheet.mark_reviewed(by=request.user, seen=seen_in(request.POST, sheet))
        except MoveRefused as refusal:
            told = _("%(thing)s: %(why)s") % {**thing, "why": " ".join(refusal.messages)}
            self.message_user(request, told, "WARNING")
            return False
        self.message_user(request, _("Done: %(thing)s") % thing)
        return True


def _to_read(
    sheets: Iterable[Experience], data: Mapping[str, Any] = MappingProxyType({})
) -> tuple[list[str], dict[int, int]]:
    """What is new in each, as HTML, and the version of each that is shown.

    ``data`` may say which one was read.
    """
    told: list[str] = []
    seen: dict[int, int] = {}
    for sheet in sheets:
        past = Past(sheet)
        seen[sheet.pk] = len(past)
        context = {
            "sheet": sheet,
            "number": len(past),
            "url": review_page(sheet),
            "since": since_seen(past, seen_in(data, sheet)) or unread(past),
        }
        told.append(render_to_string("admin/experiences/to_decide.html", context))
    return told, seen
