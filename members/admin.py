"""Organizations, their people and the countries at the secretariat's desk.

The state of an organization changes by its moves alone (``MovesAdmin``); fields are for mending
what it says about itself and for writing down how it was verified.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from community.lifecycle import MoveRefused
from community.moderation import MovesAdmin
from community.plain_text import PlainTextForm
from community.theme_field import ThemesField
from members.models import Country, Membership, Organization
from members.models.memberships import ONE_FOCAL_POINT
from members.profiles import facts_of
from members.working_languages import WorkingLanguage

NEVER_TYPED = (
    "status",
    "status_since",
    "number",
    "slug",
    "applied_by",
    "verified_at",
    "verified_by",
    "confirmed_at",
    "source_url",
)


class OrganizationDeskForm(PlainTextForm, forms.ModelForm):
    """Themes are chosen, never typed: typing would make new ones."""

    languages = forms.MultipleChoiceField(
        label=_("working languages"),
        choices=WorkingLanguage.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    knows = ThemesField(label=_("themes it knows"), required=False)
    seeks = ThemesField(label=_("themes it seeks"), required=False)


class RoleForm(forms.ModelForm):
    def clean_role(self) -> str:
        role = str(self.cleaned_data["role"])
        if self.instance.is_active and self.instance.is_taken(role):
            raise forms.ValidationError(ONE_FOCAL_POINT)
        return role


class MembershipInline(admin.TabularInline):
    model = Membership
    fields = ("person", "role", "requested_at", "confirmed_at", "ended_at")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Organization)
class OrganizationAdmin(MovesAdmin):
    form = OrganizationDeskForm
    moves = ("approve", "ask", "refuse", "suspend", "reinstate", "retire")
    list_display = ("name", "acronym", "kind", "country", "status", "status_since")
    list_filter = ("status", "kind", "is_sample", "is_national_focal", "country__subregion")
    list_select_related = ("country",)
    list_per_page = 40
    search_fields = ("name", "name_en", "acronym", "email_domain", "official_email")
    ordering = ("status_since",)  # who waits longest stands first
    readonly_fields = NEVER_TYPED
    inlines = [MembershipInline]
    fieldsets = (
        (None, {"fields": ("number", "status", "status_since", "applied_by")}),
        (
            _("Verified"),
            {"fields": ("verified_how", "verified_at", "verified_by", "confirmed_at")},
        ),
        (
            _("The organization"),
            {"fields": ("kind", "name", "name_en", "acronym", "slug", "country", "source_url",
                        "is_national_focal", "website", "official_email", "email_domain")},
        ),
        (
            _("What it does"),
            {"fields": ("description", "description_language", "languages", "knows", "seeks")},
        ),
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Organizations register themselves; somebody must speak for each."""
        return False

    def preview(self, request: HttpRequest, thing: Organization) -> str:
        context = {"organization": thing, "facts": facts_of(thing)}
        return render_to_string("members/_parts/preview.html", context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Only what was changed: a decision made meanwhile by another officer stays."""
        plain = {field.name for field in Organization._meta.concrete_fields}
        obj.keep(plain & set(form.changed_data))


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    form = RoleForm
    list_display = ("person", "organization", "role", "requested_at", "confirmed_at", "ended_at")
    list_filter = (("confirmed_at", admin.EmptyFieldListFilter), "role")
    list_select_related = ("person", "organization")
    search_fields = ("person__email", "person__name", "organization__name")
    ordering = ("-requested_at",)
    readonly_fields = (
        "person",
        "organization",
        "message",
        "requested_at",
        "confirmed_at",
        "confirmed_by",
        "ended_at",
    )
    fields = ("role", *readonly_fields)
    actions = ("let_in", "turn_down")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        try:
            obj.change_role(form.cleaned_data["role"], by=request.user)
        except MoveRefused as refusal:
            self.message_user(request, " ".join(refusal.messages), "warning")

    @admin.action(description=_("Let in (organizations without a focal point)"))
    def let_in(self, request: HttpRequest, rows: QuerySet[Membership]) -> None:
        self._decide(request, rows, "accept")

    @admin.action(description=_("Decline (organizations without a focal point)"))
    def turn_down(self, request: HttpRequest, rows: QuerySet[Membership]) -> None:
        self._decide(request, rows, "decline")

    def _decide(self, request: HttpRequest, rows: QuerySet[Membership], verb: str) -> None:
        for membership in rows:
            try:
                getattr(membership, verb)(by=request.user)
            except MoveRefused as refusal:
                self.message_user(request, f"{membership}: {' '.join(refusal.messages)}", "warning")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Country)
class CountryAdmin(admin.ModelAdmin):
    list_display = ("iso2", "name_en", "subregion", "oas_status")
    list_filter = ("subregion", "oas_status")
    search_fields = ("iso2", "name_en", "name_es", "name_pt", "name_fr")
    readonly_fields = ("iso2",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
