"""Parties: who takes part in an exchange, as what, and which version of the plan each accepted."""

from __future__ import annotations

from collections.abc import Mapping

import pghistory
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.lifecycle import SECRETARIAT, Act, MoveRefused
from community.models import Event, Person
from exchanges import letters
from exchanges.models.course import OWNER, WRITER
from exchanges.models.exchanges import Exchange
from exchanges.vocabulary import (
    LIVE,
    MAIN_ROLES,
    PROPOSED_ROLES,
    SIGNING_ROLES,
    PartyRole,
    PartyState,
    Status,
)
from members.models import Country, Membership, Organization, Transferable
from members.moving import Changes

JOINING = (Status.OPEN, Status.SHAPING, Status.AGREED)  # later ones would not have signed
SHARES = (
    (_("Learns"), (PartyRole.RECIPIENT,)),
    (_("Shares"), (PartyRole.FIRST_PROVIDER, PartyRole.SECOND_PROVIDER)),
    (_("With"), (PartyRole.FACILITATOR, PartyRole.FUNDER, PartyRole.KNOWLEDGE_PARTNER)),
)
PREPARING = (Status.DRAFT, Status.RETURNED)


class PartyQuerySet(models.QuerySet["Party"]):
    def taking_part(self) -> PartyQuerySet:
        return self.filter(state=PartyState.ACCEPTED)

    def invited(self) -> PartyQuerySet:
        return self.filter(state=PartyState.INVITED)

    def offering(self) -> PartyQuerySet:
        return self.filter(state=PartyState.OFFERED)

    def present(self) -> PartyQuerySet:
        """All that have not declined or been declined."""
        return self.exclude(state=PartyState.DECLINED)

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

    def by_share(self) -> list[tuple[Promise, list[str]]]:
        """Who learns, who shares, who else helps, for ``components/parties.html``."""
        present = [party for party in self if party.state == PartyState.ACCEPTED]
        shares = [
            (label, [party.short_name for party in present if party.role in roles])
            for label, roles in SHARES
        ]
        return [(label, names) for label, names in shares if names]

    def forget_acceptances(self) -> None:
        accepted = self.exclude(accepted_version=None)
        accepted.update(accepted_version=None, accepted_at=None, accepted_by=None)


