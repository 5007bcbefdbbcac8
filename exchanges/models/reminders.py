"""Whose turn it is, said again by letter: one a day at most, about all that waits for her."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from community.models import Letter, Person
from exchanges import letters
from exchanges.models.parties import Party
from members.models import Membership

FIRST, AGAIN = dt.timedelta(days=15), dt.timedelta(days=30)
ASKING = ("renewal_asked", "follow_up_asked")  # letters of the same round that ask her, too


class Reminder(models.Model):
    """When a person was last reminded of what waits for her at a party."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminders"
    )
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="reminders")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "party"], name="a_reminder_is_kept_once")
        ]
        indexes = [models.Index(fields=["person", "-at"], name="newest_reminders")]

    def __str__(self) -> str:
        return f"{self.person} ← {self.party}"

    @classmethod
    def send(cls, person: Person, waiting: Any) -> bool:
        """One letter about ``waiting`` parties, unless she was asked today. Stamps and letter are
        one transaction, and she is locked: a job killed or run twice asks nobody twice."""
        with transaction.atomic():
            rows = Person.objects.select_for_update(no_key=True).filter(is_active=True)
            found = rows.filter(pk=person.pk).first()
            if found is None or _asked_today(found):
                return False
            parties = list(_waiting_for(found, waiting))
            if not parties:
                return False
            Reminder.objects.bulk_create(
                [Reminder(person=found, party=party) for party in parties],
                update_conflicts=True,
                unique_fields=["person", "party"],
                update_fields=["at"],
            )
            letters.your_turn(parties, to=found)
        return True


def _asked_today(person: Person) -> bool:
    """Whatever about: what is due today is due tomorrow."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    asked = Letter.objects.filter(person=person, name__in=ASKING, written_at__gte=today)
    return asked.exists() or Reminder.objects.filter(person=person, at__gte=today).exists()


def due(waiting: Any, person: Person) -> Any:
    """Of ``waiting``, what has waited for fifteen days, or thirty since she was last reminded."""
    now = timezone.now()
    reminded = Reminder.objects.filter(
        person=person, party=OuterRef("pk"), at__gt=OuterRef("since")
    )
    recently = reminded.filter(at__gt=now - AGAIN)
    return waiting.filter(~Exists(recently), since__lt=now - FIRST)


def awaited_people(waiting: Any) -> models.QuerySet[Person]:
    """Those who lead the organizations that ``waiting`` parties wait for."""
    leaders = Membership.objects.active().leading().filter(organization__status="approved")
    asked = Q(organization__in=waiting.values("whom"))
    found = leaders.filter(asked).values("person_id")
    return Person.objects.filter(pk__in=found, is_active=True).order_by("pk")


def _waiting_for(person: Person, waiting: Any) -> Any:
    own = Membership.objects.active().leading().of(person).filter(organization__status="approved")
    organizations = list(own.values_list("organization_id", flat=True))
    mine = waiting.that_may_await(organizations).filter(whom__in=organizations)
    return mine.select_related("exchange", "organization", "country").order_by(F("since"), "pk")


def to_remind() -> Iterator[tuple[Person, Any]]:
    """Who is reminded today, and of which parties (``Reminder.send``)."""
    waiting = Party.objects.awaited()
    long = waiting.filter(since__lt=timezone.now() - FIRST)
    for person in awaited_people(long):
        yield person, due(waiting, person)


def remind_of(exchanges: Any) -> int:
    """Of these exchanges now, however short they have waited; nobody twice on one day."""
    waiting = Party.objects.awaited().filter(exchange__in=exchanges)
    return sum(Reminder.send(person, waiting) for person in awaited_people(waiting))
