"""Is anybody there? Once a year the portal asks; the secretariat mends what nobody answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.acts import Act
from community.lifecycle import MoveRefused
from community.models import Event, Letter, Person
from members import people_letters as letters
from members.roles import REPLACED, Role
from members.vocabulary import ENDED, Status

SALT = "members.still-you"
ASKING = ("still_you", "still_you_reminder")
A_DAY = dt.timedelta(hours=20)  # the job of the next morning may start a little earlier


class Presence(models.Model):
    """What an organization says once a year, and what the secretariat does where it is silent."""

    # Fields that the organization itself has.
    pk: Any
    status: Any
    confirmed_at: Any
    confirmation_asked_at: Any
    confirmation_reminders: Any
    confirmation_reminded_at: Any
    official_email: Any
    description_language: Any
    memberships: Any
    experiences: Any
    requests: Any
    people: Any
    act: Any
    objects: Any

    class Meta:
        abstract = True

    @property
    def focal_point(self) -> Any:
        """The membership of who holds the office, or ``None``."""
        held = self.memberships.active().filter(role=Role.FOCAL_POINT)
        return held.select_related("person").first()

    @property
    def is_headless(self) -> bool:
        """Nobody leads it: the first who is let in becomes its focal point."""
        return not self.memberships.active().leading().exists()

    def belongings(self) -> Iterable[models.QuerySet[Any]]:
        """What a person follows because she works here: itself, its sheets, its exchanges."""
        taking_part = models.Q(organization=self) | models.Q(parties__organization=self)
        exchanges = self.requests.model.objects.filter(taking_part)
        return type(self).objects.filter(pk=self.pk), self.experiences.all(), exchanges

    # --- Once a year -----------------------------------------------------------------------------

    def confirm(self, *, by: Person) -> None:
        """A leader says that all this is still so."""
        if not self.memberships.active().leading().of(by).exists():
            raise PermissionDenied
        if self.status != Status.APPROVED:
            raise MoveRefused(_("Only an approved organization is confirmed."))
        now = timezone.now()
        fresh = models.Q(confirmation_asked_at=None, confirmed_at__gt=now - A_DAY)
        rows = type(self).objects.approved().filter(pk=self.pk).exclude(fresh)
        with transaction.atomic():
            stamps = {"confirmed_at": now, "confirmation_asked_at": None}
            if not rows.update(confirmation_reminders=0, **stamps):
                raise MoveRefused(_("This is confirmed already. Thank you."))
            Event.record(self, "confirm", self.act(by))
        self.refresh_from_db(fields=["confirmation_reminders", *stamps])

    def ask_whether_still(self) -> None:
        """The first letter of the year; called by the clock while it holds the row."""
        readers = self._readers()[:1]
        if self._may_be_asked(readers):
            self._stamp(confirmation_asked_at=timezone.now(), confirmation_reminders=0)
            letters.still_you(self, to=readers)

    def remind(self) -> None:
        """The next of three reminders, to the deputies too."""
        readers = self._readers()
        if self._may_be_asked(readers[:1]):
            self._stamp(
                confirmation_reminders=self.confirmation_reminders + 1,
                confirmation_reminded_at=timezone.now(),
            )
            letters.still_you_reminder(self, to=[one for one in readers if not _asked_lately(one)])

    def _stamp(self, **stamps: Any) -> None:
        type(self).objects.filter(pk=self.pk).update(**stamps)
        for name, value in stamps.items():
            setattr(self, name, value)

    def _readers(self) -> list[Person]:
        """The focal point first; the deputies where there is none, or beside her."""
        leading = self.memberships.active().leading().filter(person__is_active=True)
        return [one.person for one in leading.in_order().select_related("person")]

    def _may_be_asked(self, readers: list[Person]) -> bool:
        """Nobody is asked twice a day, not for two organizations either."""
        return bool(readers) and not any(_asked_lately(one) for one in readers)

    def link_for(self, person: Person) -> str:
        """What the letter's link holds: good for this person and this year's question alone."""
        return signing.dumps(
            [self.pk, person.pk, _microseconds(self.confirmation_asked_at)], salt=SALT
        )

    @classmethod
    def asked_by_link(cls, token: str) -> tuple[Any, Person | None]:
        """The organization and the person a link is for; nobody once it has been answered, or
        when she leads it no longer. Raises ``BadSignature`` for a link that we never wrote."""
        number, person, asked = signing.loads(token, salt=SALT)
        organization = cls.objects.filter(pk=number).first()
        if organization is None or _microseconds(organization.confirmation_asked_at) != asked:
            return organization, None
        leading = organization.memberships.active().leading().select_related("person")
        one = leading.filter(person=person, person__is_active=True).first()
        return organization, one.person if one else None

    # --- The secretariat -------------------------------------------------------------------------

    def replace_focal_point(self, successor: Any, *, by: Person, reason: str) -> None:
        """Give the office of somebody who vanished to a member."""
        if not by.is_staff:
            raise PermissionDenied
        if not reason.strip():
            raise MoveRefused({"reason": _("Say why; the reason is sent with the letter.")})
        with transaction.atomic():
            successor.locked()
            if successor.organization.status in ENDED:
                raise MoveRefused(_("This organization is no longer part of the network."))
            if not successor.is_active or successor.organization_id != self.pk:
                raise MoveRefused({"member": _("This person is no longer in the organization.")})
            if successor.role == Role.FOCAL_POINT:
                raise MoveRefused({"member": _("This person holds the office already.")})
            act = Act(by, reason=reason)
            successor.take_office("replace_focal_point", act, afterwards=REPLACED)

    def write_to_people(self, text: str, *, by: Person) -> None:
        """A letter of the secretariat to its leaders, or to its official e-mail without any."""
        if not by.is_staff:
            raise PermissionDenied
        readers = self._readers()
        if not readers and not self.official_email:
            raise MoveRefused(_("There is nobody to write to: no leader and no official e-mail."))
        with transaction.atomic():
            type(self).objects.select_for_update(no_key=True).get(pk=self.pk)
            said = Event.objects.of(self).filter(name="write_to_people", by=by, reason=text)
            if said.filter(at__gt=timezone.now() - A_DAY).exists():
                return  # a second press of the button
            letters.secretariat_writes(self, text, to=readers)
            if not readers:
                letters.secretariat_writes_to_the_office(self, text)
            Event.record(self, "write_to_people", Act(by, reason=text))


def _asked_lately(person: Person) -> bool:
    lately = Letter.objects.filter(name__in=ASKING, written_at__gt=timezone.now() - A_DAY)
    return lately.filter(person=person).exists()


def _microseconds(moment: dt.datetime | None) -> int:
    """Whole ones, as the database keeps them."""
    return round(moment.timestamp() * 1_000_000) if moment else 0
