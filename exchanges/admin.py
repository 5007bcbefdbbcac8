"""Exchanges, their parties and offers at the secretariat's desk.

The state of an exchange changes by its moves alone (``MovesAdmin``), that of a party by the
answers of the organizations. Here texts are mended, and a report is waived with a reason.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from community.acts_admin import OnRecordAdmin
from community.desk_lists import Filled
from community.languages import colon
from community.lifecycle import MoveRefused
from community.mending import MendingAdmin
from community.models import Event
from community.signed_in import SignedInRequest
from community.theme_filter import ThemeFilter
from exchanges.brokering import BrokerAdmin
from exchanges.commons_admin import CommonsAdmin
from exchanges.forms.desk import ExchangeForm, OfferForm
from exchanges.models import Exchange, Offer, Party
from exchanges.models.party_queries import PartyQuerySet
from exchanges.page import ExchangePage
from exchanges.stages_admin import StagesAdmin
from exchanges.turns import told
from exchanges.vocabulary import Status
from exchanges.waiving import MANY, ONE, WaivingAdmin, why_form
from members.admin.transfers import TransferAdmin
from members.people.log import DONE


class OfOthersAdmin(MendingAdmin):
    """What organizations have written, mended here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Organizations ask and offer themselves."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PartyInline(admin.TabularInline):
    model = Party
    template = "admin/edit_inline/read.html"
    fields = ("organization", "country", "role", "state", "accepted_version", "report_state")
    readonly_fields = fields
    extra = 0
    can_delete = False
    show_change_link = True

    @admin.display(description=gettext_lazy("report"))
    def report_state(self, party: Party) -> str:
        """Whether it is in, was waived, or can be waived."""
        if hasattr(party, "report"):
            return _("in")
        if party.report_waived_at:
            return party.report_waived_why
        exchange = party.exchange
        due = exchange.parties.still_to_report().filter(pk=party.pk)
        if exchange.status != Status.REPORTING or not due.exists():
            return "–"
        url = reverse("admin:exchanges_party_waive", args=[party.pk])
        return format_html('<a href="{}">{}</a>', url, _("Go on without it…"))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OnTimeline(OnRecordAdmin):
    """Told as on the page of the exchange."""

    def told(self, event: Event) -> dict[str, Any]:
        row = told(event, is_named=True)
        labels = {"source": row["from_label"], "target": row["to_label"]}
        return {"event": event, "what": row["what"], **labels}


@admin.register(Exchange)
class ExchangeAdmin(OfOthersAdmin, BrokerAdmin, OnTimeline, CommonsAdmin, StagesAdmin):
    form = ExchangeForm
    acts = DONE
    moves = ("open", "return", "complete", "close", "cancel", "lapse", "reopen")
    list_display = (
        "number",
        "title",
        "whose_turn",
        "age",
        "reminded",
        "status",
        "parties_named",
        "kind",
    )
    list_filter = ("kind", "is_sample", ThemeFilter)
    list_per_page = 40
    search_fields = ("number", "title", "organization__name", "organization__acronym")
    ordering = ("status_since",)  # who waits longest stands first
    readonly_fields = (
        "number",
        "status",
        "status_since",
        "kind",
        "organization",
        "offer",
        "edition_of",
        "created_by",
        "submitted_at",
        "opened_at",
        "agreed_at",
        "started_at",
        "completed_at",
    )
    inlines = [PartyInline]
    fieldsets = (
        (None, {"fields": readonly_fields}),
        (
            gettext_lazy("The request"),
            {"fields": ("language", "title", "need", "tried", "result_wanted", "private_note")},
        ),
        (
            gettext_lazy("What it is about"),
            {"fields": ("themes", "populations", "experience", "block", "related_experiences")},
        ),
        (
            gettext_lazy("How and when"),
            {"fields": ("instruments", "languages", "wished_from", "wished_until", "funding")},
        ),
        (
            gettext_lazy("On record"),
            {"fields": ("start_year", "end_year", "activities_on_record", "results_on_record",
                        "wider_learning")},
        ),
    )  # fmt: skip

    def preview(self, request: HttpRequest, thing: Exchange) -> str:
        """As a visitor without an account would read it."""
        page = ExchangePage(thing, AnonymousUser(), {})
        return render_to_string("exchanges/_parts/preview.html", {"exchange": thing, "page": page})

    def history_of(self, thing: Exchange) -> list[dict[str, Any]]:
        """What its parties did belongs to it."""
        return [self.told(event) for event in thing.timeline().as_timeline()]


