"""Accounts that nobody ever came into: an address was typed, and no code of its letter came back.

As long as such an account stands there, whoever's address it is has no other one with it.
"""

from __future__ import annotations

import datetime as dt

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from community.models.letters import Letter
from community.models.people import Person

LONG = dt.timedelta(days=30)


def unproven() -> QuerySet[Person]:
    """For so long that nobody goes on with it any more."""
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    rows = Person.objects.filter(last_login=None, is_staff=False)
    old = rows.filter(date_joined__lt=timezone.now() - LONG)
    return old.filter(Exists(addresses), ~Exists(addresses.filter(verified=True)))


def forget(person: Person) -> None:
    """With the letters about it, and no others that went to this address."""
    Letter.objects.filter(name__startswith="account/", address=person.email).delete()
    person.delete()
