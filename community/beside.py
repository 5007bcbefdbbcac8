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


class Columns:
    """A row as an array of JSON: its fields in their order, then each row that it leads to."""

    def __init__(self, model: type[Model], ways: dict[str, Any], path: str = "") -> None:
        """``ways`` as ``select_related`` has them."""
        self.model, self.path = model, path
        self.fields: list[Field[Any, Any]] = list(model._meta.concrete_fields)
        self.names = [field.attname for field in self.fields]
        self.key = self.names.index(model._meta.pk.attname)
        self.read = [place for place, one in enumerate(self.fields) if isinstance(one, READ)]
        self.further: list[tuple[Any, Columns]] = []
        for name, deeper in ways.items():
            field: Any = model._meta.get_field(name)
            columns = Columns(field.related_model, deeper, f"{path}{name}__")
            self.further.append((field, columns))

    def asked(self) -> list[Any]:
        own = [_column(field, self.path) for field in self.fields]
        return [*own, *(JSONArray(*columns.asked()) for _field, columns in self.further)]

    def made(self, values: list[Any], db: str | None) -> Any:
        """None where there is no such row."""
        if values[self.key] is None:
            return None
        for place in self.read:
            values[place] = self.fields[place].to_python(values[place])
        row = self.model.from_db(db, self.names, values[: len(self.names)])
        rest = values[len(self.names) :]
        for (field, columns), others in zip(self.further, rest, strict=False):
            field.set_cached_value(row, columns.made(others, db))
        return row


class RowsOf(ArraySubquery):
    """Each row as ``Columns`` has it, then what it is annotated with."""

    def __init__(self, relation: ManyToOneRel, rows: QuerySet[Any]) -> None:
        self.relation = relation
        self.columns = Columns(rows.model, rows.query.select_related or {})  # type: ignore[arg-type]
        self.annotated = list(rows.query.annotations)
        own = rows.filter(**{relation.field.name: OuterRef("pk")}).select_related(None)
        super().__init__(own.values(json=JSONArray(*self.columns.asked(), *self.annotated)))

    def put(self, owner: Model, arrays: list[list[Any]]) -> None:
        """Where ``owner`` looks for them, as ``prefetch_related`` does."""
        accessor = str(self.relation.get_accessor_name())
        rows = getattr(owner, accessor).get_queryset()
        rows._result_cache = [self._made(owner, values) for values in arrays]
        rows._prefetch_done = True
        owner.__dict__.setdefault("_prefetched_objects_cache", {})[accessor] = rows

    def _made(self, owner: Model, values: list[Any]) -> Model:
        row: Model = self.columns.made(values, owner._state.db)
        more = values[len(values) - len(self.annotated) :]
        row.__dict__.update(zip(self.annotated, more, strict=True))
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


def _column(field: Field[Any, Any], path: str) -> Any:
    """Decimals in words: as a number of JSON they would lose digits."""
    name = path + field.attname
    return Cast(name, TextField()) if isinstance(field, DecimalField) else name
