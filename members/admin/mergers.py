"""Merging two organizations at the desk, and undoing it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from community.acts_admin import ActsAdmin, Link, ReasonForm
from community.desk_lists import Filled
from community.lifecycle import MoveRefused
from community.signed_in import SignedInRequest
from members import moving
from members.admin.choosing import OrganizationField
from members.models import Merger, Organization


class IntoForm(forms.Form):
    into = OrganizationField(label=_("Which organization is kept?"))


class MergingAdmin(ActsAdmin):
    """Mixed into the admin of organizations: first the one that is kept, then what moves."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.merge_view)
        own = path("<int:pk>/merge/", view, name="members_organization_merge")
        return [own, *super().get_urls()]

    def acts_on(self, thing: Organization) -> list[Link]:
        acts = super().acts_on(thing)
        if thing.is_approved:
            url = reverse("admin:members_organization_merge", args=[thing.pk])
            acts = [*acts, (_("Merge into another"), url)]
        for merger in Merger.objects.can_be_undone().filter(merged=thing):
            url = reverse("admin:members_merger_undo", args=[merger.pk])
            acts = [*acts, (_("Undo the merger"), url)]
        return acts

    def merge_view(self, request: SignedInRequest, pk: int) -> HttpResponse:
        merged = self.get_object(request, str(pk))
        if merged is None:
            raise Http404
        if not self.has_change_permission(request, merged):
            raise PermissionDenied
        written = request.POST if request.method == "POST" else None
        choice, form = IntoForm(written or request.GET or None), ReasonForm(written)
        kept = choice.cleaned_data["into"] if choice.is_valid() else None
        if kept and form.is_valid() and self._merge(request, kept, merged, form):
            self.message_user(request, _("Done: %(thing)s") % {"thing": merged})
            url = reverse("admin:members_organization_change", args=[kept.pk])
            return HttpResponseRedirect(url)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge %(name)s into another") % {"name": merged},
            "opts": self.opts,
            "merged": merged,
            "kept": kept,
            "choice": choice,
            "form": form,
            "counts": sorted(moving.counted(merged).items()) if kept else [],
        }
        return TemplateResponse(request, "admin/members/merge.html", context)

    def _merge(
        self, request: SignedInRequest, kept: Organization, merged: Organization, form: forms.Form
    ) -> bool:
        merger = Merger(kept=kept, merged=merged, reason=form.cleaned_data["reason"])
        try:
            merger.make(by=request.user)
        except MoveRefused as refusal:
            form.add_error(None, " ".join(refusal.messages))
            return False
        return True


@admin.register(Merger)
class MergerAdmin(ActsAdmin):
    list_display = ("merged", "kept", "at", "by", "undone_at")
    list_filter = (("undone_at", Filled),)
    list_select_related = ("merged", "kept", "by")
    search_fields = ("merged__name", "kept__name")
    ordering = ("-at",)
    fields = ("merged", "kept", "reason", "at", "by", "undone_at", "undone_by")
    readonly_fields = fields

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.undo_view)
        return [path("<int:pk>/undo/", view, name="members_merger_undo"), *super().get_urls()]

    def acts_on(self, thing: Merger) -> list[Link]:
        if not Merger.objects.can_be_undone().filter(pk=thing.pk).exists():
            return []
        return [(_("Undo the merger"), reverse("admin:members_merger_undo", args=[thing.pk]))]

    def undo_view(self, request: SignedInRequest, pk: int) -> HttpResponse:
        merger = self.get_object(request, str(pk))
        if merger is None:
            raise Http404
        if not self.has_change_permission(request, merger):
            raise PermissionDenied
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            self._undo(request, merger, form.cleaned_data["reason"])
            url = reverse("admin:members_organization_change", args=[merger.merged_id])
            return HttpResponseRedirect(url)
        kept = {"kept": merger.kept}
        told = [
            str(merger),
            _("What came with it goes back as it was.") % kept,
            _("What was made since then, or changed hands, stays with %(kept)s.") % kept,
        ]
        return self.act_page(request, _("Undo the merger"), form, told)

    def _undo(self, request: SignedInRequest, merger: Merger, reason: str) -> None:
        try:
            left = merger.undo(by=request.user, reason=reason)
        except MoveRefused as refusal:
            self.message_user(request, " ".join(refusal.messages), "warning")
            return
        self.message_user(request, _("Done: %(thing)s") % {"thing": merger.merged})
        if left:
            told = ngettext(
                "%(count)d thing was changed since then and stays as it is now.",
                "%(count)d things were changed since then and stay as they are now.",
                left,
            )
            self.message_user(request, told % {"count": left}, "warning")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Mergers are made on the page of the organization that goes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
