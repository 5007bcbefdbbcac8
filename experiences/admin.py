"""Sheets and lessons at the secretariat's desk.

The state of a sheet changes by its moves alone; the sheet stands as the public will read it above
the buttons. Fields are for mending what is plainly wrong: the organization sees every version.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from community.lifecycle import Move
from community.moderation import MovesAdmin
from community.theme_field import ThemesField
from experiences.decisions import DecisionForm, ReturnForm
from experiences.forms import KeywordsField
from experiences.models import Experience, Figure, Lesson, Source
from members.admin.transfers import TransferAdmin

NEVER_TYPED = (
    "status",
    "status_since",
    "number",
    "submitted_at",
    "submitted_by",
    "published_at",
    "published_by",
    "reviewed_at",
    "changed_at",
)


class ChangedSinceReview(admin.SimpleListFilter):
    title = _("changed since review")
    parameter_name = "changed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.changed_since_review() if self.value() == "yes" else queryset


class SheetAdminForm(forms.ModelForm):
    """Themes are chosen from the vocabulary: a word typed here must not become a theme."""

    themes = ThemesField(label=_("Themes"), required=False)
    keywords = KeywordsField(label=_("Keywords"), required=False, max_length=600)


class LessonInline(admin.StackedInline):
    model = Lesson
    fields = ("claim", "because", "do_differently", "phase", "polarity", "evidence")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class FigureInline(admin.TabularInline):
    model = Figure
    fields = ("value", "unit", "year", "source")
    extra = 0


class SourceInline(admin.TabularInline):
    model = Source
    fields = ("title", "url")
    extra = 0


@admin.register(Experience)
class ExperienceAdmin(TransferAdmin, MovesAdmin):
    form = SheetAdminForm
    moves = ("publish", "return", "archive", "republish")
    list_display = ("title", "organization", "language", "status", "status_since")
    list_filter = ("status", ChangedSinceReview, "is_sample", "language", "countries")
    list_select_related = ("organization",)
    list_per_page = 40
    search_fields = ("title", "programme", "organization__name", "organization__acronym")
    ordering = ("status_since",)  # what waits longest stands first
    readonly_fields = (*NEVER_TYPED, "organization")
    filter_horizontal = ("countries",)
    inlines = (LessonInline, FigureInline, SourceInline)
    actions = ("mark_reviewed",)
    fieldsets = (
        (None, {"fields": ("number", "organization", "status", "status_since")}),
        (_("Who and when"), {"fields": NEVER_TYPED[3:], "classes": ("collapse",)}),
        (
            _("The sheet"),
            {
                "fields": (
                    "title",
                    "slug",
                    "language",
                    "summary",
                    "overview",
                    "programme",
                    "countries",
                    "scale",
                    ("start_year", "end_year"),
                    "themes",
                    "keywords",
                    "populations",
                    "instrument",
                    "maturity",
                )
            },
        ),
        (
            _("The story"),
            {
                "fields": (
                    "problem",
                    "what_was_done",
                    "results",
                    "what_did_not_work",
                    "conditions_for_transfer",
                    "licence",
                )
            },
        ),
    )

    def preview(self, request: HttpRequest, thing: Experience) -> str:
        return render_to_string("experiences/_parts/preview.html", {"sheet": thing})

    def form_for(self, move: Move, thing: Any = None) -> type[forms.Form]:
        """Notes are about one sheet: several at once are returned with a reason alone."""
        if move.name == "return":
            return ReturnForm if thing is not None else DecisionForm
        return super().form_for(move, thing)

    def decide(self, request: HttpRequest, thing: Any, move: Move, answers: dict[str, Any]) -> bool:
        notes = {
            name.removeprefix("note_"): text
            for name, text in answers.items()
            if name.startswith("note_") and text
        }
        plain = {name: value for name, value in answers.items() if not name.startswith("note_")}
        return super().decide(request, thing, move, plain | ({"notes": notes} if notes else {}))

    @admin.action(description=_("Mark as looked at again"))
    def mark_reviewed(self, request: HttpRequest, rows: Any) -> None:
        for sheet in rows.changed_since_review():
            sheet.mark_reviewed(by=request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Organizations write their sheets themselves."""
        return False


@admin.register(Lesson)
class LessonAdmin(admin.ModelAdmin):
    list_display = ("claim", "organization", "polarity", "phase", "language")
    list_filter = ("polarity", "phase", "language")
    list_select_related = ("organization",)
    search_fields = ("claim", "because")
    readonly_fields = ("number", "experience", "organization", "published_at")
    fields = (
        *readonly_fields,
        "language",
        "claim",
        "because",
        "holds_where",
        "not_where",
        "do_differently",
        "phase",
        "polarity",
        "evidence",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
