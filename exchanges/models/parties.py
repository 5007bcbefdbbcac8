"""Parties: who takes part in an exchange, as what, and which version of the plan each accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pghistory
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.lifecycle import MoveRefused
from community.models import Event, Person
from exchanges import letters
from exchanges.models.exchanges import Exchange
from exchanges.vocabulary import MAIN_ROLES, SIGNING_ROLES, PartyRole, PartyState, Status
from members.models import PUBLIC_BODIES, Country, Membership, Organization

if TYPE_CHECKING:
    pass


class PartyQuerySet(models.QuerySet["Party"]):
    def taking_part(self) -> PartyQuerySet:
        return self.filter(state=PartyState.ACCEPTED)

    def invited(self) -> PartyQuerySet:
        return self.filter(state=PartyState.INVITED)

    def offering(self) -> PartyQuerySet:
        return self.filter(state=PartyState.OFFERED)

    def signing(self) -> PartyQuerySet:
        """Those whose word the plan needs: a party on record without an organization has none."""
        return self.taking_part().filter(role__in=SIGNING_ROLES).exclude(organization=None)

    def still_to_report(self) -> PartyQuerySet:
        due = self.taking_part().filter(role__in=MAIN_ROLES, report_waived_at=None)
        return due.exclude(organization=None).filter(report=None)

    def in_order(self) -> PartyQuerySet:
        """Recipients first, then providers, then the others, each in the order they came."""
        order = [models.When(role=role, then=place) for place, role in enumerate(PartyRole.values)]
        return self.order_by(models.Case(*order, default=99), "pk")


@pghistory.track(model_name="PartyVersion")
class Party(models.Model):
    """``organization`` is empty where the sources of a past exchange name a country only."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="parties")
    organization = models.ForeignKey(
        Organization, null=True, on_delete=models.PROTECT, related_name="parties"
    )
    country = models.ForeignKey(
        Country, null=True, on_delete=models.PROTECT, related_name="parties"
    )
    role = models.CharField(_("role"), max_length=18, choices=PartyRole.choices)
    state = models.CharField(_("state"), max_length=8, choices=PartyState.choices)
    message = models.TextField(_("message"), max_length=3000, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    accepted_version = models.PositiveIntegerField(_("accepted version"), null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    report_waived_at = models.DateTimeField(null=True)
    report_waived_why = models.TextField(blank=True)

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organization__isnull=False) | models.Q(country__isnull=False),
                name="a_party_is_an_organization_or_a_country",
            ),
            models.UniqueConstraint(
                fields=["exchange", "organization"],
                condition=~models.Q(state="declined"),
                name="an_organization_is_a_party_once",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_version=None) | models.Q(state="accepted"),
                name="only_who_takes_part_accepts_the_plan",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization or self.country)

    @property
    def name(self) -> str:
        return str(self)

    def people(self) -> models.QuerySet[Person]:
        if self.organization is None:
            return Person.objects.none()
        return self.organization.people()

    def led_by(self, person: Person) -> bool:
        own = Membership.objects.active().leading().of(person)
        return own.filter(organization=self.organization).exists()

    # --- Verbs: each locks the exchange first, so that acts on it come one by one ----------------

    @classmethod
    def invite(
        cls, exchange: Exchange, organization: Organization, role: str, *, by: Person,
        message: str = "",
    ) -> Party:  # fmt: skip
        """The recipient asks an organization in; it hears of it once the exchange is open."""
        with transaction.atomic():
            exchange = cls._locked(exchange)
            if not exchange.roles_of(by) & {"owner", "writer", "secretariat"}:
                raise PermissionDenied
            party = cls._new(exchange, organization, role, PartyState.INVITED, by, message)
            if exchange.is_public:
                Event.record(exchange, "invite", exchange.act(by, exchange.organization)).publish()
                letters.party_invited(party, to=party.people())
        return party

    @classmethod
    def offer(
        cls, exchange: Exchange, organization: Organization, role: str, *, by: Person,
        message: str = "",
    ) -> Party:  # fmt: skip
        """“We can help”: an approved organization offers itself to an exchange that seeks."""
        with transaction.atomic():
            exchange = cls._locked(exchange)
            if exchange.status not in {Status.OPEN, Status.SHAPING}:
                raise MoveRefused(_("This exchange no longer seeks partners."))
            if not organization.is_approved or "focal_point" not in _leads(organization, by):
                raise PermissionDenied
            party = cls._new(exchange, organization, role, PartyState.OFFERED, by, message)
            Event.record(exchange, "offer", organization.act(by)).publish()
            letters.offer_received(party, to=exchange.people())
        return party

    def accept(self, *, by: Person) -> None:
        """Say yes: the invited party to an invitation, the recipient to an offer."""
        with transaction.atomic():
            exchange = self._locked(self.exchange)
            self._answer(exchange, PartyState.ACCEPTED, by, "")
            Event.record(exchange, "join", self._act(by)).publish()
            letters.party_accepted(self, to=exchange.people())
            if exchange.status == Status.OPEN and exchange.has_first_provider():
                exchange.move("shape", self._act(by)).publish()
            elif exchange.status in {Status.SHAPING, Status.AGREED} and exchange.plan:
                exchange.plan.revise(by=by)
        self.exchange = exchange

    def decline(self, *, by: Person, reason: str) -> None:
        if not reason.strip():
            raise MoveRefused({"reason": _("Say why; the other side would like to know.")})
        with transaction.atomic():
            exchange = self._locked(self.exchange)
            self._answer(exchange, PartyState.DECLINED, by, reason)
            Event.record(exchange, "decline", self._act(by, reason))
            letters.party_declined(self, reason, to=exchange.people())

    def agree(self, version: int, *, by: Person) -> None:
        """Accept ``version`` of the plan; with the last acceptance the exchange is agreed."""
        with transaction.atomic():
            exchange = self._locked(self.exchange)
            self.refresh_from_db()
            plan = exchange.plan
            if not (self.led_by(by) and self.state == PartyState.ACCEPTED):
                raise PermissionDenied
            if exchange.status != Status.SHAPING or plan is None or plan.version != version:
                raise MoveRefused(_("The plan has changed; read the newest version first."))
            if problems := plan.missing():
                raise MoveRefused(problems)
            if self.accepted_version == version:
                return
            self.accepted_version, self.accepted_at, self.accepted_by = version, timezone.now(), by
            self.save(update_fields=["accepted_version", "accepted_at", "accepted_by"])
            Event.record(exchange, "accept_plan", self._act(by)).publish()
            if not exchange.parties.signing().exclude(accepted_version=version).exists():
                exchange.move("agree", self._act(by), agreed_at=timezone.now()).publish()
                letters.exchange_agreed(exchange, to=exchange.people())
        self.exchange = exchange

    def waive_report(self, *, by: Person, reason: str) -> None:
        """The secretariat goes on without this report, and says why."""
        if not by.is_staff:
            raise PermissionDenied
        if not reason.strip():
            raise MoveRefused({"reason": _("Say why no report is awaited.")})
        with transaction.atomic():
            exchange = self._locked(self.exchange)
            self.report_waived_at, self.report_waived_why = timezone.now(), reason
            self.save(update_fields=["report_waived_at", "report_waived_why"])
            Event.record(exchange, "waive_report", self._act(by, reason)).publish()

    # --- Helpers of the verbs --------------------------------------------------------------------

    @staticmethod
    def _locked(exchange: Exchange) -> Exchange:
        locked: Exchange = Exchange.objects.select_for_update(of=("self",)).get(pk=exchange.pk)
        return locked

    @classmethod
    def _new(
        cls, exchange: Exchange, organization: Organization, role: str, state: str, by: Person,
        message: str,
    ) -> Party:  # fmt: skip
        if role == PartyRole.RECIPIENT and organization.kind not in PUBLIC_BODIES:
            raise MoveRefused({"role": _("Only a public body can be a recipient.")})
        present = exchange.parties.exclude(state=PartyState.DECLINED)
        if present.filter(organization=organization).exists():
            raise MoveRefused(_("This organization is already a party here."))
        values: dict[str, Any] = {"role": role, "state": state, "asked_by": by, "message": message}
        return exchange.parties.create(
            organization=organization, country=organization.country, **values
        )

    def _answer(self, exchange: Exchange, state: str, by: Person, reason: str) -> None:
        """One guarded UPDATE: of two answers the first counts."""
        self.refresh_from_db(fields=["state"])
        if self.state == PartyState.INVITED:
            allowed = self.led_by(by)
        else:
            allowed = "owner" in exchange.roles_of(by)
        if not allowed:
            raise PermissionDenied
        if exchange.status not in {Status.OPEN, Status.SHAPING, Status.AGREED, Status.RUNNING}:
            raise MoveRefused(_("This exchange no longer seeks partners."))
        waiting = Party.objects.filter(
            pk=self.pk, state__in=(PartyState.INVITED, PartyState.OFFERED)
        )
        values = {
            "state": state, "answered_at": timezone.now(), "answered_by": by, "reason": reason
        }  # fmt: skip
        if not waiting.update(**values):
            raise MoveRefused(_("This has already been answered."))
        self.refresh_from_db()

    def _act(self, by: Person, reason: str = "") -> Any:
        return self.exchange.act(by, self.organization, reason)


def _leads(organization: Organization, person: Person) -> set[str]:
    roles = organization.roles_of(person)
    return {"focal_point"} if roles & {"focal_point", "deputy"} else set()
