"""People of organizations at the desk: who asks to be let in, and who has which role."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from community.desk_lists import Filled, ListAdmin
from community.languages import colon
from community.lifecycle import MoveRefused
from members.models import Membership
from members.models.office import ONE_FOCAL_POINT


class RoleForm(forms.ModelForm):
    def clean_role(self) -> str:
        role = str(self.cleaned_data["role"])
        if self.instance.is_active and self.instance.is_taken(role):
            raise forms.ValidationError(ONE_FOCAL_POINT)
        return role


class MembershipInline(admin.TabularInline):
    model = Membership
    template = "admin/edit_inline/read.html"
    fields = ("person", "role", "requested_at", "confirmed_at", "ended_at")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Membership)
class MembershipAdmin(ListAdmin):
    form = RoleForm
    list_display = ("person", "organization", "role", "requested_at", "confirmed_at", "ended_at")
    list_filter = (("confirmed_at", Filled), "role")
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

    @admin.action(
        description=_("Let in (organizations without a focal point)"), permissions=["change"]
    )
    def let_in(self, request: HttpRequest, rows: QuerySet[Membership]) -> None:
        self._decide(request, rows, "accept")

    @admin.action(
        description=_("Decline (organizations without a focal point)"), permissions=["change"]
    )
    def turn_down(self, request: HttpRequest, rows: QuerySet[Membership]) -> None:
        self._decide(request, rows, "decline")

    def _decide(self, request: HttpRequest, rows: QuerySet[Membership], verb: str) -> None:
        done = 0
        for membership in rows:
            try:
                getattr(membership, verb)(by=request.user)
                done += 1
            except MoveRefused as refusal:
                told = f"{membership}{colon()} {' '.join(refusal.messages)}"
                self.message_user(request, told, "warning")
        if done:
            said = ngettext("%(count)d decided.", "%(count)d decided.", done) % {"count": done}
            self.message_user(request, said, "success")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
