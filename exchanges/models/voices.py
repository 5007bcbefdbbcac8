"""Who speaks in an exchange, in whose name, and who of them hears what happens."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q

from community.acts import Act
from community.lifecycle import CLOCK, SECRETARIAT, Lifecycle
from community.models import Person, Reader, decides_on
from exchanges.vocabulary import OUT, SIGNING_ROLES, PartyState, SeatState
from members.models import Membership, Organization
from members.models.queries import OrganizationQuerySet

OWNER = "owner"  # leads the organization that asked
WRITER = "writer"  # writes for the organization that asked
PARTY = "party"  # leads an organization that takes part
COMMUNITY = "community"  # whose turn it is while partners are sought: everybody's


class Voices(Lifecycle):
    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what Exchange has
        organization_id: int | None
        parties: Any
        opened_at: dt.datetime | None

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
        theirs = self.parties.taking_part().filter(
            organization__in=leads, organization__status="approved"
        )
        return roles | ({PARTY} if theirs.exists() else set())

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
