"""Accounts that nobody ever came into: an address was typed, and no code of its letter came back.

As long as such an account stands there, whoever's address it is has no other one with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from community.models.letters import Letter
from community.models.people import Person

LONG = dt.timedelta(days=30)


def unproven() -> QuerySet[Person]:
    """For so long that nobody goes on with it any more, and of nobody whom others know here: who
    was given an organization, or another address by the secretariat, comes when she can."""
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    since = timezone.now() - LONG
    lately = Letter.objects.filter(address=OuterRef("email"), written_at__gte=since)
    rows = Person.objects.filter(last_login=None, is_staff=False, date_joined__lt=since)
    alone = rows.filter(*(~Exists(mentions) for mentions in _mentions()))
    nobody = ~Exists(addresses.filter(verified=True)), ~Exists(lately)
    return alone.filter(Exists(addresses), *nobody)


def _mentions() -> Iterator[QuerySet[Any]]:
    """Rows of whatever table that are about a person, but for what a sign-up makes."""
    for relation in Person._meta.related_objects:
        model: Any = relation.related_model
        is_table = model._meta.concrete_model._meta.managed
        if is_table and model not in (EmailAddress, Letter):
            yield model._base_manager.filter(**{relation.field.name: OuterRef("pk")})


def forget(person: Person) -> None:
    """With the letters about it, and no others that went to this address."""
    Letter.objects.filter(name__startswith="account/", address=person.email).delete()
    person.delete()
