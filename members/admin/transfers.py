"""Giving one thing from an organization to another: a page for each kind that can be given."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from community.acts_admin import ActsAdmin, Link, ReasonForm
from community.languages import colon
from community.lifecycle import MoveRefused
from community.signed_in import SignedInRequest
from members.admin.choosing import OrganizationField


class TransferForm(ReasonForm):
    to = OrganizationField(label=_("To which organization"))
    field_order = ("to", "reason")


class TransferAdmin(ActsAdmin):
    """Mix it into the admin of a ``Transferable``."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.transfer_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_transfer"
        return [path("<int:pk>/transfer/", view, name=name), *super().get_urls()]

    def acts_on(self, thing: Any) -> list[Link]:
        acts = super().acts_on(thing)
        if thing.organization_id is None:
            return acts
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_transfer"
        return [*acts, (_("Give to another organization"), reverse(name, args=[thing.pk]))]

    def transfer_view(self, request: SignedInRequest, pk: int) -> HttpResponse:
        thing = self.get_object(request, str(pk))
        if thing is None:
            raise Http404
        if not self.has_change_permission(request, thing):
            raise PermissionDenied
        form = TransferForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and self._transfer(request, thing, form):
            self.message_user(request, _("Done: %(thing)s") % {"thing": thing})
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
            return HttpResponseRedirect(reverse(name, args=[thing.pk]))
        told = [f"{self.opts.verbose_name}{colon()} {thing} ({thing.organization})"]
        return self.act_page(request, _("Give to another organization"), form, told)

    def _transfer(self, request: SignedInRequest, thing: Any, form: forms.Form) -> bool:
        """A refusal stands beside its field, and what was typed stays."""
        answers = form.cleaned_data
        try:
            thing.transfer(answers["to"], by=request.user, reason=answers["reason"])
        except MoveRefused as refusal:
            form.add_error(None, refusal)
            return False
        return True
