"""The ground floor at the secretariat's desk: people, vocabulary, letters and the audit."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from community import tasks
from community.models import Event, Letter, Person, Synonym, Theme


class ReadOnlyAdmin(admin.ModelAdmin):
    """What is written by the portal itself can be looked at, not changed."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    list_display = ("email", "name", "language", "is_staff", "is_active", "date_joined")
    list_filter = ("is_staff", "is_active", "language", "participation")
    search_fields = ("email", "name")
    ordering = ("-date_joined",)
    fields = (
        "email",
        "name",
        "language",
        "participation",
        "is_active",
        "is_staff",
        "groups",
        "date_joined",
        "last_login",
    )
    readonly_fields = ("date_joined", "last_login")
    filter_horizontal = ("groups",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SynonymInline(admin.TabularInline):
    model = Synonym
    extra = 1


@admin.register(Theme)
class ThemeAdmin(admin.ModelAdmin):
    list_display = ("label_en", "label_es", "label_pt", "label_fr", "parent")
    list_filter = (("parent", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("label_en", "label_es", "label_pt", "label_fr", "synonyms__text")
    prepopulated_fields = {"slug": ("label_en",)}
    fields = (
        "label_en",
        "label_es",
        "label_pt",
        "label_fr",
        "slug",
        "parent",
        "scope_note",
        "reference",
    )
    inlines = [SynonymInline]

    def save_model(self, request: HttpRequest, obj: Theme, form: Any, change: bool) -> None:
        obj.name = obj.label_en
        super().save_model(request, obj, form, change)


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("at", "subject_label", "name", "source", "target", "by", "organization_name")
    list_filter = ("name", ("subject_type", admin.RelatedOnlyFieldListFilter))
    search_fields = ("subject_label", "organization_name", "organization_number")
    date_hierarchy = "at"
    list_select_related = ("by",)


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    list_display = ("written_at", "name", "address", "subject", "sent_at", "last_error")
    list_filter = ("name", "language", ("sent_at", admin.EmptyFieldListFilter))
    search_fields = ("address", "subject")
    actions = ("send_again",)

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A code is for its reader alone: whoever saw it here could sign in as her."""
        hidden = ("message_id", "is_secret")
        return (*hidden, "body") if obj is not None and obj.is_secret else hidden

    @admin.action(description=_("Try to send again"), permissions=["view"])
    def send_again(self, request: HttpRequest, letters: QuerySet[Letter]) -> None:
        """Only what was never sent: a letter goes out once."""
        # One with a code that came back has lost its text.
        unsent = letters.filter(sent_at=None).exclude(body="")
        unsent.update(refused_at=None)
        for letter in unsent:
            tasks.deliver_letter.defer(letter_id=letter.pk)
