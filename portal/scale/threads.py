"""Work for several connections to PostgreSQL at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def at_once[Thing](number: int, act: Callable[[Thing], None], things: Iterable[Thing]) -> None:
    """``act`` on each, in ``number`` threads; the first failure is raised at the end."""
    with ThreadPoolExecutor(number) as pool:
        for _done in pool.map(lambda thing: _apart(act, thing), things):
            pass


def _apart[Thing](act: Callable[[Thing], None], thing: Thing) -> None:
    try:
        act(thing)
    finally:
        connection.close()  # of this thread
