"""Who saves without having changed anything writes nothing: there is no version to tell of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models


def unsaved(row: models.Model, names: Iterable[str] | None = None) -> list[str]:
    """The fields of ``row`` that the database has otherwise; of all, or of ``names``."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    asked = fields if names is None else [f for f in fields if f.name in set(names)]
    rows: models.QuerySet[Any] = type(row)._base_manager.filter(pk=row.pk)
    saved = rows.values(*(field.attname for field in asked)).first() if row.pk else None
    if saved is None:
        return [field.name for field in asked]
    return [f.name for f in asked if _plain(saved[f.attname]) != _plain(getattr(row, f.attname))]


def _plain(value: Any) -> Any:
    """Browsers end lines in their own way, which nobody sees."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
