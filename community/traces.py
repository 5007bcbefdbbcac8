"""Where the database points to a person, on whatever floor: found by looking at the models.

A table added later is so neither forgotten in what she can take along nor when she goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pghistory.models
from django.apps import apps
from django.db import models

from community.models import Person


def tables() -> Iterator[Any]:
    """The models behind our tables; the views of pghistory are none."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and not _is_a_view(model):
            yield model


def columns_of_people() -> Iterator[models.ForeignKey[Any, Any]]:
    """Every column that points to a person."""
    for model in tables():
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is Person:
                yield field


def signed(person: Person) -> Iterator[tuple[models.ForeignKey[Any, Any], models.Model]]:
    """Rows that bear her name without being hers: the column and the row, history left out."""
    for column in columns_of_people():
        model: Any = column.model
        hers = column.remote_field.on_delete is models.CASCADE
        if not hers and not issubclass(model, pghistory.models.Event):
            for row in model._base_manager.filter(**{column.attname: person.pk}).order_by("pk"):
                yield column, row


def _is_a_view(model: Any) -> bool:
    return issubclass(model, (pghistory.models.Events, pghistory.models.MiddlewareEvents))
