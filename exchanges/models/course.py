"""The course of an exchange: its table of moves, who may make them, what guards them, the verbs."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.lifecycle import CLOCK, SECRETARIAT, Act, Lifecycle, Move, MoveRefused, row, table
from community.models import Person, Reader, decides_on
from exchanges import letters
from exchanges.vocabulary import (
    MAIN_ROLES,
    OUT,
    SIGNING_ROLES,
    After,
    PartyRole,
    PartyState,
    SeatState,
    Status,
)
from members.models import Membership, Organization
from members.models.queries import OrganizationQuerySet

if TYPE_CHECKING:
    from exchanges.models.plans import Plan

OWNER = "owner"  # leads the organization that asked
WRITER = "writer"  # writes for the organization that asked
PARTY = "party"  # leads an organization that takes part
INVITED = "invited"  # leads an organization that was invited
COMMUNITY = "community"  # whose turn it is while partners are sought: everybody's
SCREENED = {"submit", "open", "reopen"}
PATIENCE = dt.timedelta(days=365)  # an open request without a partner lapses after this
YEAR, GRACE = dt.timedelta(days=365), dt.timedelta(days=90)  # from completed to closed


class Course(Lifecycle):
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
        organization_id: int | None
        parties: Any
        activities: Any
        reports: Any
        themes: Any
        lessons: Any
        opened_at: dt.datetime | None
        completed_at: dt.datetime | None

        @property
        def plan(self) -> Plan | None: ...

    # --- Who may ---------------------------------------------------------------------------------

    def roles_of(self, person: Person | None) -> set[str]:
        """For others only an approved organization counts; one's own request stays one's own."""
        if person is None:
            return {CLOCK}
        roles = {SECRETARIAT} if decides_on(person, self) else set()
        mine = Membership.objects.active().writing().of(person)
        ranks = {m.organization_id: m.role for m in mine}
        if rank := ranks.get(self.organization_id or 0):
            roles |= {WRITER} if rank == "editor" else {WRITER, OWNER}
        leads = [pk for pk, rank in ranks.items() if rank != "editor"]
        states = self.parties.filter(organization__in=leads, organization__status="approved")
        found = set(states.values_list("state", flat=True))
        roles |= {PARTY} if PartyState.ACCEPTED in found else set()
        return roles | ({INVITED} if PartyState.INVITED in found else set())

    def led_by(self, person: Person) -> Any:
        """The parties in whose name this person may speak here, who asked first."""
        leads = Membership.objects.active().leading().of(person).values("organization_id")
        own = self.parties.filter(organization__in=leads, organization__status="approved")
        return own.select_related("organization").in_order()

    def voices_of(self, person: Reader) -> OrganizationQuerySet:
        """Approved organizations that take part and that this person writes for."""
        if not person.is_authenticated:
            return Organization.objects.none()
        writes = Membership.objects.active().writing().of(person).values("organization_id")
        parties = self.parties.taking_part().exclude(organization=None).values("organization_id")
        return (
            Organization.objects.approved().filter(pk__in=parties).filter(pk__in=writes).in_order()
        )

    def act(self, by: Person | None, for_: Organization | None, reason: str = "") -> Act:
        return for_.act(by, reason) if for_ else Act(by, reason=reason)

    def act_of_a_party(self, by: Person | None, for_: Organization | None = None) -> Act:
        """An act of ``by`` in the name of ``for_``, else of the first party that ``by`` leads."""
        if by is None:
            return Act(None)
        voices = [party.organization for party in self.led_by(by).taking_part()]
        if not voices or (for_ and for_ not in voices):
            raise PermissionDenied
        act: Act = (for_ or voices[0]).act(by)
        return act

    # --- Guards ----------------------------------------------------------------------------------

    def guard(self, move: Move) -> None:
        if move.name in SCREENED:  # an editor may have saved the draft since it was read
            self.refresh_from_db(fields=["need", "result_wanted", "instruments", "organization"])
        check = getattr(self, f"_guard_{move.name}", None)
        if check and (problems := check()):
            raise MoveRefused(problems)

    def missing(self) -> dict[str, Any]:
        """What the secretariat cannot do without: a need, a theme, a result, a way."""
        said: dict[str, Any] = {}
        if not (self.organization and self.organization.is_approved):
            said["organization"] = _("Only an approved organization asks for an exchange.")
        elif not self.organization.is_public_body:
            said["organization"] = _("Only a public body asks for an exchange.")
        for name in ("need", "result_wanted", "instruments"):
            if not getattr(self, name):
                said[name] = _("Still empty.")
        if not self.themes.exists():
            said["themes"] = _("Choose at least one theme.")
        return said

    _guard_submit = _guard_open = missing

    def _guard_resume(self) -> list[Any]:
        """What somebody has told of the whole is not to become half of it."""
        told = _("A report is in already: the activities stand as they were.")
        return [told] if self.reports.exists() else []

    def _guard_reopen(self) -> Any:
        """What nobody ever saw is not shown by opening it “again”."""
        return self.missing() if self.opened_at else [_("This request was never open.")]

    def _take(self, move: Move, values: dict[str, Any]) -> str:
        """Asked before the database is, which holds no open request without its day."""
        if move.name == "reopen" and self.opened_at is None:
            raise MoveRefused(self._guard_reopen())
        return super()._take(move, values)

    def _guard_shape(self) -> list[Any]:
        return [] if self.has_first_provider() else [_("A first provider is still missing.")]

    def _guard_agree(self) -> list[Any]:
        plan = self.plan
        if plan is None or plan.missing():
            return [_("The plan is not complete yet.")]
        if self.parties.signing().exclude(accepted_version=plan.version).exists():
            return [_("Not every party has accepted this version of the plan yet.")]
        return self._guard_shape()

    def _guard_complete(self) -> list[Any]:
        said: list[Any] = []
        if late := self.parties.still_to_report().select_related("organization").in_order():
            names = {"parties": ", ".join(map(str, late))}
            said.append(_("Still to report: %(parties)s.") % names)
        if not self.lessons.exists():
            said.append(_("There is no lesson yet."))
        return said

    def _guard_close(self) -> list[Any]:
        """What became of it is known, or has been waited for long enough. Of a past exchange on
        record nobody knows the day."""
        known = self.parties.recipients().followed_up(After.TWELVE)
        if self.completed_at is None or timezone.now() > self.completed_at + YEAR + GRACE:
            return []
        if known.exists() and not self.parties.recipients().exclude(pk__in=known).exists():
            return []
        return [_("The follow-up after twelve months is still awaited.")]

    def has_first_provider(self) -> bool:
        providers = self.parties.taking_part().filter(role=PartyRole.FIRST_PROVIDER)
        return bool(providers.exists())

    # --- Verbs -----------------------------------------------------------------------------------

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

    # --- Who hears of it -------------------------------------------------------------------------

    def people(self) -> models.QuerySet[Person]:
        """Those who lead the parties; what moves is told to all of them."""
        return self._leaders_of(Q(state=PartyState.ACCEPTED))

    def signatories(self) -> models.QuerySet[Person]:
        """Of these, whose word the plan needs."""
        return self._leaders_of(Q(state=PartyState.ACCEPTED, role__in=SIGNING_ROLES))

    def everybody_asked(self) -> models.QuerySet[Person]:
        """And those who lead who was asked, offered help or has asked for seats, once they could
        know of it."""
        if self.opened_at is None:
            return self.people()
        seats = {"seats__activity__exchange": self, "seats__state__in": SeatState.live()}
        coming = Organization.objects.filter(**seats)
        guests = Membership.objects.active().leading().filter(organization__in=coming.values("pk"))
        acting = Membership.objects.active().filter(organization__in=coming.values("pk"))
        asked = acting.filter(person__in=coming.values("seats__asked_by"))
        theirs = Q(pk__in=guests.values("person_id")) | Q(pk__in=asked.values("person_id"))
        told = Person.objects.filter(theirs, is_active=True)
        return self._leaders_of(~Q(state__in=OUT)) | told

    def _leaders_of(self, which: Q) -> models.QuerySet[Person]:
        parties = self.parties.filter(which).exclude(organization=None).values("organization_id")
        leaders = Membership.objects.active().leading().filter(organization__in=parties)
        return Person.objects.filter(pk__in=leaders.values("person_id"), is_active=True)
