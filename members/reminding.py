"""Requests to join that nobody has answered, said again by letter to those who decide them.

One letter a month at most, about all of them. Where nobody leads, the secretariat’s desk knows.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from community.models import Letter, Person
from members import letters
from members.models import Membership
from members.models.memberships import LONG

NAME = "join_reminder"
AGAIN = dt.timedelta(days=30)


def leaders_asked() -> models.QuerySet[Person]:
    """Those who could have answered long ago."""
    asked = _waiting().values("organization_id")
    leaders = Membership.objects.active().leading().filter(organization__in=asked)
    people = Person.objects.filter(pk__in=leaders.values("person_id"), is_active=True)
    return people.order_by("pk")


def _waiting() -> Any:
    return Membership.objects.requested().filter(
        requested_at__lt=timezone.now() - LONG, organization__status="approved"
    )


def remind(person: Person) -> None:
    """She is locked: a job killed or run twice asks nobody twice."""
    with transaction.atomic():
        rows = Person.objects.select_for_update(no_key=True).filter(is_active=True)
        found = rows.filter(pk=person.pk).first()
        lately = Letter.objects.filter(name=NAME, written_at__gt=timezone.now() - AGAIN)
        if found is None or lately.filter(person=found).exists():
            return
        mine = _waiting().decidable_by(found).select_related("person", "organization__country")
        wishes = list(mine.order_by("requested_at"))
        if wishes:
            letters.join_reminder(wishes, to=found)
