"""The roles of those who are in: changed, left, taken away; the office of focal point passed on.

Whoever changes the people of an organization holds its row meanwhile, so that a hand-over and a
departure at the same moment come one after the other.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.acts import Act
from community.lifecycle import MoveRefused
from community.models import Event, Follow, Person, decides_on
from members import people_letters as letters
from members.models.organizations import Organization
from members.roles import GIVEN, REPLACED, Afterwards, Role
from members.vocabulary import Ending

ONE_FOCAL_POINT = _("There is a focal point already. Give that person another role first.")
NO_LONGER_IN = _("This person is no longer in the organization.")
ENDINGS = {Afterwards.LEFT: Ending.LEFT, REPLACED: Ending.REPLACED}


class Office(models.Model):
    """What may happen to a membership, and who hears of it."""

    # Fields that the membership itself has.
    pk: Any
    person: Any
    person_id: Any
    organization: Any
    organization_id: Any
    role: Any
    is_active: Any
    objects: Any

    class Meta:
        abstract = True

    def is_taken(self, role: str) -> bool:
        """Is ``role`` the office of focal point, and somebody else in it?"""
        others = type(self).objects.active().filter(organization_id=self.organization_id)
        return role == Role.FOCAL_POINT and others.filter(role=role).exclude(pk=self.pk).exists()

    # --- Verbs -----------------------------------------------------------------------------------

    def change_role(self, role: str, *, by: Person) -> None:
        """Another part for this person; the office of focal point must be free, and only the
        secretariat gives it so."""
        with transaction.atomic():
            self.locked()
            if not decides_on(by, type(self)):
                self._check(by)
                if role not in GIVEN:
                    raise MoveRefused({"role": _("Choose one of the roles.")})
            if self.is_active and self.is_taken(role):
                raise MoveRefused({"role": ONE_FOCAL_POINT})
            if self.role == role:
                return
            if role == Role.FOCAL_POINT and self.is_active:
                self.take_office("change_role", self.act(by), afterwards="")
            else:
                before, self.role = self.role, role
                type(self).objects.filter(pk=self.pk).update(role=role)
                self.record("change_role", self.act(by), source=before, target=role)
                letters.role_changed(self, to=self.person)

    def remove(self, *, by: Person, reason: str) -> None:
        with transaction.atomic():
            self.locked()
            self._check(by)
            if not reason.strip():
                raise MoveRefused({"reason": _("Say why; the reason is sent with the letter.")})
            self._end(Ending.REMOVED, by)
            # An older invitation that she never used would let her in again.
            unused = self.organization.invitations.unanswered().to(self.person)
            unused.update(withdrawn_at=timezone.now())
            self.record("remove_member", self.act(by, reason), source=self.role)
            letters.member_removed(self, reason, to=self.person)

    def leave(self, *, by: Person, knowingly: bool = False) -> None:
        """Go. A focal point hands the office over first, or says that she leaves it to nobody."""
        with transaction.atomic():
            organization = self.locked()
            if by.pk != self.person_id:
                raise PermissionDenied
            if not self.is_active:
                raise MoveRefused(_("You have left this organization already."))
            orphaned = self.role == Role.FOCAL_POINT
            if orphaned and not knowingly:
                raise MoveRefused(_("Hand the office over first, or say that nobody succeeds you."))
            self._end(Ending.LEFT, by)
            self.record("leave", self.act(by), source=self.role)
            letters.member_left(self, to=organization.people())
            if orphaned:
                letters.organization_orphaned(self, to=Person.objects.secretariat())

    def hand_over(self, to: Office, *, by: Person, afterwards: str) -> None:
        """The focal point passes the office to a colleague and becomes what she chose."""
        with transaction.atomic():
            organization = self.locked()
            if by.pk != self.person_id:
                raise PermissionDenied
            if not self.is_active or self.role != Role.FOCAL_POINT:
                raise MoveRefused(_("The office is no longer yours."))
            colleagues = organization.memberships.active().filter(person__is_active=True)
            successor = colleagues.filter(pk=to.pk).exclude(pk=self.pk).first()
            if successor is None:
                raise MoveRefused({"to": NO_LONGER_IN})
            successor.take_office("hand_over", self.act(by), afterwards=afterwards)

    def take_office(self, event: str, act: Act, *, afterwards: str) -> None:
        """Become focal point in the place of who is; called while the organization is held.

        With the office goes what was bound to the person: what she followed of the organization.
        Whoever passes it on in the organization's name has thereby said that it is alive.
        """
        before, now = self.role, timezone.now()
        active = type(self).objects.active().filter(organization_id=self.organization_id)
        former = active.filter(role=Role.FOCAL_POINT).exclude(pk=self.pk).first()
        if former is not None:
            former.step_down(afterwards, act.by)
            self._follow_like(former.person)
        type(self).objects.filter(pk=self.pk).update(role=Role.FOCAL_POINT)
        self.role = Role.FOCAL_POINT
        offers = self.organization.invitations.unanswered().filter(role=Role.FOCAL_POINT)
        offers.update(withdrawn_at=now)
        stamps = {"confirmed_at": now} if act.organization_number else {}
        Organization.objects.filter(pk=self.organization_id).update(
            confirmation_asked_at=None, confirmation_reminders=0, **stamps
        )
        self.record(event, act, source=before, target=self.role)
        self._tell_of_the_office(former, act)

    def step_down(self, afterwards: str, by: Person | None) -> None:
        if afterwards in ENDINGS:
            self._end(ENDINGS[afterwards], by)
        else:
            self.role = Role(afterwards) if afterwards in GIVEN else Role.DEPUTY
            type(self).objects.filter(pk=self.pk).update(role=self.role)

    # --- What the verbs share --------------------------------------------------------------------

    def locked(self) -> Organization:
        """Hold the organization until the end of the transaction, and read this row afresh.

        While one waits for it, it may have become part of another, and this row with it.
        """
        rows = Organization.objects.select_for_update(no_key=True)
        organization = None
        while organization is None or organization.pk != self.organization_id:
            organization = rows.get(pk=self.organization_id)
            self.refresh_from_db()
        self.organization = organization
        return organization

    def record(self, name: str, act: Act, *, source: str = "", target: str = "") -> None:
        """Write it down without her name: whoever deletes her account is in no old event."""
        label = self.organization.name
        Event.record(self, name, act, source=source, target=target, label=label)

    def act(self, by: Person, reason: str = "") -> Act:
        """The secretariat decides in its own name, a leader in that of the organization."""
        return Act(by, reason=reason) if by.is_staff else self.organization.act(by, reason)

    def _check(self, by: Person) -> None:
        if not self.is_active:
            raise MoveRefused(NO_LONGER_IN)
        if not type(self).objects.manageable_by(by).filter(pk=self.pk).exists():
            raise PermissionDenied

    def _end(self, how: str, by: Person | None) -> None:
        stamps = {"ended_at": timezone.now(), "ended_by": by, "ended_how": how}
        if not type(self).objects.active().filter(pk=self.pk).update(**stamps):
            raise MoveRefused(NO_LONGER_IN)
        for name, value in stamps.items():
            setattr(self, name, value)

    def _follow_like(self, former: Person) -> None:
        """Follow what the former focal point followed of this organization."""
        theirs = [
            follow
            for rows in self.organization.belongings()
            for follow in Follow.objects.of_any(rows).filter(person=former)
        ]
        Follow.objects.bulk_create(
            [
                Follow(person=self.person, subject_type=one.subject_type, subject_id=one.subject_id)
                for one in theirs
            ],
            ignore_conflicts=True,
        )

    def _tell_of_the_office(self, former: Office | None, act: Act) -> None:
        others = list(self.organization.people().exclude(pk=self.person_id))
        if former is not None and former.person.is_active and former.person not in others:
            others.append(former.person)
        letters.office_received(self, act.reason, to=self.person)
        letters.office_passed_on(self, act.reason, to=others)
