"""Rows beside a row, such as the figures of a sheet, brought along by the same question.

Like ``prefetch_related``, for a page that shows one row with all that belongs to it: there each
kind is a question of its own, also where there is none of it. Here PostgreSQL gives the rows as
JSON, and ``sheet.figures.all()`` has them already.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    DateField,
    DecimalField,
    Field,
    Model,
    OuterRef,
    QuerySet,
    TextField,
    TimeField,
    UUIDField,
)
from django.db.models.fields.reverse_related import ManyToOneRel
from django.db.models.functions import Cast, JSONArray
from django.db.models.query import ModelIterable

# What JSON has no value for comes as text and is read by its field.
READ = (DateField, DecimalField, TimeField, UUIDField)


def rows_of(model: type[Model], name: str, rows: QuerySet[Any] | None = None) -> RowsOf:
    """For ``annotate``: those behind the relation ``name``, or which of them, with what."""
    relation: Any = model._meta.get_field(name)
    return RowsOf(relation, relation.related_model.objects.all() if rows is None else rows)


def bring[R: QuerySet[Any]](to: R, **kinds: RowsOf) -> R:
    """``kinds`` by the names of their relations."""
    rows = to.annotate(**{f"{name}_beside": kind for name, kind in kinds.items()})
    rows._iterable_class = _WithRows
    return rows


class RowsOf(ArraySubquery):
    """Each row as an array: its fields in their order, then what it is annotated with."""

    def __init__(self, relation: ManyToOneRel, rows: QuerySet[Any]) -> None:
        self.relation, self.model = relation, rows.model
        self.fields: list[Field[Any, Any]] = list(self.model._meta.concrete_fields)
        self.names = [field.attname for field in self.fields]
        self.annotated = list(rows.query.annotations)
        self.read = [place for place, one in enumerate(self.fields) if isinstance(one, READ)]
        columns = [_column(field) for field in self.fields]
        own = rows.filter(**{relation.field.name: OuterRef("pk")})
        super().__init__(own.values(json=JSONArray(*columns, *self.annotated)))

    def put(self, owner: Model, arrays: list[list[Any]]) -> None:
        """Where ``owner`` looks for them, as ``prefetch_related`` does."""
        accessor = str(self.relation.get_accessor_name())
        rows = getattr(owner, accessor).get_queryset()
        rows._result_cache = [self._made(owner, values) for values in arrays]
        rows._prefetch_done = True
        owner.__dict__.setdefault("_prefetched_objects_cache", {})[accessor] = rows

    def _made(self, owner: Model, values: list[Any]) -> Model:
        for place in self.read:
            values[place] = self.fields[place].to_python(values[place])
        row: Model = self.model.from_db(owner._state.db, self.names, values[: len(self.names)])
        row.__dict__.update(zip(self.annotated, values[len(self.names) :], strict=True))
        self.relation.field.set_cached_value(row, owner)
        return row


class _WithRows(ModelIterable):
    def __iter__(self) -> Iterator[Any]:
        brought = {
            name: kind
            for name, kind in self.queryset.query.annotations.items()
            if isinstance(kind, RowsOf)
        }
        for owner in super().__iter__():
            for name, kind in brought.items():
                kind.put(owner, owner.__dict__.pop(name))
            yield owner


def _column(field: Field[Any, Any]) -> Any:
    """Decimals in words: as a number of JSON they would lose digits."""
    return Cast(field.attname, TextField()) if isinstance(field, DecimalField) else field.attname
