"""What jobs do by the clock: one thing at a time, so that a killed one has lost nothing, and what
cannot be done holds up nothing else."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import InterfaceError, OperationalError, models, transaction
from procrastinate import RetryStrategy

# The database was away, or one thing failed: three times more within the hour, then tomorrow.
AGAIN = RetryStrategy(max_attempts=4, wait=20 * 60)
AWAY = (OperationalError, InterfaceError)  # nothing else can be tried either

log = logging.getLogger(__name__)


class Round:
    """Goes on after a failure; whoever reads the log hears of it at once."""

    def __init__(self) -> None:
        self.failures: list[Exception] = []

    def attempt[**P](self, act: Callable[P, Any], *given: P.args, **named: P.kwargs) -> None:
        try:
            act(*given, **named)
        except AWAY:
            raise
        except Exception as failure:
            log.exception("this round goes on without what failed")
            self.failures.append(failure)

    def each(self, due: Callable[[], models.QuerySet[Any]], act: Callable[[Any], Any]) -> None:
        """Each in a transaction of its own, looked at again once it is locked."""
        for pk in list(due().values_list("pk", flat=True)):
            self.attempt(_one, due, pk, act)


@contextmanager
def a_round() -> Iterator[Round]:
    """In the end the job fails if anything did, and is tried again."""
    begun = Round()
    yield begun
    if begun.failures:
        raise ExceptionGroup("not everything that was due could be done", begun.failures)


def _one(due: Callable[[], models.QuerySet[Any]], pk: Any, act: Callable[[Any], Any]) -> None:
    with transaction.atomic():
        rows = due().select_for_update(of=("self",), no_key=True, skip_locked=True)
        if found := rows.filter(pk=pk).first():
            act(found)
