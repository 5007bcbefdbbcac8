"""Bringing a version of a sheet back, at the desk: what would change stands above the button."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from community.acts_admin import ActsAdmin, Link, ReasonForm
from community.lifecycle import MoveRefused
from community.signed_in import SignedInRequest
from experiences.differences import Change, changes
from experiences.models import Experience
from experiences.models.versions import Past


class RestoreForm(ReasonForm):
    version = forms.IntegerField(label=_("Number of the version"), min_value=1)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("version", "reason", "seen")


class RestoreAdmin(ActsAdmin):
    """Mix it into the admin of sheets."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.restore_view)
        own = path("<int:pk>/restore/", view, name="experiences_experience_restore")
        return [own, *super().get_urls()]

    def acts_on(self, thing: Any) -> list[Link]:
        address = reverse("admin:experiences_experience_restore", args=[thing.pk])
        return [*super().acts_on(thing), (_("Restore a version"), address)]

    def restore_view(self, request: SignedInRequest, pk: int) -> HttpResponse:
        sheet = self.get_object(request, str(pk))
        if sheet is None:
            raise Http404
        if not self.has_change_permission(request, sheet):
            raise PermissionDenied
        past = Past(sheet)
        asked = request.GET.get("version", "")
        version = int(asked) if asked.isdecimal() and len(asked) < 10 else len(past) - 1
        initial = {"version": max(version, 1), "seen": len(past)}
        form = RestoreForm(request.POST if request.method == "POST" else None, initial=initial)
        if form.is_valid() and _says_the_same(past, form.cleaned_data["version"]):
            form.add_error("version", _("The sheet says that already: nothing would change."))
        elif form.is_valid() and self._restore(request, sheet, form):
            self.message_user(request, _("Done: %(thing)s") % {"thing": sheet})
            name = "admin:experiences_experience_change"
            return HttpResponseRedirect(reverse(name, args=[sheet.pk]))
        told = [str(sheet), _would_change(past, form["version"].value())]
        return self.act_page(request, _("Restore a version"), form, told)

    def _restore(self, request: SignedInRequest, sheet: Experience, form: forms.Form) -> bool:
        """A refusal stands beside its field, and what was typed stays."""
        answers = form.cleaned_data
        try:
            sheet.restore(
                answers["version"], by=request.user, reason=answers["reason"], seen=answers["seen"]
            )
        except MoveRefused as refusal:
            form.add_error(None, refusal)
            return False
        return True


def _changes(past: Past, number: int) -> list[Change]:
    """From today to that version; without the state and the files, which stay."""
    then, today = past.moments([number, len(past)])
    return changes(past, today, then, without=("status", "attachments"))


def _says_the_same(past: Past, number: int) -> bool:
    """As where only the state changed since then: nobody is written to about nothing."""
    return 0 < number < len(past) and not _changes(past, number)


def _would_change(past: Past, asked: Any) -> str:
    number = int(asked) if str(asked).isdecimal() and len(str(asked)) < 10 else 0
    if not 0 < number < len(past):
        return str(_("There is no such earlier version."))
    told = _changes(past, number)
    context = {"number": number, "changes": told, "lang": past.sheet.language}
    return render_to_string("admin/moves/would_change.html", context)
