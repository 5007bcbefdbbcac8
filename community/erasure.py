"""A person goes: her account and what the records say of her. What organizations did stays.

The rows that are hers go with her (CASCADE), those that she signed lose the signature (SET_NULL).
Here is what the database does not do by itself: history, letters, words, sessions, jobs.
"""

from __future__ import annotations

import re
from collections import defaultdict
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
from django.db.models.functions import Cast, NullIf

from community.models import Event, Letter, Person, Question
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
        Question.objects.forget(person)
        _strip_addresses(addresses)
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
    # What is older cannot name her, and a name may be any word: nobody signs up under it today,
    # asks to join a ministry, and goes, to take it out of all that is on record of the ministry.
    since = person.date_joined
    letters = Letter.objects.filter(person__in=readers, written_at__gte=since)
    _strip(Event.objects.filter(events, at__gte=since), ("subject_label", "reason"), name, "g")
    _strip(letters, ("subject", "body"), name, "g")
    entries = LogEntry.objects.filter(log, action_time__gte=since)
    _strip(entries, ("object_repr", "change_message"), name, "g")


def _strip_addresses(addresses: Iterable[str]) -> None:
    """An address belongs to one person: it goes from every record, in whatever column."""
    either = "|".join(re.escape(address) for address in sorted(addresses))
    pattern = rf"(?<![\w.+-])(?:{either})(?![\w-]|\.\w)"
    for model in tables():
        if model.__name__ not in HERS:
            rows = model._base_manager.all()
            columns = [field.name for field in model._meta.concrete_fields if _holds_words(field)]
            _strip(rows, columns, pattern, "gi")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE args::text ~* %s", [pattern])


def _holds_words(field: models.Field[Any, Any]) -> bool:
    written = (models.CharField, models.TextField, models.JSONField)
    if not isinstance(field, written) or field.choices or field.unique:
        return False
    return isinstance(field, models.EmailField) or field.model._meta.app_label in RECORDS


def _strip(rows: models.QuerySet[Any], columns: Iterable[str], pattern: str, flags: str) -> None:
    """Replace what the pattern finds in these columns; one statement for the table."""
    test = "iregex" if "i" in flags else "regex"
    words, values, found = {}, {}, Q()
    for column in columns:
        kind = rows.model._meta.get_field(column)
        text = Cast(F(column), models.TextField())
        gone = "" if isinstance(kind, models.EmailField) else GONE
        arguments = (Value(pattern), Value(gone), Value(flags))
        stripped: Any = Func(text, *arguments, function="regexp_replace")
        is_json = isinstance(kind, models.JSONField)
        words[f"words_of_{column}"] = text
        values[column] = Cast(stripped, models.JSONField()) if is_json else stripped
        found |= Q(**{f"words_of_{column}__{test}": pattern})
    if values:
        rows.alias(**words).filter(found).update(**values)


# --- History, sessions -------------------------------------------------------------------------


def _forget_in_history(person: Person) -> None:
    columns: defaultdict[Any, list[str]] = defaultdict(list)
    for column in columns_of_people():
        if issubclass(column.model, pghistory.models.Event):
            columns[column.model].append(column.attname)
    for model, names in columns.items():
        hers = Q(*(Q(**{name: person.pk}) for name in names), _connector=Q.OR)
        forgotten = {name: NullIf(F(name), Value(person.pk)) for name in names}
        model._base_manager.filter(hers).update(**forgotten)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pghistory_context SET metadata = metadata || '{\"user\": null}'"
            " WHERE metadata ->> 'user' = %s",
            [str(person.pk)],
        )


def _end_sessions(person: Person) -> None:
    keys = UserSession.objects.filter(user=person).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
