"""The course of an exchange: its table of moves, and the verbs that make them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.acts import Act
from community.lifecycle import CLOCK, SECRETARIAT, row, table
from community.models import Person
from exchanges import letters
from exchanges.models.guards import Guards
from exchanges.models.voices import COMMUNITY, OWNER, PARTY, WRITER
from exchanges.vocabulary import MAIN_ROLES, PartyState, Status
from members.models import Organization

PATIENCE = dt.timedelta(days=365)  # an open request without a partner lapses after this


class Course(Guards):
    """What may happen to an exchange. Parties, plans and reports have their own verbs, which lock
    the exchange first: whatever is done to one exchange is done one after the other."""

    MOVES = table(
        row("submit", {Status.DRAFT, Status.RETURNED}, Status.SUBMITTED, {OWNER},
            label=_("Submit")),
        row("open", {Status.SUBMITTED}, Status.OPEN, {SECRETARIAT}, label=_("Open")),
        row("return", {Status.SUBMITTED}, Status.RETURNED, {SECRETARIAT},
            label=_("Return with a reason"), needs_reason=True),
        row("shape", {Status.OPEN}, Status.SHAPING, {OWNER, PARTY, SECRETARIAT},
            label=_("Begin to shape")),
        row("agree", {Status.SHAPING}, Status.AGREED, {PARTY}, label=_("Agree on the plan")),
        row("reshape", {Status.AGREED}, Status.SHAPING, {PARTY, SECRETARIAT},
            label=_("Change the plan")),
        row("seek_again", {Status.SHAPING, Status.AGREED}, Status.OPEN, {PARTY, SECRETARIAT},
            label=_("Seek partners again")),
        row("start", {Status.AGREED}, Status.RUNNING, {PARTY, CLOCK}, label=_("Start")),
        row("wind_up", {Status.RUNNING}, Status.REPORTING, {PARTY, CLOCK},
            label=_("Activities are over")),
        row("resume", {Status.REPORTING}, Status.RUNNING, {PARTY}, label=_("Go on")),
        row("complete", {Status.REPORTING}, Status.COMPLETED, {SECRETARIAT}, label=_("Complete")),
        row("close", {Status.COMPLETED}, Status.CLOSED, {SECRETARIAT, CLOCK}, label=_("Close")),
        row("withdraw",
            {Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.OPEN, Status.SHAPING},
            Status.WITHDRAWN, {OWNER}, label=_("Withdraw"), needs_reason=True),
        row("cancel", {Status.OPEN, Status.SHAPING, Status.AGREED, Status.RUNNING,
            Status.REPORTING}, Status.CANCELLED, {SECRETARIAT}, label=_("Cancel"),
            needs_reason=True),
        row("lapse", {Status.OPEN}, Status.LAPSED, {SECRETARIAT, CLOCK}, label=_("Lapse")),
        row("renew", {Status.OPEN}, Status.OPEN, {OWNER}, label=_("Keep it open")),
        row("reopen", {Status.LAPSED, Status.CANCELLED, Status.WITHDRAWN}, Status.OPEN,
            {SECRETARIAT}, label=_("Open again"), needs_reason=True),
    )  # fmt: skip
    TURNS: ClassVar = {
        Status.DRAFT: WRITER,
        Status.SUBMITTED: SECRETARIAT,
        Status.RETURNED: WRITER,
        Status.OPEN: COMMUNITY,
        Status.SHAPING: PARTY,
        Status.AGREED: PARTY,
        Status.RUNNING: PARTY,
        Status.REPORTING: PARTY,
        Status.COMPLETED: OWNER,
    }

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what Exchange has
        organization: Any
        activities: Any
        lessons: Any

    def submit(self, *, by: Person) -> None:
        with transaction.atomic():
            self.move("submit", self.act(by, self.organization), submitted_at=timezone.now())
            letters.exchange_submitted(self, to=Person.objects.secretariat())

    def open(self, *, by: Person, reason: str = "") -> None:
        """In front of everybody from here on; who is invited hears of it now."""
        with transaction.atomic():
            self.move("open", Act(by, reason=reason), opened_at=timezone.now()).publish()
            self._tell_it_is_open()

    def return_(self, *, by: Person, reason: str) -> None:
        with transaction.atomic():
            self.move("return", Act(by, reason=reason))
            letters.exchange_returned(self, reason, to=self.people())

    def start(self, *, by: Person | None, for_: Organization | None = None) -> None:
        self._go("start", by, for_, letters.exchange_started, started_at=timezone.now())

    def wind_up(self, *, by: Person | None, for_: Organization | None = None) -> None:
        """Who reports is written to; others who take part have nothing to report. Who would have
        come along to what was still ahead hears that it does not take place."""
        with transaction.atomic():
            self.move("wind_up", self.act_of_a_party(by, for_)).publish()
            reporting = Q(state=PartyState.ACCEPTED, role__in=MAIN_ROLES)
            reporting &= Q(organization__status="approved")  # others are not heard
            letters.exchange_to_report(self, to=self._leaders_of(reporting))
            ahead = self.activities.standing().filter(starts_on__gt=timezone.localdate())
            for activity in ahead:
                activity.tell_guests(is_dropped=True)
            ahead.call_off()

    def complete(self, *, by: Person, reason: str = "") -> None:
        """Both sides have told what came of it: the lessons join the library."""
        now = timezone.now()
        with transaction.atomic():
            self.move("complete", Act(by, reason=reason), completed_at=now).publish()
            self.lessons.filter(published_at=None).update(published_at=now)
            letters.exchange_completed(self, to=self.people())

    def close(self, *, by: Person | None, reason: str = "") -> None:
        with transaction.atomic():
            self.move("close", Act(by, reason=reason)).publish()

    def withdraw(self, *, by: Person, reason: str) -> None:
        self._end("withdraw", self.act(by, self.organization, reason))

    def cancel(self, *, by: Person, reason: str) -> None:
        self._end("cancel", Act(by, reason=reason))

    def lapse(self, *, by: Person | None, reason: str = "") -> None:
        self._end("lapse", Act(by, reason=reason))

    def reopen(self, *, by: Person, reason: str) -> None:
        """Partners are sought again; where a first provider is still there, it is shaped again."""
        with transaction.atomic():
            act = Act(by, reason=reason)
            self.move("reopen", act, agreed_at=None, started_at=None).publish()
            self.parties.forget_acceptances()
            self.activities.all().put_back()
            if self.has_first_provider():
                self.move("shape", act).publish()
            self._tell_it_is_open()

    def _tell_it_is_open(self) -> None:
        """It is open: who was invited has thirty days from now, and reads so."""
        self.parties.invited().update(asked_at=timezone.now())
        letters.exchange_opened(self, to=self.people())
        for party in self.parties.invited():
            letters.party_invited(party, to=party.people())

    def _end(self, move: str, act: Act) -> None:
        with transaction.atomic():
            event = self.move(move, act)
            if self.opened_at:
                event.publish()
            letters.exchange_ended(self, act.reason, to=self.everybody_asked())
            self.activities.standing().ahead().call_off()

    def _go(
        self, move: str, by: Person | None, for_: Organization | None, letter: Any, **stamps: Any
    ) -> None:
        with transaction.atomic():
            self.move(move, self.act_of_a_party(by, for_), **stamps).publish()
            letter(self, to=self.people())
