"""A party takes another role: from when, and what it was before, stays on the timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from community.acts import Act
from community.lifecycle import SECRETARIAT, MoveRefused
from community.models import Event, Person
from exchanges import letters
from exchanges.models.exchanges import Exchange
from exchanges.models.joining import JOINING, Joining
from exchanges.vocabulary import LIVE, MAIN_ROLES, SIGNING_ROLES, PartyRole, PartyState, Status

SECOND = PartyRole.SECOND_PROVIDER
CHANGE = "change_party_role"  # the event; what it was and what it is are its two ends


class Recasting(Joining):
    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what Party has
        pk: Any
        exchange_id: int

    def change_role(self, role: str, *, by: Person, reason: str = "") -> None:
        """By a main party or the secretariat. Where those who sign change, all acceptances of the
        plan are taken back; a new first provider and the one before it change places."""
        with transaction.atomic():
            exchange = self._lock()
            act = self._act_of_a_main_party(exchange, by, reason)
            self._check_role(exchange, role)
            first = exchange.parties.taking_part().filter(role=PartyRole.FIRST_PROVIDER).first()
            if first and role == PartyRole.FIRST_PROVIDER:
                first._take(self.role, act)
            self._take(role, act)
            self._circle_changed(exchange, act)

    @staticmethod
    def _act_of_a_main_party(exchange: Exchange, by: Person, reason: str) -> Act:
        mine = exchange.led_by(by).taking_part().filter(role__in=MAIN_ROLES).first()
        if mine is None and SECRETARIAT not in exchange.roles_of(by):
            raise PermissionDenied
        return exchange.act(by, mine.organization if mine else None, reason)

    def _take(self, role: str, act: Act) -> None:
        before, rows = self.role, type(self).objects.filter(pk=self.pk, state=PartyState.ACCEPTED)
        if not rows.filter(role=before).update(role=role):
            raise MoveRefused(_("Somebody was faster, or this is no longer possible."))
        self.role = role
        Event.record(self, CHANGE, act, source=str(before), target=str(role)).publish()
        told = self.people().exclude(pk=act.by.pk) if act.by else self.people()
        letters.party_recast(self, PartyRole(before).label, act.reason, to=told)

    def _check_role(self, exchange: Exchange, role: str) -> None:
        """Nobody leaves an exchange without the roles that its state needs."""
        if self.state != PartyState.ACCEPTED:
            raise MoveRefused(_("Only those who take part change their role."))
        if exchange.status not in self.when_roles_change(self.role, role):
            raise MoveRefused(_("The roles of those who sign the plan no longer change here."))
        if problem := self._problem_with(exchange, role, self._others(exchange)):
            raise MoveRefused({"role": problem})

    def possible_roles(self, exchange: Exchange) -> list[str]:
        """Those it could take now; asks the database nothing that is loaded already."""
        if self.state != PartyState.ACCEPTED:
            return []
        others = self._others(exchange)
        return [
            role
            for role in PartyRole.values
            if exchange.status in self.when_roles_change(self.role, role)
            and not self._problem_with(exchange, role, others)
        ]

    def _others(self, exchange: Exchange) -> list[str]:
        """The roles of those who take part beside it."""
        parties = (party for party in exchange.parties.all() if party.pk != self.pk)
        return [party.role for party in parties if party.state == PartyState.ACCEPTED]

    @staticmethod
    def when_roles_change(*roles: str) -> tuple[Status, ...]:
        """Once the activities have begun, those who signed the plan stay what they are."""
        return JOINING if set(roles) & set(SIGNING_ROLES) else LIVE

    def _problem_with(self, exchange: Exchange, role: str, others: list[str]) -> Any:
        if role not in PartyRole.values or role == self.role:
            return _("Choose another role.")
        if self.organization_id and self.organization_id == exchange.organization_id:
            return _("The organization that asks stays a recipient.")
        if self.role == PartyRole.RECIPIENT and self.role not in others:
            return _("Without it there would be no recipient.")
        if role in SIGNING_ROLES and not (self.organization and self.organization.is_approved):
            return _("Only an approved organization takes part.")
        if role == PartyRole.RECIPIENT and not self.organization.is_public_body:
            return _("Only a public body can be a recipient.")
        if self.role == PartyRole.FIRST_PROVIDER and exchange.status != Status.OPEN:
            return _("Make a second provider the first one: the two change places.")
        has_first = PartyRole.FIRST_PROVIDER in others
        if role == PartyRole.FIRST_PROVIDER and has_first and self.role != SECOND:
            return _("There is a first provider; only a second one changes places with it.")
        return None
