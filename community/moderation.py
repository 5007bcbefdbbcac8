"""Moves in the admin: object buttons and bulk actions that go through the model's verbs.

``MovesAdmin`` is the base of every admin of a thing with a table of moves: state fields are
read-only there, and a decision is a verb with ``by=``, asked for on a page of its own where it
needs a reason.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import Action, ActionLocation
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.acts_admin import OnRecordAdmin, ReasonForm
from community.desk_lists import short_day
from community.lifecycle import Lifecycle, Move, MoveRefused
from community.models import Event
from community.unsaved import survives_sign_out, typed


class MovesAdmin(OnRecordAdmin):
    moves: Sequence[str] = ()  # the moves of the secretariat, in the order of their buttons

    # --- What the pages show -----------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_move"
        view = survives_sign_out(self.admin_site.admin_view(self.move_view))
        own = path("<int:pk>/move/<slug:move>/", view, name=name)
        return [own, *super().get_urls()]

    def context_of(self, request: HttpRequest, thing: Any) -> dict[str, Any]:
        may = self.has_change_permission(request, thing)
        shown = self.decisions(thing) if may else {}
        return super().context_of(request, thing) | shown

    def told(self, event: Event) -> dict[str, Any]:
        """Moves and states by their labels; in the past where ``acts`` has words for it."""
        states = dict(self.model._meta.get_field("status").flatchoices)
        move = self.model.MOVES.get(event.name)
        return super().told(event) | {
            **({"what": move.label} if move and event.name not in self.acts else {}),
            "source": states.get(event.source, event.source),
            "target": states.get(event.target, event.target),
        }

    @admin.display(description=gettext_lazy("since"), ordering="status_since")
    def since(self, thing: Lifecycle) -> str:
        """A day is enough in a list."""
        return short_day(thing.status_since)

    def open(self, thing: Lifecycle) -> list[Move]:
        """The buttons: moves of the secretariat that are possible from the state it is in."""
        rows = (thing.MOVES[name] for name in self.moves)
        return [move for move in rows if thing.status in move.sources]

    def decisions(self, thing: Lifecycle) -> dict[str, Any]:
        """The buttons, and what the content of the thing forbids, with why: no button must fail."""
        why = {move.name: thing.hindered(move.name) for move in self.open(thing)}
        forbidden = [
            {"label": move.label, "why": " ".join(why[move.name])}
            for move in self.open(thing)
            if why[move.name]
        ]
        buttons = [one for one in self.buttons(thing) if not why.get(one.get("name", ""))]
        return {"buttons": buttons, "forbidden": forbidden}

    def buttons(self, thing: Lifecycle) -> list[dict[str, Any]]:
        """What its state allows: label, address, and whether a page asks something first."""
        return [
            {
                "name": move.name,
                "label": move.label,
                "address": self.address_of(thing, move),
                "asks": bool(self.form_for(move, thing).base_fields),
            }
            for move in self.open(thing)
        ]

    def address_of(self, thing: Lifecycle, move: Move) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_move"
        return reverse(name, args=[thing.pk, move.name])

    # --- One thing ---------------------------------------------------------------------------

    def form_for(self, move: Move, thing: Any = None) -> type[forms.Form]:
        """The page a decision is made on; overridden where one needs more than a reason."""
        return ReasonForm if move.needs_reason else forms.Form

    def move_view(self, request: HttpRequest, pk: int, move: str) -> HttpResponse:
        thing = self.get_queryset(request).filter(pk=pk).first()
        if thing is None or move not in self.moves:
            raise Http404
        if not self.has_change_permission(request, thing):
            raise PermissionDenied
        row = thing.MOVES[move]
        form = self.form_for(row, thing)(typed(request))
        if request.method == "POST" and form.is_valid():
            if not self.decide(request, thing, row, form.cleaned_data):
                return self.refused(request, thing, row, form)
            said = {"move": row.label, "thing": thing}
            self.message_user(request, _("Done (%(move)s): %(thing)s") % said, messages.SUCCESS)
            return HttpResponseRedirect(self.next_page(request, thing))
        return self.ask(request, row, form, [thing])

    def refused(
        self, request: HttpRequest, thing: Any, move: Move, form: forms.Form
    ) -> HttpResponse:
        """Overridden where what was typed can be sent again."""
        return HttpResponseRedirect(self.next_page(request, thing))

    def next_page(self, request: HttpRequest, thing: Any) -> str:
        """Where a decision leads: back to the desk, at what waits next."""
        return reverse("admin:index")

    def decide(self, request: HttpRequest, thing: Any, move: Move, answers: dict[str, Any]) -> bool:
        """Call the verb; a refusal becomes a message and changes nothing."""
        verb = getattr(thing, move.name, None) or getattr(thing, f"{move.name}_")
        try:
            verb(by=request.user, **({"reason": ""} | answers))
        except MoveRefused as refusal:
            told = _("%(thing)s: %(why)s") % {"thing": thing, "why": " ".join(refusal.messages)}
            self.message_user(request, told, messages.WARNING)
            return False
        return True

    def ask(
        self, request: HttpRequest, move: Move, form: forms.Form, things: list[Any], **extra: Any
    ) -> HttpResponse:
        named = {"move": move, "survives": "action" not in extra, **extra}
        return self.act_page(request, move.label, form, things, **named)

    # --- Many things -------------------------------------------------------------------------

    def get_actions(
        self,
        request: HttpRequest,
        action_location: ActionLocation = ActionLocation.CHANGE_LIST,
    ) -> dict[str, Any]:
        """Bulk decisions in lists; a single thing has its buttons instead."""
        if action_location != ActionLocation.CHANGE_LIST or not self.has_change_permission(request):
            return {}
        rows = [self.model.MOVES[name] for name in self.moves]
        own = super().get_actions(request, action_location)
        return {**{f"move_{row.name}": self._action(row) for row in rows}, **own}

    def _action(self, move: Move) -> Action:
        label = str(move.label)
        decide = partial(_decide_many, move=move)
        return Action(decide, f"move_{move.name}", label, label, [ActionLocation.CHANGE_LIST])

    def many(self, request: HttpRequest, move: Move, things: QuerySet[Any]) -> HttpResponse | None:
        """Once decided, all that were chosen: one that another officer took out of the filtered
        list meanwhile is told of, never left out in silence."""
        if "decided" in request.POST:
            chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
            things = self.get_queryset(request).filter(pk__in=chosen).order_by(*self.ordering or ())
        form = self.form_for(move)(request.POST if "decided" in request.POST else None)
        if "decided" not in request.POST or not form.is_valid():
            name = f"move_{move.name}"
            return self.ask(request, move, form, list(things), action=name, chosen=things)
        done = sum(self.decide(request, thing, move, form.cleaned_data) for thing in things)
        if done:
            told = ngettext("%(count)d decided.", "%(count)d decided.", done) % {"count": done}
            self.message_user(request, told, messages.SUCCESS)
        return None


def _decide_many(
    admin: MovesAdmin, request: HttpRequest, things: QuerySet[Any], *, move: Move
) -> HttpResponse | None:
    return admin.many(request, move, things)
