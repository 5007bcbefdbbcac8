"""Organizations, their people and the countries at the secretariat's desk.

The state of an organization changes by its moves alone (``MovesAdmin``); fields are for mending
what it says about itself and for writing down how it was verified.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from community.lifecycle import Move, MoveRefused
from community.moderation import MovesAdmin
from community.plain_text import PlainTextForm
from community.theme_field import ThemesField
from members.doubts import doubts_about
from members.models import Country, Membership, Organization
from members.models.memberships import ONE_FOCAL_POINT
from members.models.trust import PENDING
from members.profiles import facts_of
from members.vocabulary import VerifiedBecause
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
    "check_began_at",
    "check_began_by",
    "domain_proven_at",
    "domain_proven_with",
    "doubts",
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


class ApprovalForm(PlainTextForm, forms.Form):
    """An approval says why the organization is trusted; its profile shows it for ever."""

    because = forms.ChoiceField(
        label=_("Verified because"), choices=VerifiedBecause.choices, widget=forms.RadioSelect
    )
    how = forms.CharField(
        label=_("Verified how"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("For example the date and number of the letter. Everyone reads it."),
    )
    reason = forms.CharField(
        label=_("A word to the organization"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Sent with the letter, in the words you write here."),
    )


def approval_of(organization: Organization) -> type[ApprovalForm]:
    """The form with what is known of this one: whether its domain is proven."""
    when, choices = organization.domain_proven_at, VerifiedBecause.choices
    because = forms.ChoiceField(
        label=_("Verified because"),
        choices=choices if when else choices[1:],
        widget=forms.RadioSelect,
        initial=VerifiedBecause.DOMAIN if when else None,
        help_text=proof_of(organization),
    )
    return type("ApprovalForm", (ApprovalForm,), {"because": because})


def proof_of(organization: Organization) -> str:
    if not organization.domain_proven_at:
        return gettext("Its official e-mail domain is not proven yet.")
    told = gettext("Its official e-mail domain was proven on %(date)s with %(address)s.")
    date = date_format(localtime(organization.domain_proven_at))
    return told % {"date": date, "address": organization.domain_proven_with}


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
        (
            None,
            {"fields": ("number", "status", "status_since", "applied_by", "doubts",
                        "check_began_at", "check_began_by")},
        ),
        (
            _("Verified"),
            {"fields": ("domain_proven_at", "domain_proven_with", "verified_because",
                        "verified_how", "verified_at", "verified_by", "confirmed_at")},
        ),
        (
            _("The organization"),
            {"fields": ("kind", "name", "name_en", "acronym", "slug", "country", "source_url",
                        "is_national_focal", "website", "official_email", "email_domain")},
        ),
        (
            _("What it does"),
            {"fields": ("description", "description_language", "languages", "interests",
                        "knows", "seeks", "logo_alt")},
        ),
    )  # fmt: skip

    def form_for(self, move: Move, thing: Any = None) -> type[forms.Form]:
        if move.name != "approve":
            return super().form_for(move, thing)
        return approval_of(thing) if thing else ApprovalForm

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.begin_check))
        name = "members_organization_begin_check"
        return [path("<int:pk>/begin-check/", view, name=name), *super().get_urls()]

    def buttons(self, thing: Any) -> list[dict[str, Any]]:
        """First of all: somebody has taken the application up."""
        found = super().buttons(thing)
        if thing.status in PENDING and not thing.check_began_at:
            address = reverse("admin:members_organization_begin_check", args=[thing.pk])
            found.insert(0, {"label": _("Begin the check"), "address": address, "asks": False})
        return found

    def begin_check(self, request: HttpRequest, pk: int) -> HttpResponse:
        """No move: the state stays, the applicant sees that an officer looks at it."""
        organization = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, organization):
            raise PermissionDenied
        try:
            organization.begin_check(by=request.user)
        except MoveRefused as refusal:
            self.message_user(request, " ".join(refusal.messages), "warning")
        return redirect("admin:members_organization_change", pk)

    @admin.display(description=_("Look closely"))
    def doubts(self, organization: Organization) -> str:
        """Names and domains that pass for others, and who may be the same."""
        return "\n".join(doubts_about(organization)) or "–"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Organizations register themselves; somebody must speak for each."""
        return False

    def preview(self, request: HttpRequest, thing: Organization) -> str:
        context = {"organization": thing, "facts": facts_of(thing)}
        return render_to_string("members/_parts/preview.html", context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Only what was changed: a decision made meanwhile by another officer stays."""
        plain = {field.name for field in Organization._meta.concrete_fields}
        obj.save(update_fields=plain & set(form.changed_data))


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
