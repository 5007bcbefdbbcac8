"""The secretariat brokers: who could help with a request, and an invitation in a party's stead."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.forms.models import BaseModelFormSet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.acts_admin import ActsAdmin, Link
from community.lifecycle import SECRETARIAT, MoveRefused
from community.signed_in import SignedInRequest
from exchanges.helping import JOINING, SEEKING, helpers
from exchanges.models import Exchange, MatchWeight, Party
from exchanges.vocabulary import PartyRole
from members.models import Organization

ROLES = [choice for choice in PartyRole.choices if choice[0] != PartyRole.RECIPIENT]


class BrokerForm(forms.Form):
    organization = forms.ModelChoiceField(Organization.objects.approved())
    role = forms.ChoiceField(choices=ROLES)


class BrokerAdmin(ActsAdmin):
    """A page beside an exchange: the ranked list, each with a button that invites."""

    def acts_on(self, thing: Exchange) -> list[Link]:
        if thing.status not in SEEKING:
            return super().acts_on(thing)
        return [(gettext_lazy("Who could help"), self._address(thing)), *super().acts_on(thing)]

    def _address(self, thing: Exchange) -> str:
        return reverse("admin:exchanges_exchange_broker", args=[thing.pk])

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.broker)
        return [path("<int:pk>/broker/", view, name="exchanges_exchange_broker"),
                *super().get_urls()]  # fmt: skip

    def broker(self, request: SignedInRequest, pk: int) -> HttpResponse:
        exchange = self.get_object(request, str(pk))
        if exchange is None or not self.has_change_permission(request, exchange):
            raise Http404
        if request.method == "POST":
            self._invite(request, exchange)
            return HttpResponseRedirect(self._address(exchange))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Who could help"),
            "opts": self.opts,
            "original": exchange,
            "helpers": helpers(exchange, {SECRETARIAT}),
            "may_invite": exchange.status in JOINING,
        }
        return TemplateResponse(request, "admin/exchanges/broker.html", context)

    def _invite(self, request: SignedInRequest, exchange: Exchange) -> None:
        """The timeline says that the secretariat did it."""
        form = BrokerForm(request.POST)
        if not form.is_valid():
            self.message_user(request, _("Choose an approved organization."), "warning")
            return
        who, role = form.cleaned_data["organization"], form.cleaned_data["role"]
        try:
            Party.invite(exchange, who, role, by=request.user)
        except MoveRefused as refusal:
            self.message_user(request, " ".join(refusal.messages), "warning")
        else:
            self.message_user(request, _("Invited; the organization has been written to."))


class Weights(BaseModelFormSet):
    def clean(self) -> None:
        """The score is out of 100: what one part gains another one gives."""
        super().clean()
        points = [form.cleaned_data.get("points", 0) for form in self.forms if form.is_valid()]
        if len(points) == len(self.forms) and sum(points) != 100:
            told = _("Together the parts are %(sum)s; they have to be 100.")
            raise forms.ValidationError(told % {"sum": sum(points)})


@admin.register(MatchWeight)
class MatchWeightAdmin(admin.ModelAdmin):
    """All parts on one page, changed together."""

    list_display = ("part_label", "points")
    list_display_links = None
    list_editable = ("points",)
    actions = None

    @admin.display(description=gettext_lazy("part"))
    def part_label(self, weight: MatchWeight) -> str:
        return str(weight)

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_formset(request, formset=Weights, **kwargs)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        total = sum(MatchWeight.in_force().values())
        title = _("Weights of matching: together %(sum)s") % {"sum": total}
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
