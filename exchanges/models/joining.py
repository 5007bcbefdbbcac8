"""How a party comes in or stays out: asked, offering itself, accepted, declined.

Each verb locks the exchange first, so that acts on it come one by one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.acts import Act
from community.lifecycle import SECRETARIAT, MoveRefused
from community.models import Event, Person
from exchanges import letters
from exchanges.models.exchanges import Exchange
from exchanges.models.voices import OWNER, WRITER
from exchanges.vocabulary import (
    LIVE,
    PROPOSED_ROLES,
    SIGNING_ROLES,
    PartyRole,
    PartyState,
    Status,
)
from members.models import Organization

JOINING = (Status.OPEN, Status.SHAPING, Status.AGREED)  # later ones would not have signed
PREPARING = (Status.DRAFT, Status.RETURNED)
TAKES_NO_HELP = _("The organization that asks cannot accept help at present.")


class Joining(models.Model):
    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what Party has
        exchange: Any
        organization: Any
        organization_id: int | None
        role: Any
        state: Any
        objects: Any
        asked_by_id: int | None

        def people(self) -> models.QuerySet[Person]: ...

        def led_by(self, person: Person) -> bool: ...

    @classmethod
    def propose(
        cls, exchange: Exchange, wanted: Mapping[str, Organization | None], *, by: Person
    ) -> None:
        """Whom a draft means to invite, by role; nobody hears of it before the exchange opens."""
        with transaction.atomic():
            exchange = locked(exchange)
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
                    cls.enter(exchange, who, role, PartyState.INVITED, by, "")

    @classmethod
    def invite(
        cls, exchange: Exchange, organization: Organization, role: str, *, by: Person,
        message: str = "",
    ) -> Self:  # fmt: skip
        """The recipient, or the secretariat, asks an organization in."""
        with transaction.atomic():
            exchange = locked(exchange)
            roles = exchange.roles_of(by)
            if not roles & {OWNER, SECRETARIAT}:
                raise PermissionDenied
            if exchange.status not in JOINING:
                raise MoveRefused(_("This exchange does not seek partners now."))
            asks = OWNER in roles and exchange.is_heard
            if not (asks or SECRETARIAT in roles):
                raise MoveRefused(exchange.unheard())
            party: Self = cls.enter(exchange, organization, role, PartyState.INVITED, by, message)
            act = exchange.act(by, exchange.organization if asks else None)
            Event.record(party, "invite", act).publish()
            letters.party_invited(party, to=party.people())
        return party

    @classmethod
    def offer(
        cls, exchange: Exchange, organization: Organization, role: str, *, by: Person,
        message: str = "",
    ) -> Self:  # fmt: skip
        """“We can help”: an approved organization offers itself to an exchange that seeks."""
        with transaction.atomic():
            exchange = locked(exchange)
            if not organization.memberships.active().leading().of(by).exists():
                raise PermissionDenied
            if exchange.status not in {Status.OPEN, Status.SHAPING}:
                raise MoveRefused(_("This exchange does not seek partners now."))
            if not exchange.is_heard:
                raise MoveRefused(TAKES_NO_HELP)
            if role == PartyRole.RECIPIENT:
                raise MoveRefused({"role": _("Say how you can help.")})
            party: Self = cls.enter(exchange, organization, role, PartyState.OFFERED, by, message)
            Event.record(party, "offer", organization.act(by)).publish()
            party._tell_of_the_offer()
        return party

    def accept(self, *, by: Person) -> None:
        """Say yes: the invited party to an invitation, the recipient to an offer."""
        with transaction.atomic():
            exchange, act = self._answer(PartyState.ACCEPTED, by, "")
            Event.record(self, "join", act).publish()
            self._welcome(exchange, was_offer=self._is_answered_by_others(act))
            self._circle_changed(exchange, act)

    def decline(self, *, by: Person, reason: str) -> None:
        """Say no; the other side hears why, the public does not."""
        with transaction.atomic():
            exchange, act = self._answer(PartyState.DECLINED, by, reason)
            Event.record(self, "decline", act)
            was_offer = self._is_answered_by_others(act)
            to = self.people() if was_offer else exchange.people()
            letters.party_declined(self, reason, was_offer=was_offer, to=to)

    def lapse(self, *, by: None = None) -> None:
        """By the clock: who never answered is no longer waited for; who invited hears of it."""
        with transaction.atomic():
            exchange = self._lock()
            silent = type(self).objects.due_to_lapse().filter(pk=self.pk)
            if not silent.update(state=PartyState.LAPSED, answered_at=timezone.now()):
                raise MoveRefused(_("This has already been answered."))
            self.refresh_from_db()
            self.exchange = exchange
            Event.record(self, "lapse_invitation", Act(by))
            asked = models.Q(pk=self.asked_by_id, is_active=True)
            told = Person.objects.filter(asked | models.Q(pk__in=exchange.people().values("pk")))
            letters.invitation_lapsed(self, to=told)

    def _tell_of_the_offer(self) -> None:
        """It is the turn of who asked; the others hear of it."""
        asking = self.exchange.organization
        deciding = asking.people() if asking else Person.objects.none()
        letters.offer_received(self, decides=True, to=deciding)
        others = self.exchange.people().exclude(pk__in=deciding.values("pk"))
        letters.offer_received(self, decides=False, to=others)

    def _welcome(self, exchange: Exchange, *, was_offer: bool) -> None:
        """Who joins reads of itself, the others of a partner."""
        own = self.people()
        letters.party_welcomed(self, was_offer=was_offer, to=own)
        letters.party_accepted(self, to=exchange.people().exclude(pk__in=own.values("pk")))

    def _is_answered_by_others(self, act: Act) -> bool:
        """An offer is answered by who asked, an invitation by the party itself."""
        return act.organization_number != getattr(self.organization, "number", "")

    @staticmethod
    def _circle_changed(exchange: Exchange, act: Act) -> None:
        """With a first provider it takes shape; a plan that is there is accepted by all anew."""
        if exchange.status == Status.OPEN and exchange.has_first_provider():
            exchange.move("shape", act).publish()
        plan = exchange.plan
        if plan and exchange.status in {Status.SHAPING, Status.AGREED}:
            plan.revise(act)

    def _lock(self) -> Exchange:
        """Take hold of the exchange, then look again at the party as it is now."""
        exchange = locked(self.exchange)
        self.refresh_from_db()
        self.exchange = exchange
        return exchange

    @classmethod
    def enter(
        cls, exchange: Exchange, organization: Organization, role: str, state: str, by: Person,
        message: str,
    ) -> Any:  # fmt: skip
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
        waiting = type(self).objects.filter(
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
        accepts_help = (answer, self.state) == (PartyState.ACCEPTED, PartyState.OFFERED)
        if accepts_help and (why := exchange.unheard()):
            raise MoveRefused(why)
        if answer == PartyState.ACCEPTED and not self.organization.is_approved:  # any more
            raise MoveRefused(_("Only an approved organization takes part."))
        first = answer == PartyState.ACCEPTED and self.role == PartyRole.FIRST_PROVIDER
        if first and exchange.has_first_provider():
            raise MoveRefused(_("There is a first provider already; help in another role."))


def locked(exchange: Exchange) -> Exchange:
    rows = Exchange.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("organization__country").get(pk=exchange.pk)
