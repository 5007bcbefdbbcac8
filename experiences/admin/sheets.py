"""Sheets at the secretariat's desk.

The state of a sheet changes by its moves alone; the sheet stands as the public will read it above
the buttons. Fields are for mending what is plainly wrong: the organization sees every version.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from community.languages import Language
from community.lifecycle import Move
from community.mending import MendingAdmin
from community.models import Event
from community.moderation import MovesAdmin
from experiences.admin import finding
from experiences.admin.fieldsets import FIELDSETS, NEVER_TYPED
from experiences.admin.parts import (
    AttachmentInline,
    BlockInline,
    FigureInline,
    LessonInline,
    SourceInline,
)
from experiences.admin.restoring import RestoreAdmin
from experiences.admin.reviewing import ReviewAdmin
from experiences.admin.sheet_form import SheetAdminForm
from experiences.admin.translations import ACTS
from experiences.admin.withholding import WithholdAdmin
from experiences.decisions import DecisionForm, DeskReturnForm
from experiences.forms import RELATED
from experiences.models import Experience, Review
from experiences.models.unsaved import unsaved
from experiences.review_form import first_answers
from experiences.using import with_uses
from members.admin.transfers import TransferAdmin
from members.people.log import DONE


class ChangedSinceReview(admin.SimpleListFilter):
    title = _("changed since review")
    parameter_name = "changed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.changed_since_review() if self.value() == "yes" else queryset


@admin.register(Experience)
class ExperienceAdmin(
    finding.Found, ReviewAdmin, TransferAdmin, RestoreAdmin, WithholdAdmin, MovesAdmin, MendingAdmin
):
    form = SheetAdminForm
    acts = {
        **DONE,
        "review": _("Looked at again after a change"),
        "transfer": _("Given to another organization"),
        "still_true": _("Confirmed as still true"),
        "adapted": _("Another sheet was adapted from it"),
        "restore": _("Brought back as it was in an earlier version"),
        "withhold": _("Versions withheld"),
        "release": _("Withheld versions shown again"),
        **ACTS,
    }
    moves = ("publish", "return", "archive", "republish")
    list_display = ("title", "organization", "language", "status", "since", "read_lately")
    list_filter = ("status", ChangedSinceReview, "is_sample", "language", "countries")
    list_select_related = ("organization",)
    list_per_page = 40
    search_fields = ("title",)  # and more (``keys_of``)
    ordering = ("status_since",)  # what waits longest stands first
    readonly_fields = (*NEVER_TYPED, "organization", "adapted_from")
    inlines = (LessonInline, BlockInline, FigureInline, SourceInline, AttachmentInline)
    fieldsets = FIELDSETS

    def keys_of(self, words: str) -> Q:
        return Q(pk__in=finding.sheets(words))

    @admin.display(description=_("Readings in 12 months"))
    def read_lately(self, sheet: Any) -> int:
        return int(sheet.readings)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Experience]:
        found: QuerySet[Experience] = with_uses(super().get_queryset(request))
        return found

    def save_model(self, request: HttpRequest, obj: Experience, form: Any, change: bool) -> None:
        """Nothing where nothing was mended: it would be a version all the same."""
        names = unsaved(obj, self.columns(form))
        form.is_new = bool(names or RELATED & set(form.changed_data))
        if form.is_new:
            obj.save(update_fields=[*names, "changed_at"])
        if "slug" in form.changed_data:
            obj.lead_on_from(form.initial["slug"])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        form.instance.lessons.ask_who_judged()
        if not form.is_new and any(rows.has_changed() for rows in formsets):
            form.instance.touch()

    def told(self, event: Event) -> dict[str, Any]:
        """What was done with a translation leads to no state; it says into which language."""
        row = super().told(event)
        if event.name in ACTS and event.target:
            row["target"] = Language(event.target).label
        return row

    def preview(self, request: HttpRequest, thing: Experience) -> str:
        return render_to_string("experiences/_parts/preview.html", {"sheet": thing})

    def form_for(self, move: Move, thing: Any = None) -> type[forms.Form]:
        """Notes are about one sheet: several at once are returned with a reason alone."""
        if move.name == "return":
            return DeskReturnForm if thing is not None else DecisionForm
        return super().form_for(move, thing)

    def decide(self, request: HttpRequest, thing: Any, move: Move, answers: dict[str, Any]) -> bool:
        notes = {
            name.removeprefix("note_"): text
            for name, text in answers.items()
            if name.startswith("note_") and text
        }
        plain = {name: value for name, value in answers.items() if not name.startswith("note_")}
        return super().decide(request, thing, move, plain | ({"notes": notes} if notes else {}))

    def ask(
        self, request: HttpRequest, move: Move, form: forms.Form, things: list[Any], **extra: Any
    ) -> HttpResponse:
        """Her own notes from the review of this submission stand ready."""
        if move.name == "return" and not form.is_bound and len(things) == 1:
            own = Review.objects.filter(reviewer_id=request.user.pk, experience=things[0])
            review = own.about(things[0].submitted_at).first()
            own_notes = first_answers(review)
            form.initial.update({n: v for n, v in own_notes.items() if n in form.fields})
        return super().ask(request, move, form, things, **extra)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Organizations write their sheets themselves."""
        return False
