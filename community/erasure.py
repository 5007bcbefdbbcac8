"""A person goes: her account and what the records say of her. What organizations did stays.

The rows that are hers go with her (CASCADE), those that she signed lose the signature (SET_NULL).
Here is what the database does not do by itself: history, letters, words, sessions, jobs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pghistory.models
import pgtrigger
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection, models, transaction
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast

from community.models import Event, Letter, Person
from community.traces import columns_of_people, tables

GONE = "…"  # stands where her name or her address stood; says the same in every language
RECORDS = {"community", "members", "admin", "exchanges"}  # where people's words are kept
HERS = {"Person", "EmailAddress"}  # go with her


def erase(
    person: Person, *, about: Iterable[models.Model], readers: models.QuerySet[Person]
) -> None:
    """Delete the account and every trace of her e-mail and name in the records.

    ``about`` are the things whose events may name her, ``readers`` those whose letters may: a
    name can be a common word, and is looked for nowhere else.
    """
    addresses = addresses_of(person)
    # No version of a sheet is written because somebody is no longer named beside it.
    with transaction.atomic(), pgtrigger.ignore():
        _strip_names(person, list(about), readers)
        Letter.objects.filter(Q(person=person) | _in("address", addresses)).delete()
        for address in addresses:
            _strip_address(address)
        _forget_in_history(person)
        _end_sessions(person)
        person.delete()


def addresses_of(person: Person) -> set[str]:
    known = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return {person.email.lower(), *(address.lower() for address in known)}


def _in(column: str, addresses: Iterable[str]) -> Q:
    return Q(*(Q(**{f"{column}__iexact": one}) for one in addresses), _connector=Q.OR)


# --- Words -------------------------------------------------------------------------------------


def _strip_names(
    person: Person, about: list[models.Model], readers: models.QuerySet[Person]
) -> None:
    if not person.name.strip():
        return
    name = rf"(?<!\w){re.escape(person.name)}(?!\w)"
    subjects: dict[type[models.Model], list[Any]] = {Person: [person.pk]}
    for thing in about:
        subjects.setdefault(type(thing), []).append(thing.pk)
    kinds = ContentType.objects.get_for_models(*subjects)
    events, log = Q(by=person), Q(user=person)
    for model, keys in subjects.items():
        events |= Q(subject_type=kinds[model], subject_id__in=keys)
        log |= Q(content_type=kinds[model], object_id__in=[str(key) for key in keys])
    _strip(Event.objects.filter(events), ("subject_label", "reason"), name, "g")
    _strip(Letter.objects.filter(person__in=readers), ("subject", "body"), name, "g")
    _strip(LogEntry.objects.filter(log), ("object_repr", "change_message"), name, "g")


def _strip_address(address: str) -> None:
    """An address belongs to one person: it goes from every record, in whatever column."""
    pattern = rf"(?<![\w.+-]){re.escape(address)}(?![\w-]|\.\w)"
    for model in tables():
        if model.__name__ in HERS:
            continue
        for field in model._meta.concrete_fields:
            rows = model._base_manager.all()
            if isinstance(field, models.EmailField):
                rows.filter(**{f"{field.name}__iexact": address}).update(**{field.name: ""})
            elif _holds_words(field) and model._meta.app_label in RECORDS:
                _strip(rows, (field.name,), pattern, "gi")
    with connection.cursor() as cursor:
        waiting = "DELETE FROM procrastinate_jobs WHERE strpos(lower(args::text), %s) > 0"
        cursor.execute(waiting, [address])


def _holds_words(field: models.Field[Any, Any]) -> bool:
    written = (models.CharField, models.TextField, models.JSONField)
    return isinstance(field, written) and not (field.choices or field.unique)


def _strip(rows: models.QuerySet[Any], columns: Iterable[str], pattern: str, flags: str) -> None:
    for column in columns:
        kind = rows.model._meta.get_field(column)
        words = Cast(F(column), models.TextField())
        stripped: Any = Func(
            words, Value(pattern), Value(GONE), Value(flags), function="regexp_replace"
        )
        if isinstance(kind, models.JSONField):
            stripped = Cast(stripped, models.JSONField())
        test = "iregex" if "i" in flags else "regex"
        found = rows.alias(words=words).filter(**{f"words__{test}": pattern})
        found.update(**{column: stripped})


# --- History, sessions -------------------------------------------------------------------------


def _forget_in_history(person: Person) -> None:
    for column in columns_of_people():
        model: Any = column.model
        if issubclass(model, pghistory.models.Event):
            model._base_manager.filter(**{column.attname: person.pk}).update(
                **{column.attname: None}
            )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pghistory_context SET metadata = metadata || '{\"user\": null}'"
            " WHERE metadata ->> 'user' = %s",
            [str(person.pk)],
        )


def _end_sessions(person: Person) -> None:
    keys = UserSession.objects.filter(user=person).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