@admin.register(Party)
class PartyAdmin(WaivingAdmin, TransferAdmin, OfOthersAdmin, OnTimeline):
    actions = ("waive_chosen",)
    list_display = ("exchange", "organization", "country", "role", "state")
    list_filter = ("state", "role")
    list_select_related = ("exchange", "organization", "country")
    search_fields = ("exchange__number", "organization__name", "organization__acronym")
    fields = (
        "exchange",
        "organization",
        "country",
        "role",
        "state",
        "message",
        "reason",
        "asked_by",
        "asked_at",
        "answered_by",
        "answered_at",
        "accepted_version",
        "accepted_by",
        "report_waived_at",
        "report_waived_why",
    )
    readonly_fields = fields

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.waive)
        return [path("<int:pk>/waive/", view, name="exchanges_party_waive"), *super().get_urls()]

    def waive(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Go on without a report: asked for with a reason, which everybody can read."""
        party = self.get_object(request, str(pk))
        if party is None or not self.has_change_permission(request, party):
            return HttpResponseRedirect(reverse("admin:index"))
        form = why_form(request.POST or None)
        if not form.is_valid():
            return self.act_page(request, ONE, form, [party])
        self.waived(request, party, form)
        back = reverse("admin:exchanges_exchange_change", args=[party.exchange_id])
        return HttpResponseRedirect(back)

    @admin.action(description=MANY, permissions=["change"])
    def waive_chosen(self, request: HttpRequest, rows: PartyQuerySet) -> HttpResponse | None:
        return self.waive_all(request, rows, rows)


@admin.register(Offer)
class OfferAdmin(TransferAdmin, OfOthersAdmin, OnRecordAdmin):
    form = OfferForm
    acts = {
        "make_offer": gettext_lazy("Offered"),
        "edit_offer": gettext_lazy("Changed"),
        "renew_offer": gettext_lazy("Renewed for a year"),
        "expire_offer": gettext_lazy("Its last day has passed"),
        "end_offer": gettext_lazy("Taken off the list"),
        "transfer": gettext_lazy("Given to another organization"),
    }
    list_display = ("title", "organization", "valid_until", "ended_at")
    list_filter = (("ended_at", Filled), ThemeFilter)
    list_select_related = ("organization",)
    search_fields = ("title", "organization__name", "organization__acronym")
    readonly_fields = ("organization", "block", "created_by", "created_at", "ended_at")
    fields = (
        "organization",
        "language",
        "title",
        "description",
        "themes",
        "experience",
        "block",
        "instruments",
        "languages",
        "capacity",
        "conditions",
        "valid_until",
        "created_by",
        "created_at",
        "ended_at",
    )
    actions = ("take_off",)

    def preview(self, request: HttpRequest, thing: Offer) -> str:
        shown = Offer.objects.as_cards().get(pk=thing.pk)
        return render_to_string("exchanges/_parts/offer_card.html", {"offer": shown})

    @admin.action(description=gettext_lazy("Take off the list"), permissions=["change"])
    def take_off(self, request: SignedInRequest, rows: QuerySet[Offer]) -> None:
        done = 0
        for offer in rows:
            try:
                offer.end(by=request.user)
                done += 1
            except MoveRefused as refusal:
                told = f"{offer}{colon()} {' '.join(refusal.messages)}"
                self.message_user(request, told, "warning")
        if done:
            said = ngettext("%(count)d taken off.", "%(count)d taken off.", done)
            self.message_user(request, said % {"count": done}, "success")