@pghistory.track(model_name="PartyVersion")
class Party(Transferable):
    """``organization`` is empty where the sources of a past exchange name a country only."""

    exchange = models.ForeignKey(
        Exchange, verbose_name=_("exchange"), on_delete=models.CASCADE, related_name="parties"
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization"),
        null=True,
        on_delete=models.PROTECT,
        related_name="parties",
    )
    country = models.ForeignKey(
        Country,
        verbose_name=_("country"),
        null=True,
        on_delete=models.PROTECT,
        related_name="parties",
    )
    role = models.CharField(_("role"), max_length=18, choices=PartyRole.choices)
    state = models.CharField(_("state"), max_length=8, choices=PartyState.choices)
    message = models.TextField(_("message"), max_length=3000, blank=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    accepted_version = models.PositiveIntegerField(_("accepted version"), null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("accepted by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    report_waived_at = models.DateTimeField(_("report waived"), null=True)
    report_waived_why = models.TextField(_("why no report is awaited"), blank=True)

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
            models.UniqueConstraint(
                fields=["exchange"],
                condition=models.Q(role="first-provider", state="accepted"),
                name="an_exchange_has_one_first_provider",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_version=None) | models.Q(state="accepted"),
                name="only_who_takes_part_accepts_the_plan",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization or self.country)

    def get_absolute_url(self) -> str:
        return self.exchange.get_absolute_url()

    @property
    def name(self) -> str:
        return str(self)

    @property
    def short_name(self) -> str:
        """On a card: the country, and the acronym of who acts for it."""
        organization = self.organization
        if self.country:
            acronym = organization.acronym if organization else ""
            return f"{self.country.name} ({acronym})" if acronym else self.country.name
        return (organization.acronym or organization.name) if organization else ""

    @property
    def signs(self) -> bool:
        """Does the plan need its word?"""
        return (
            self.state == PartyState.ACCEPTED
            and self.role in SIGNING_ROLES
            and self.organization_id is not None
        )

    def people(self) -> models.QuerySet[Person]:
        return self.organization.people() if self.organization else Person.objects.none()

    def led_by(self, person: Person) -> bool:
        """May ``person`` speak for it? Only an approved organization is heard."""
        own = (
            Membership.objects.active().leading().of(person).filter(organization__status="approved")
        )
        return own.filter(organization=self.organization_id).exists()

    # --- Verbs: each locks the exchange first, so that acts on it come one by one ----------------

    @classmethod
    def propose(
        cls, exchange: Exchange, wanted: Mapping[str, Organization | None], *, by: Person
    ) -> None:
        """Whom a draft means to invite, by role; nobody hears of it before the exchange opens."""
        with transaction.atomic():
            exchange = _locked(exchange)
            if exchange.status not in PREPARING:
                raise MoveRefused(_("This request can no longer be changed here."))
            if WRITER not in exchange.roles_of(by):
                raise PermissionDenied
            kept = {(role, who.pk) for role, who in wanted.items() if who}
            for party in exchange.parties.invited().filter(role__in=PROPOSED_ROLES):
                if (party.role, party.organization_id) in kept:
                    kept.discard((party.role, party.organization_id))
                else:
                    party.delete()
            for role, who in wanted.items():
                if who and (role, who.pk) in kept:
                    cls._new(exchange, who, role, PartyState.INVITED, by, "")

    @classmethod
    def invite(
        cls, exchange: Exchange, organization: Organization, role: str, *, by: Person,
        message: str = "",
    ) -> Party:  # fmt: skip
        """The recipient, or the secretariat, asks an organization in."""
        with transaction.atomic():
            exchange = _locked(exchange)
            roles = exchange.roles_of(by)
            if not roles & {OWNER, SECRETARIAT}:
                raise PermissionDenied
            if exchange.status not in JOINING:
                raise MoveRefused(_("This exchange does not seek partners now."))
            party = cls._new(exchange, organization, role, PartyState.INVITED, by, message)
            act = exchange.act(by, exchange.organization if OWNER in roles else None)
            Event.record(party, "invite", act).publish()
            letters.party_invited(party, to=party.people())
        return party

    @classmethod
    def offer(
        cls, exchange: Exchange, organization: Organization, role: str, *, by: Person,
        message: str = "",
    ) -> Party:  # fmt: skip
        """“We can help”: an approved organization offers itself to an exchange that seeks."""
        with transaction.atomic():
            exchange = _locked(exchange)
            if not organization.memberships.active().leading().of(by).exists():
                raise PermissionDenied
            if exchange.status not in {Status.OPEN, Status.SHAPING}:
                raise MoveRefused(_("This exchange does not seek partners now."))
            if role == PartyRole.RECIPIENT:
                raise MoveRefused({"role": _("Say how you can help.")})
            party = cls._new(exchange, organization, role, PartyState.OFFERED, by, message)
            Event.record(party, "offer", organization.act(by)).publish()
            letters.offer_received(party, to=exchange.people())
        return party

    def accept(self, *, by: Person) -> None:
        """Say yes: the invited party to an invitation, the recipient to an offer."""
        with transaction.atomic():
            exchange, act = self._answer(PartyState.ACCEPTED, by, "")
            Event.record(self, "join", act).publish()
            letters.party_accepted(self, to=exchange.people())
            if exchange.status == Status.OPEN and exchange.has_first_provider():
                exchange.move("shape", act).publish()
            elif exchange.status in {Status.SHAPING, Status.AGREED} and exchange.plan:
                exchange.plan.revise(act)

    def decline(self, *, by: Person, reason: str) -> None:
        """Say no; the other side hears why, the public does not."""
        with transaction.atomic():
            exchange, act = self._answer(PartyState.DECLINED, by, reason)
            Event.record(self, "decline", act)
            was_offer = act.organization_number != getattr(self.organization, "number", "")
            to = self.people() if was_offer else exchange.people()
            letters.party_declined(self, reason, was_offer=was_offer, to=to)

    def agree(self, version: int, *, by: Person) -> None:
        """Accept ``version`` of the plan; with the last acceptance the exchange is agreed."""
        with transaction.atomic():
            exchange = self._lock()
            plan = exchange.plan
            if not (self.signs and self.led_by(by)):
                raise PermissionDenied
            if plan and self.accepted_version == version == plan.version:
                return  # said twice
            if exchange.status != Status.SHAPING or plan is None or plan.version != version:
                raise MoveRefused(_("The plan has changed; read the newest version first."))
            if problems := plan.missing():
                raise MoveRefused(list(problems.values()))
            self.accepted_version, self.accepted_at, self.accepted_by = version, timezone.now(), by
            self.save(update_fields=["accepted_version", "accepted_at", "accepted_by"])
            act = exchange.act(by, self.organization)
            Event.record(self, "accept_plan", act).publish()
            if not exchange.parties.signing().exclude(accepted_version=version).exists():
                exchange.move("agree", act, agreed_at=timezone.now()).publish()
                letters.exchange_agreed(exchange, to=exchange.people())

    def waive_report(self, *, by: Person, reason: str) -> None:
        """The secretariat goes on without this report, and says why."""
        if not by.is_staff:
            raise PermissionDenied
        if not reason.strip():
            raise MoveRefused({"reason": _("Say why no report is awaited.")})
        with transaction.atomic():
            exchange = self._lock()
            due = exchange.parties.still_to_report().filter(pk=self.pk)
            if exchange.status != Status.REPORTING or not due.exists():
                raise MoveRefused(_("No report is awaited from this party."))
            self.report_waived_at, self.report_waived_why = timezone.now(), reason
            self.save(update_fields=["report_waived_at", "report_waived_why"])
            Event.record(self, "waive_report", Act(by, reason=reason)).publish()

    def hold(self) -> None:
        self._lock()

    def give_to(self, to: Organization) -> None:
        """The other one steps into its place, with what was said and accepted; a request goes along
        with its recipient."""
        if self.role == PartyRole.RECIPIENT and not to.is_public_body:
            raise MoveRefused({"to": _("Only a public body can be a recipient.")})
        if self.exchange.parties.present().filter(organization=to).exists():
            raise MoveRefused({"to": _("This organization is already a party here.")})
        if self.role == PartyRole.RECIPIENT:
            mine = Exchange.objects.filter(pk=self.exchange_id, organization=self.organization)
            mine.update(organization=to)
        super().give_to(to)
        Party.objects.filter(pk=self.pk).update(country=to.country)

    def settle(self, kept: Organization) -> Changes:
        """Two organizations become one, which is in this exchange already: one party stays.

        Who takes part goes before who was asked, then the role that stands first.
        """
        twin = self.exchange.parties.present().filter(organization=kept).first()
        if twin is None:
            return []
        out = {
            "state": PartyState.DECLINED.value, "answered_at": timezone.now(),
            "accepted_version": None, "accepted_at": None, "accepted_by_id": None,
        }  # fmt: skip
        here = {"organization_id": kept.pk}
        if self._weight() < twin._weight():
            return [(twin, out), (self, here)]
        return [(self, out | here)]

    def _weight(self) -> tuple[bool, int]:
        return self.state != PartyState.ACCEPTED, PartyRole.values.index(self.role)

    # --- Helpers of the verbs --------------------------------------------------------------------

    def _lock(self) -> Exchange:
        """Take hold of the exchange, then look again at the party as it is now."""
        exchange = _locked(self.exchange)
        self.refresh_from_db()
        self.exchange = exchange
        return exchange

    @classmethod
    def _new(
        cls, exchange: Exchange, organization: Organization, role: str, state: str, by: Person,
        message: str,
    ) -> Party:  # fmt: skip
        if not organization.is_approved:
            raise MoveRefused({"organization": _("Only an approved organization takes part.")})
        if role == PartyRole.RECIPIENT and not organization.is_public_body:
            raise MoveRefused({"role": _("Only a public body can be a recipient.")})
        if exchange.parties.present().filter(organization=organization).exists():
            said = _("This organization is already a party here.")
            raise MoveRefused({"organization": said})
        return exchange.parties.create(
            organization=organization, country=organization.country,
            role=role, state=state, asked_by=by, message=message,
        )  # fmt: skip

    def _answer(self, state: str, by: Person, reason: str) -> tuple[Exchange, Act]:
        """One guarded UPDATE: of two answers the first counts. Who was asked is who answers."""
        exchange = self._lock()
        leads, owns = self.led_by(by), OWNER in exchange.roles_of(by)
        invited = self.state == PartyState.INVITED
        if not (leads or owns):
            raise PermissionDenied
        if self.state not in {PartyState.INVITED, PartyState.OFFERED}:
            raise MoveRefused(_("This has already been answered."))
        if not (leads if invited else owns):
            raise PermissionDenied
        if state == PartyState.DECLINED and not reason.strip():
            raise MoveRefused({"reason": _("Say why; the other side would like to know.")})
        self._check_moment(exchange, state)
        waiting = Party.objects.filter(
            pk=self.pk, state__in=(PartyState.INVITED, PartyState.OFFERED)
        )
        values = {
            "state": state, "answered_at": timezone.now(), "answered_by": by, "reason": reason
        }  # fmt: skip
        if not waiting.update(**values):
            raise MoveRefused(_("This has already been answered."))
        self.refresh_from_db()
        self.exchange = exchange
        speaker = self.organization if invited else exchange.organization
        return exchange, exchange.act(by, speaker, reason)

    def _check_moment(self, exchange: Exchange, answer: str) -> None:
        """Late comers watch and help; whoever signs must come before the activities begin."""
        allowed: tuple[str, ...] = LIVE if answer == PartyState.DECLINED else JOINING
        if self.role not in SIGNING_ROLES:
            allowed = LIVE
        if exchange.status not in allowed:
            raise MoveRefused(_("This exchange does not seek partners now."))
        first = answer == PartyState.ACCEPTED and self.role == PartyRole.FIRST_PROVIDER
        if first and exchange.has_first_provider():
            raise MoveRefused(_("There is a first provider already; help in another role."))


def _locked(exchange: Exchange) -> Exchange:
    rows = Exchange.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("organization__country").get(pk=exchange.pk)
