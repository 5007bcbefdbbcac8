"""What jobs do by the clock: one thing at a time, so that a killed one has lost nothing, and what
cannot be done holds up nothing else."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models, transaction
from procrastinate import RetryStrategy

# The database was away, or one thing failed: three times more within the hour, then tomorrow.
AGAIN = RetryStrategy(max_attempts=3, wait=20 * 60)

log = logging.getLogger(__name__)


class Round:
    """Goes on after a failure; whoever reads the log hears of it at once."""

    def __init__(self) -> None:
        self.failures: list[Exception] = []

    def attempt[**P](self, act: Callable[P, Any], *given: P.args, **named: P.kwargs) -> None:
        try:
            act(*given, **named)
        except Exception as failure:
            if not connection.is_usable():
                raise  # the database is away: nothing else can be tried either
            log.exception("this round goes on without what failed")
            self.failures.append(failure)

    def each(self, due: Callable[[], models.QuerySet[Any]], act: Callable[[Any], Any]) -> None:
        """Each in a transaction of its own, looked at again once it is locked."""
        self.attempt(self._each, due, act)

    def _each(self, due: Callable[[], models.QuerySet[Any]], act: Callable[[Any], Any]) -> None:
        for pk in list(due().values_list("pk", flat=True)):
            self.attempt(_one, due, pk, act)

    def of_all[T](self, found: Callable[[], Iterable[T]], act: Callable[[T], Any]) -> None:
        """The same for what locks by itself."""
        self.attempt(self._of_all, found, act)

    def _of_all[T](self, found: Callable[[], Iterable[T]], act: Callable[[T], Any]) -> None:
        for one in found():
            self.attempt(act, one)


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
