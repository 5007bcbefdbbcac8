"""Sheets and lessons at the secretariat's desk.

The state of a sheet changes by its moves alone; the sheet stands as the public will read it above
the buttons. Fields are for mending what is plainly wrong: the organization sees every version.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from taggit import admin as taggit

from community.languages import Language
from community.lifecycle import Move
from community.moderation import ListAdmin, MovesAdmin, OnRecordAdmin
from community.signed_in import SignedInRequest
from community.theme_field import ThemesField
from experiences.decisions import DecisionForm, DeskReturnForm
from experiences.forms import CountriesField, KeywordsField
from experiences.models import (
    Attachment,
    Block,
    Experience,
    Figure,
    Keyword,
    Lesson,
    Review,
    Source,
    Translation,
)
from experiences.restore_admin import RestoreAdmin
from experiences.review_admin import ReviewAdmin
from experiences.review_form import first_answers
from experiences.translation_admin import ACTS, TranslationAdmin
from experiences.using import with_uses
from experiences.vocabulary import Population
from members.admin.transfers import TransferAdmin
from members.models import Country
from members.people.log import DONE

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
    "confirmed_at",
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

    countries = CountriesField(Country.objects.all(), label=_("Countries"), required=False)
    themes = ThemesField(label=_("Themes"), required=False)
    keywords = KeywordsField(label=_("Keywords"), required=False, max_length=600)
    exchange_languages = forms.MultipleChoiceField(
        label=_("Languages of the exchange"),
        choices=Language.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    populations = forms.MultipleChoiceField(
        label=_("Target populations"),
        choices=Population.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        labels = {"number": _("Number")}

    def clean(self) -> dict[str, Any]:
        """The desk climbs the ladder by the same rule; sources are named before the stage."""
        data = super().clean() or {}
        if {"maturity", "evidence"} & set(self.changed_data):
            self.instance.maturity = data.get("maturity", "")
            self.instance.evidence = data.get("evidence", "")
            for name, told in self.instance.missing_for_stage().items():
                self.add_error(name, told)
        return data


class LessonInline(admin.StackedInline):
    model = Lesson
    fields = ("claim", "because", "do_differently", "phase", "polarity", "evidence")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class BlockInline(admin.StackedInline):
    model = Block
    fields = (
        ("title", "kind"),
        ("purpose", "how"),
        ("enabling_factors", "lesson"),
        ("needed_law", "needed_data", "needed_systems"),
    )
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class FigureInline(admin.StackedInline):
    model = Figure
    fields = (("kind", "value", "unit", "year", "source"),)
    extra = 0


class SourceInline(admin.StackedInline):
    model = Source
    fields = (("kind", "title", "url"),)
    extra = 0


class AttachmentInline(admin.StackedInline):
    """Described or taken out here; files come from the organization alone."""

    model = Attachment
    fields = (("name", "kind"), ("title", "alt", "credit"))
    readonly_fields = ("name", "kind")
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Experience)
class ExperienceAdmin(ReviewAdmin, TransferAdmin, RestoreAdmin, MovesAdmin):
    form = SheetAdminForm
    acts = {
        **DONE,
        "review": _("Looked at again after a change"),
        "transfer": _("Given to another organization"),
        "still_true": _("Confirmed as still true"),
        "adapted": _("Another sheet was adapted from it"),
        "restore": _("Brought back as it was in an earlier version"),
        **ACTS,
    }
    moves = ("publish", "return", "archive", "republish")
    list_display = ("title", "organization", "language", "status", "since", "read_lately")
    list_filter = ("status", ChangedSinceReview, "is_sample", "language", "countries")
    list_select_related = ("organization",)
    list_per_page = 40
    search_fields = ("title", "programme", "organization__name", "organization__acronym")
    ordering = ("status_since",)  # what waits longest stands first
    readonly_fields = (*NEVER_TYPED, "organization", "adapted_from")
    inlines = (LessonInline, BlockInline, FigureInline, SourceInline, AttachmentInline)
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
                    "evidence",
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
                    "adapted_from",
                    "adapted_how",
                    "licence",
                )
            },
        ),
        (
            _("The long form"),
            {
                "fields": (
                    "legal_frame",
                    "institutional_frame",
                    "stakeholders",
                    "sustainability",
                    "available_for_exchange",
                    "exchange_how",
                    "exchange_languages",
                    "exchange_capacity",
                ),
                "classes": ("collapse",),
            },
        ),
    )

    @admin.display(description=_("Readings in 12 months"))
    def read_lately(self, sheet: Any) -> int:
        return int(sheet.readings)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Experience]:
        found: QuerySet[Experience] = with_uses(super().get_queryset(request))
        return found

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

    @admin.action(description=_("Mark as looked at again"))
    def mark_reviewed(self, request: HttpRequest, rows: Any) -> None:
        for sheet in rows.changed_since_review():
            sheet.mark_reviewed(by=request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Organizations write their sheets themselves."""
        return False


@admin.register(Lesson)
class LessonAdmin(ListAdmin):
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


admin.site.register(Translation, TranslationAdmin)


class MergeForm(forms.Form):
    def __init__(self, words: QuerySet[Keyword], data: Any = None) -> None:
        super().__init__(data)
        self.fields["kept"] = forms.ModelChoiceField(
            words,
            label=_("The word that stays"),
            help_text=_("Sheets with one of the others have this one instead."),
            empty_label=None,
            widget=forms.RadioSelect,
        )


admin.site.unregister(taggit.Tag)  # taggit's own cannot merge what the portal keeps


@admin.register(Keyword)
class KeywordAdmin(OnRecordAdmin):
    acts = {"merge": _("Took the place of another word")}
    list_display = ("name", "sheets")
    search_fields = ("name",)
    ordering = ("name",)
    fields = ("name",)
    actions = ("merge",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Keyword]:
        return super().get_queryset(request).annotate(number=Count("keyworded_experiences"))

    @admin.display(description=_("experiences"), ordering="number")
    def sheets(self, word: Any) -> int:
        return int(word.number)

    @admin.action(description=_("Merge"), permissions=["change"])
    def merge(self, request: SignedInRequest, words: QuerySet[Keyword]) -> HttpResponse | None:
        form = MergeForm(words, request.POST if "decided" in request.POST else None)
        if form.is_valid():
            kept = form.cleaned_data["kept"]
            for word in words.exclude(pk=kept.pk):
                word.merge_into(kept, by=request.user)
            self.message_user(request, _("Done: %(thing)s") % {"thing": kept}, messages.SUCCESS)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge"),
            "opts": self.opts,
            "move": {"label": _("Merge")},
            "form": form,
            "things": words,
            "chosen": words,
            "action": "merge",
        }
        return TemplateResponse(request, "admin/moves/decide.html", context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Words come with the sheets they are about."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A word can go, unlike a thing with a life."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)
