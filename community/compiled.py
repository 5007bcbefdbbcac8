"""Parts of a question that are always the same, put into SQL once.

A subquery is resolved and compiled anew by each question that it stands in, which takes longer than
its answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.expressions import RawSQL


def compiled(model: type[models.Model], expression: Any) -> RawSQL:
    """What ``expression`` says of a row of ``model``, to be annotated to rows of that model.

    The caller keeps it (``functools.cache``). It knows the row by the name of its table, as every
    question does whose rows are of ``model``.
    """
    query = model._base_manager.annotate(it=expression).query
    compiler = query.get_compiler(DEFAULT_DB_ALIAS)
    compiler.setup_query()
    sql, params = compiler.compile(query.annotations["it"])
    refuse_days(params)
    field = query.annotations["it"].output_field
    return RawSQL(sql, params, field)  # noqa: S611 - Django's own compiler wrote it


def refuse_days(values: Iterable[Any]) -> None:
    """What is kept would ask about the day on which the process began."""
    if any(isinstance(value, dt.date) for value in values):
        raise ValueError("A kept question would ask about this day for ever: give it a name.")
