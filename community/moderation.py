"""Moves in the admin: object buttons and bulk actions that go through the model's verbs.

``MovesAdmin`` is the base of every admin of a thing with a table of moves. State fields are
read-only there; a decision is a verb with ``by=``, asked for on a page of its own where it needs a
reason, and told of in the history below the form.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import Action, ActionLocation
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.lifecycle import Lifecycle, Move, MoveRefused
from community.models import Event


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Sent with the letter, in the words you write here."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "autofocus": True}),
    )


class MovesAdmin(admin.ModelAdmin):
    change_form_template = "admin/moves/change_form.html"
    moves: Sequence[str] = ()  # the moves of the secretariat, in the order of their buttons

    # --- What the pages show -----------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_move"
        view = self.admin_site.admin_view(self.move_view)
        own = path("<int:pk>/move/<slug:move>/", view, name=name)
        return [own, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        thing = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if thing is not None:
            context["buttons"] = self.buttons(thing)
            context["events"] = self.history_of(thing)
            context["preview"] = self.preview(request, thing)
        return super().change_view(request, object_id, form_url, context)

    def history_of(self, thing: Lifecycle) -> list[dict[str, Any]]:
        """Events in the officer's language: moves and states by their labels."""
        states = dict(self.model._meta.get_field("status").flatchoices)
        return [
            {
                "event": event,
                "what": thing.MOVES[event.name].label if event.name in thing.MOVES else event.name,
                "source": states.get(event.source, event.source),
                "target": states.get(event.target, event.target),
            }
            for event in Event.objects.of(thing).as_timeline()
        ]

    def preview(self, request: HttpRequest, thing: Any) -> str:
        """What the public would see, as HTML; overridden where there is such a page."""
        return ""

    def open(self, thing: Lifecycle) -> list[Move]:
        """The buttons: moves of the secretariat that are possible from the state it is in."""
        rows = (thing.MOVES[name] for name in self.moves)
        return [move for move in rows if thing.status in move.sources]

    def buttons(self, thing: Lifecycle) -> list[dict[str, Any]]:
        """What may be done now: label, address, and whether a page asks something first."""
        return [
            {
                "label": move.label,
                "address": self.address_of(thing, move),
                "asks": bool(self.form_for(move, thing).base_fields),
            }
            for move in self.open(thing)
        ]

    def address_of(self, thing: Lifecycle, move: Move) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_move"
        return reverse(name, args=[thing.pk, move.name])

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing with a history is deleted; it is archived, retired or withdrawn."""
        return False

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
        form = self.form_for(row, thing)(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            if self.decide(request, thing, row, form.cleaned_data):
                self.message_user(request, _("Done: %(thing)s") % {"thing": thing})
            return HttpResponseRedirect(reverse("admin:index"))
        return self.ask(request, row, form, [thing])

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
        context = {
            **self.admin_site.each_context(request),
            "title": move.label,
            "opts": self.opts,
            "move": move,
            "form": form,
            "things": things,
            **extra,
        }
        return TemplateResponse(request, "admin/moves/decide.html", context)

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
        form = self.form_for(move)(request.POST if "decided" in request.POST else None)
        if "decided" not in request.POST or not form.is_valid():
            name = f"move_{move.name}"
            return self.ask(request, move, form, list(things), action=name, chosen=things)
        done = sum(self.decide(request, thing, move, form.cleaned_data) for thing in things)
        told = ngettext("%(count)d decided.", "%(count)d decided.", done) % {"count": done}
        self.message_user(request, told)
        return None


def _decide_many(
    admin: MovesAdmin, request: HttpRequest, things: QuerySet[Any], *, move: Move
) -> HttpResponse | None:
    return admin.many(request, move, things)
