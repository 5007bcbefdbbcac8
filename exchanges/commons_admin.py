"""The secretariat's view of many exchanges: reminders, waivers, clusters, figures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.acts_admin import Link
from community.lifecycle import MoveRefused
from community.moderation import MovesAdmin
from community.open_data import Writer, for_programs
from community.signed_in import SignedInRequest
from exchanges.clusters import alike, wanted
from exchanges.figures import FIGURE, figures, grouped
from exchanges.models import Exchange, Party, Want
from exchanges.models.reminders import remind_of
from exchanges.waiving import MANY, WaivingAdmin


class CommonsAdmin(WaivingAdmin, MovesAdmin):
    actions = ("remind", "waive_chosen")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("clusters/", view(self.clusters), name="exchanges_exchange_clusters"),
            path("figures/", view(self.figures), name="exchanges_exchange_figures"),
            *for_programs("figures/", view(self.figures_data), "exchanges_exchange_figures_"),
            path("<int:pk>/edition/", view(self.edition), name="exchanges_exchange_edition"),
            *super().get_urls(),
        ]

    def acts_on(self, thing: Exchange) -> list[Link]:
        acts = super().acts_on(thing)
        if thing.wants.standing().exists():
            address = reverse("admin:exchanges_exchange_edition", args=[thing.pk])
            acts = [*acts, (gettext_lazy("Open a multi-country edition"), address)]
        return acts

    @admin.action(description=gettext_lazy("Remind those whose turn it is"), permissions=["change"])
    def remind(self, request: HttpRequest, rows: QuerySet[Exchange]) -> None:
        sent = remind_of(rows)
        if not sent:
            told = _(
                "Nobody was written to: either it is nobody’s turn, or they had a reminder today."
            )
            self.message_user(request, told, messages.WARNING)
            return
        told = ngettext("%(count)d letter sent.", "%(count)d letters sent.", sent)
        self.message_user(request, told % {"count": sent}, messages.SUCCESS)

    @admin.action(description=MANY, permissions=["change"])
    def waive_chosen(self, request: HttpRequest, rows: QuerySet[Exchange]) -> HttpResponse | None:
        """Of all that still have to report; decided, of those that were chosen before."""
        if "decided" in request.POST:
            chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
            rows = self.get_queryset(request).filter(pk__in=chosen)
        return self.waive_all(request, rows, Party.objects.filter(exchange__in=rows.values("pk")))

    # --- Clusters --------------------------------------------------------------------------------

    def clusters(self, request: HttpRequest) -> HttpResponse:
        words = {"wanted": wanted(), "alike": alike()}
        return self._page(request, _("What many ask for"), "clusters.html", words)

    def edition(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """What will happen, and a button."""
        exchange = self.get_queryset(request).filter(pk=pk).first()
        if exchange is None:
            raise Http404
        if not self.has_change_permission(request, exchange):
            raise PermissionDenied
        if request.method == "POST":
            return self._gather(request, exchange)
        told = [exchange, *exchange.wants.standing().in_order()]
        return self.act_page(request, _("Open a multi-country edition"), forms.Form(), told)

    def _gather(self, request: SignedInRequest, exchange: Exchange) -> HttpResponse:
        try:
            edition = Want.gather(exchange, by=request.user)
        except MoveRefused as refusal:
            self.message_user(request, " ".join(refusal.messages), messages.WARNING)
            return HttpResponseRedirect(reverse("admin:exchanges_exchange_clusters"))
        told = _("Prepared. Read it, correct it and open it: then the others are invited.")
        self.message_user(request, told, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:exchanges_exchange_change", args=[edition.pk]))

    # --- Figures ---------------------------------------------------------------------------------

    def figures(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, _("Exchanges in figures"), "figures.html", {"groups": grouped()})

    def figures_data(self, request: HttpRequest, write: Writer) -> Any:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return write("exchanges-figures", FIGURE, figures())

    def _page(
        self, request: HttpRequest, title: str, template: str, words: dict[str, Any]
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        shown = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        return TemplateResponse(request, f"admin/exchanges/exchange/{template}", shown | words)
