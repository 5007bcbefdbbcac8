"""How an exchange lasts: renewed before it lapses, and going on although no money came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.acts import Act
from community.lifecycle import MoveRefused
from community.models import Event, Person
from exchanges import letters
from exchanges.models.course import PATIENCE, Course
from exchanges.models.queries import NOTICE
from exchanges.models.voices import OWNER
from exchanges.vocabulary import CHEAPER, ExchangeInstrument, Funding, Status

EARLY = {Status.OPEN, Status.SHAPING, Status.AGREED}  # no activity has begun
WAITING_FOR_MONEY = {Funding.CALL, Funding.PARTNER}
TRAVEL = {
    ExchangeInstrument.EXPERT_MISSION,
    ExchangeInstrument.STUDY_VISIT,
    ExchangeInstrument.INTERNSHIP,
    ExchangeInstrument.WORKSHOP,
    ExchangeInstrument.KNOWLEDGE_FAIR,
    ExchangeInstrument.DIPLOMA,
}


class Lasting(Course):
    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what Exchange has
        funding: Any
        instruments: Any
        renewal_asked_at: Any
        objects: Any

    def renew(self, *, by: Person) -> None:
        """Partners are sought for another year."""
        with transaction.atomic():
            self.move("renew", self.act(by, self.organization)).publish()

    def ask_to_renew(self, *, by: None = None) -> None:
        """A month before it lapses; once in each year of being open."""
        now = timezone.now()
        with transaction.atomic():
            rows = type(self).objects.due_to_renew().filter(pk=self.pk)
            if rows.update(renewal_asked_at=now):
                self.renewal_asked_at = now
                letters.renewal_asked(self, to=self.people())

    @property
    def is_about_to_lapse(self) -> bool:
        """Were those who asked written to, and have they not said yet that they still seek?"""
        asked = self.renewal_asked_at
        return self.status == Status.OPEN and asked is not None and asked >= self.status_since

    @property
    def lapses_at(self) -> dt.datetime:
        """Where nobody keeps it open; not before the month of the letter is over."""
        asked = self.renewal_asked_at or timezone.now()
        return max(self.status_since + PATIENCE, asked + NOTICE)

    @property
    def waits_for_money(self) -> bool:
        """Has it asked for money, and is it still early enough to do without?"""
        return self.funding in WAITING_FOR_MONEY and self.status in EARLY

    def cheaper(self) -> list[str]:
        """What it could do instead: its own instruments without travel, and the lightest others."""
        kept = [one for one in self.instruments if one not in TRAVEL]
        return [*kept, *(one.value for one in CHEAPER[:3] if one not in kept)]

    def go_on(self, instruments: Iterable[str], *, by: Person) -> None:
        """No money came: it goes on, each paying its own part, by these instruments.

        Raises ``MoveRefused`` when it never asked for money or the activities have begun. A plan
        that was written, and agreed even, is proposed again: who pays what has changed.
        """
        chosen = [one for one in ExchangeInstrument.values if one in set(instruments)]
        with transaction.atomic():
            rows = type(self).objects.select_for_update(of=("self",), no_key=True)
            now = rows.select_related("organization").get(pk=self.pk)
            if OWNER not in now.roles_of(by):
                raise PermissionDenied
            if why := now.unheard():
                raise MoveRefused(why)
            if not now.waits_for_money:
                raise MoveRefused(_("This exchange does not wait for money."))
            if not chosen:
                raise MoveRefused({"instruments": _("Choose at least one way to go on.")})
            act = now.act(by, now.organization)
            rows.filter(pk=self.pk).update(funding=Funding.OWN, instruments=chosen)
            self.funding, self.instruments = Funding.OWN, chosen
            Event.record(now, "go_on", act).publish()
            self._propose_again(now, act)
            self.refresh_from_db(fields=["status", "status_since", "agreed_at"])
            letters.exchange_goes_on(self, to=now.people().exclude(pk=by.pk))

    @staticmethod
    def _propose_again(exchange: Any, act: Act) -> None:
        if exchange.status == Status.AGREED:
            exchange.move("reshape", act, agreed_at=None).publish()
        if exchange.status == Status.SHAPING and exchange.plan:
            exchange.parties.forget_acceptances()
