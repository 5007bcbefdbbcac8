"""A party goes, of its own will or because the secretariat takes it out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.acts import Act
from community.lifecycle import SECRETARIAT, MoveRefused
from community.models import Event, Person
from exchanges import letters
from exchanges.models.exchanges import Exchange
from exchanges.models.recasting import Recasting
from exchanges.vocabulary import SIGNING_ROLES, PartyRole, PartyState, Status


class Leaving(Recasting):
    class Meta:
        abstract = True

    def leave(self, *, by: Person, reason: str) -> None:
        """Everybody sees that it went, and why. What it gave, reported and said stays; without a
        first provider partners are sought again, and a plan is for the others to accept anew."""
        with transaction.atomic():
            exchange = self._lock()
            act = self._act_of_who_goes(exchange, by, reason)
            if problem := self.why_it_stays(exchange):
                raise MoveRefused(problem)
            if not reason.strip():
                raise MoveRefused({"reason": _("Say why; the others would like to know.")})
            Event.record(self, "leave_exchange", act).publish()
            follows = replace(act, reason="")  # why is said once
            self._open_anew(exchange, follows)
            self._go_out(act)
            told = exchange.people() | self.people()
            told, signed = told.exclude(pk=by.pk).distinct(), self.role in SIGNING_ROLES
            letters.party_left(self, act.reason, signed=signed, to=told)
            self._circle_changed(exchange, follows)

    def _act_of_who_goes(self, exchange: Exchange, by: Person, reason: str) -> Act:
        if self.led_by(by):
            return exchange.act(by, self.organization, reason)
        if SECRETARIAT in exchange.roles_of(by):
            return Act(by, reason=reason)
        raise PermissionDenied

    def why_it_stays(self, exchange: Exchange) -> Any:
        """Nothing, where it may go."""
        if self.state != PartyState.ACCEPTED or self.organization_id is None:
            return _("Only an organization that takes part can leave.")
        if self.organization_id == exchange.organization_id:
            return _("The organization that asks withdraws its request instead.")
        if exchange.status in self.when_roles_change(self.role):
            return None
        if self.role in SIGNING_ROLES and exchange.status in {Status.RUNNING, Status.REPORTING}:
            return _("The activities have begun: those who signed the plan stay until the end.")
        return _("This exchange is over.")

    def _open_anew(self, exchange: Exchange, act: Act) -> None:
        """What was agreed with it is no longer. She still speaks for a party here."""
        if self.role == PartyRole.FIRST_PROVIDER and exchange.status != Status.OPEN:
            exchange.move("seek_again", act, agreed_at=None).publish()
            exchange.parties.forget_acceptances()
        elif self.role in SIGNING_ROLES and exchange.status == Status.AGREED:
            exchange.move("reshape", act, agreed_at=None).publish()

    def _go_out(self, act: Act) -> None:
        rows = type(self).objects.filter(pk=self.pk, state=PartyState.ACCEPTED)
        values = {
            "state": PartyState.LEFT, "answered_at": timezone.now(), "answered_by": act.by,
            "reason": act.reason, "accepted_version": None, "accepted_at": None,
            "accepted_by": None,
        }  # fmt: skip
        if not rows.update(**values):
            raise MoveRefused(_("Somebody was faster, or this is no longer possible."))
        for name, value in values.items():
            setattr(self, name, value)
