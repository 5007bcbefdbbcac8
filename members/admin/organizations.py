"""Organizations at the desk.

The state of an organization changes by its moves alone (``MovesAdmin``); fields are for mending
what it says about itself and for writing down how it was verified.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from community.mending import MendingAdmin, MendingForm
from community.plain_text import PlainTextForm
from community.theme_field import ThemesField
from members.admin.approval import ApprovalAdmin
from members.admin.memberships import MembershipInline
from members.admin.mergers import MergingAdmin
from members.admin.orphans import OrphansAdmin
from members.models import Organization
from members.names_field import NamesField
from members.profile.facts import facts_of, other_names
from members.profile.told import told_of
from members.working_languages import WorkingLanguage

NEVER_TYPED = (
    "status",
    "status_since",
    "merged_into",
    "number",
    "slug",
    "applied_by",
    "verified_at",
    "verified_by",
    "confirmed_at",
    "source_url",
    "check_began_at",
    "who_began_the_check",
    "domain_proven_at",
    "domain_proven_with",
    "doubts",
)


class OrganizationDeskForm(PlainTextForm, MendingForm):
    """Themes are chosen, never typed: typing would make new ones."""

    languages = forms.MultipleChoiceField(
        label=_("working languages"),
        choices=WorkingLanguage.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    aliases = NamesField(
        label=_("Also known as"),
        required=False,
        help_text=_("Other names and acronyms that people look for; one in each line."),
    )
    knows = ThemesField(label=_("themes it knows"), required=False)
    seeks = ThemesField(label=_("themes it seeks"), required=False)

    class Meta:
        labels = {"number": _("Number")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["aliases"] = self.instance.aliases()

    def _today(self, name: str) -> Any:
        return self.instance.aliases() if name == "aliases" else super()._today(name)


@admin.register(Organization)
class OrganizationAdmin(ApprovalAdmin, MergingAdmin, OrphansAdmin, MendingAdmin):
    form = OrganizationDeskForm
    moves = ("approve", "ask", "refuse", "suspend", "reinstate", "retire")
    list_display = ("name", "acronym", "kind", "country", "status", "since")
    list_filter = ("status", "kind", "is_sample", "is_national_focal", "country__subregion")
    list_select_related = ("country",)
    list_per_page = 40
    search_fields = ("name", "name_en", "acronym", "email_domain", "official_email")
    ordering = ("status_since",)  # who waits longest stands first
    readonly_fields = NEVER_TYPED
    inlines = [MembershipInline]
    fieldsets = (
        (
            None,
            {"fields": ("number", "status", "status_since", "merged_into", "applied_by", "doubts",
                        "check_began_at", "who_began_the_check")},
        ),
        (
            _("Verified"),
            {"fields": ("domain_proven_at", "domain_proven_with", "verified_because",
                        "verified_how", "verified_at", "verified_by", "confirmed_at")},
        ),
        (
            _("The organization"),
            {"fields": ("kind", "name", "name_en", "acronym", "aliases", "slug", "country",
                        "source_url", "is_national_focal", "website", "official_email",
                        "email_domain")},
        ),
        (
            _("What it does"),
            {"fields": ("description", "description_language", "languages", "interests",
                        "knows", "seeks", "logo_alt")},
        ),
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Organizations register themselves; somebody must speak for each."""
        return False

    def preview(self, request: HttpRequest, thing: Organization) -> str:
        context = {"organization": thing, "facts": facts_of(thing) + other_names(told_of(thing))}
        return render_to_string("members/_parts/preview.html", context)

    @admin.display(description=_("Also known as"))
    def aliases(self, thing: Organization) -> str:
        """For officers who may look at it only."""
        return ", ".join(thing.aliases())

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """With another name comes another address."""
        obj.keep(self.columns(form))
        if "aliases" in form.touched():
            obj.call_it_also(form.cleaned_data["aliases"])
