"""Rows that were found once and are asked about several times."""

from __future__ import annotations

from django.db.models import Q
from django.db.models.expressions import RawSQL


def among(pks: list[int], field: str = "pk") -> Q:
    """One parameter, however many there are."""
    return Q(**{f"{field}__in": RawSQL("SELECT unnest(%s::bigint[])", [pks])})
