"""Rows that go from one organization to another, on whatever floor they stand.

Nothing here knows the floors above: every column that points to an organization is found by
looking at the models, so that one added later is not forgotten. A row that would stand twice is
settled by its own model (``settle``), or stays where it is. All of it is written down, column by
column, so that it can be brought back.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pghistory.models
from django.apps import apps
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction

from members.vocabulary import NameKind

# What tells of the organization itself: how it came here, what it was called on the day, and what
# the database keeps of it for the directory.
OWN = {
    "members.Merger", "members.Registration", "members.Name", "members.Listing", "community.Event",
}  # fmt: skip

type Changes = Iterable[tuple[models.Model, dict[str, Any]]]
type Record = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """A column that points to organizations."""

    model: Any
    column: str
    where: models.Q

    @property
    def key(self) -> str:
        return f"{self.model._meta.label_lower}.{self.column}"

    def rows(self, organization: models.Model) -> models.QuerySet[Any]:
        here = {self.column: organization.pk}
        rows: models.QuerySet[Any] = self.model._base_manager.filter(self.where, **here)
        return rows.order_by("pk")


def places(organization: models.Model) -> Iterator[Place]:
    """Every column whose rows go along; hidden relations too, history and ``OWN`` excepted."""
    meta = organization._meta
    for relation in meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and _goes_along(relation.related_model):
            yield Place(relation.related_model, relation.field.attname, models.Q())
    for field in meta.private_fields:
        if isinstance(field, GenericRelation) and _goes_along(field.related_model):
            kind = ContentType.objects.get_for_model(organization)
            where = models.Q(**{field.content_type_field_name: kind})
            yield Place(field.related_model, field.object_id_field_name, where)


def _goes_along(model: Any) -> bool:
    """A model above says itself where the database keeps its rows beside others that go."""
    stays = model._meta.label in OWN or getattr(model, "FOLLOWS_BY_ITSELF", False)
    return not stays and not issubclass(model, pghistory.models.Event)


def counted(organization: models.Model) -> Counter[str]:
    """How many rows of each kind would go, by the name of the kind."""
    found: Counter[str] = Counter()
    for place in places(organization):
        found[_called(organization, place)] += place.rows(organization).count()
    return +found


def _called(organization: models.Model, place: Place) -> str:
    """A table between two has no name of its own: that of the field which goes through it."""
    for field in organization._meta.many_to_many:
        if field.remote_field.through is place.model:
            return str(field.verbose_name)
    return str(place.model._meta.verbose_name_plural)


# --- There -------------------------------------------------------------------------------------


def carry(source: Any, target: Any) -> Record:
    """Move everything of ``source`` to ``target``; returns what was done, as plain JSON."""
    done: Record = {"rows": {}, "changes": [], "stayed": {}, "made": []}
    for place in places(source):
        keys = list(place.rows(source).values_list("pk", flat=True))
        if keys and _all_at_once(place, source, target):
            done["rows"][place.key] = keys
        elif keys:
            _one_by_one(place, source, target, done)
    _keep_the_names(source, target, done)
    return done


def _all_at_once(place: Place, source: Any, target: Any) -> bool:
    try:
        with transaction.atomic():
            place.rows(source).update(**{place.column: target.pk})
    except IntegrityError:
        return False
    return True


def _one_by_one(place: Place, source: Any, target: Any, done: Record) -> None:
    for row in place.rows(source):
        changes = [(row, {place.column: target.pk})]
        if _apply(changes, done):
            continue
        settled = list(row.settle(target)) if hasattr(row, "settle") else []
        if not (settled and _apply(settled, done)):
            done["stayed"].setdefault(place.key, []).append(row.pk)


def _apply(changes: Changes, done: Record) -> bool:
    """All of these changes or none."""
    written = []
    try:
        with transaction.atomic():
            for row, values in changes:
                was = {name: getattr(row, name) for name in values}
                type(row)._base_manager.filter(pk=row.pk).update(**values)
                written.append(
                    {
                        "model": row._meta.label_lower,
                        "pk": row.pk,
                        "was": _plain(was),
                        "is": _plain(values),
                    }
                )
    except IntegrityError:
        return False
    done["changes"] += written
    return True


def _keep_the_names(source: Any, target: Any, done: Record) -> None:
    """Whoever looks for the old name or follows the old address finds the one that was kept."""
    known = set(target.names.values_list("plain", flat=True))
    for name in source.names.order_by("pk"):
        if name.plain not in known:
            kind = NameKind.ALIAS if name.kind == NameKind.DOMAIN else NameKind.FORMER
            known.add(name.plain)
            made = target.names.create(kind=kind, text=name.text)
            done["made"].append([made._meta.label_lower, made.pk])
    address = target.former_addresses.create(slug=source.slug)
    done["made"].append([address._meta.label_lower, address.pk])


# --- And back ----------------------------------------------------------------------------------


def bring_back(done: Record, source: Any, target: Any) -> int:
    """Undo ``carry``. What was changed since then stays as it is now; returns how much that is."""
    for label, key in done["made"]:
        apps.get_model(label)._base_manager.filter(pk=key).delete()
    left = sum(not _revert(change) for change in reversed(done["changes"]))
    for place in places(source):
        keys = done["rows"].get(place.key, [])
        back = place.rows(target).filter(pk__in=keys)
        moved = [row.pk for row in back if _send(place, row, source)]
        left += len(keys) - len(moved)
    return left


def _send(place: Place, row: Any, source: Any) -> bool:
    try:
        with transaction.atomic():
            place.model._base_manager.filter(pk=row.pk).update(**{place.column: source.pk})
    except IntegrityError:
        return False
    return True


def _revert(change: Record) -> bool:
    """Each column that still says what the merger made of it."""
    model = apps.get_model(change["model"])
    row = model._base_manager.filter(pk=change["pk"]).first()
    if row is None:
        return False
    values = {
        name: model._meta.get_field(name).to_python(was)
        for name, was in change["was"].items()
        if _plain({name: getattr(row, name)})[name] == change["is"][name]
        and _is_there(model._meta.get_field(name), was)
    }
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=row.pk).update(**values)
    except IntegrityError:
        return False
    return len(values) == len(change["was"])


def forget(done: Record, person: models.Model) -> bool:
    """Take a person out of what was written down; says whether she was in it."""
    found = False
    for change in done.get("changes", ()):
        meta = apps.get_model(change["model"])._meta
        for values in (change["was"], change["is"]):
            for name, value in values.items():
                points = meta.get_field(name).related_model is type(person)
                if points and value == person.pk:
                    values[name], found = None, True
    return found


def _is_there(column: models.Field[Any, Any], key: Any) -> bool:
    """A person may have gone meanwhile: nothing points to her again."""
    if not column.remote_field or key is None:
        return True
    model: Any = column.remote_field.model
    return bool(model._base_manager.filter(pk=key).exists())


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """As JSON keeps them; a moment to the microsecond."""
    return {
        name: value.isoformat() if isinstance(value, dt.datetime) else value
        for name, value in values.items()
    }
