"""Two of a list become one, at the desk: an action for what has ``merge_into``."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.messages import SUCCESS
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.acts_admin import OnRecordAdmin
from community.desk_lists import ListAdmin
from community.lifecycle import MoveRefused
from community.signed_in import SignedInRequest


class KeptField(forms.ModelChoiceField):
    widget = forms.RadioSelect

    def label_from_instance(self, obj: Any) -> str:
        return str(getattr(obj, "in_use", obj))


class MergeForm(forms.Form):
    def __init__(self, things: QuerySet[Any], data: Any, label: Any, help_text: Any) -> None:
        super().__init__(data)
        self.things = things
        self.fields["kept"] = KeptField(things, label=label, help_text=help_text, empty_label=None)

    def clean(self) -> dict[str, Any]:
        if self.things.count() < 2:
            raise forms.ValidationError(_("Choose two or more in the list: one of them stays."))
        return super().clean() or {}

    def merge(self, by: Any) -> bool:
        """All of them or none; what refuses says why."""
        kept = self.cleaned_data["kept"]
        try:
            with transaction.atomic():
                for thing in self.things.exclude(pk=kept.pk).order_by("pk"):
                    thing.merge_into(kept, by=by)
        except MoveRefused as refused:
            self.add_error("kept", refused)
            return False
        return True


class MergesAdmin(OnRecordAdmin, ListAdmin):
    """Mix it into the admin of what can be merged."""

    actions = ("merge",)
    stays: tuple[str | Promise, str | Promise]  # the question, and what becomes of the others

    @admin.action(description=_("Merge"), permissions=["change"])
    def merge(self, request: SignedInRequest, things: QuerySet[Any]) -> HttpResponse | None:
        form = MergeForm(things, request.POST if "decided" in request.POST else None, *self.stays)
        if form.is_valid() and form.merge(request.user):
            kept = form.cleaned_data["kept"]
            self.message_user(request, _("Done: %(thing)s") % {"thing": kept}, SUCCESS)
            return None
        chosen = {"chosen": things, "action": "merge"}
        return self.act_page(request, _("Merge"), form, [], **chosen)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A word can go, unlike a thing with a life."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)
