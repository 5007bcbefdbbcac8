"""What jobs do by the clock: one row at a time, so that a killed one has lost nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models, transaction


def each(due: Callable[[], models.QuerySet[Any]], act: Callable[[Any], Any]) -> None:
    """Each in a transaction of its own, looked at again once it is locked."""
    for pk in list(due().values_list("pk", flat=True)):
        with transaction.atomic():
            rows = due().select_for_update(of=("self",), no_key=True, skip_locked=True)
            if found := rows.filter(pk=pk).first():
                act(found)
