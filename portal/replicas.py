"""Pages for visitors are made from replicas of the database, where there are any.

A replica is behind the primary by as long as it likes, and its rows say themselves how far: the
version of the content is one of them. A page is made from a replica that has the version which the
primary had when the request came in, so it is no older than what is kept under that version.

Everything else is the primary's: what people with a session see, what is sent, what is not for
everybody, and whatever did not go well here. It was tried on a copy of the request.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from itertools import count
from threading import Lock, Thread
from typing import Any

from django.conf import settings
from django.contrib.messages.storage import default_storage as messages_of
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, Error, InternalError, connections
from django.http import HttpRequest, HttpResponse
from psycopg import Connection
from psycopg.errors import QueryCanceled, SerializationFailure

from community import content
from portal.health import AWAY
from portal.shared_pages import VERSION, Answer, is_open

# Not of a server that became a primary itself: its number counts something else by now.
VERSION_OF_REPLICA = f"{content.VERSION} WHERE pg_is_in_recovery()"
PATIENCE = 3.0  # seconds that a replica has for the answer to one question
AGAIN = 5.0  # seconds until a replica that was away is looked for again
ASIDE = 600.0  # seconds for which a kind of page that is not for everybody is not tried again

# A question that took too long, or stood in the way of what came from the primary.
THROWN_OUT = (QueryCanceled, SerializationFailure)

type View = Callable[..., HttpResponse]
type Failures = list[Exception]

log = logging.getLogger(__name__)


class Impatient(Connection[Any]):
    """A server that is frozen, or behind a line that was cut, holds nobody for long."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = PATIENCE) -> Any:
        return super().wait(gen, interval, timeout)


class Replica:
    """A server that is there or away. No visitor waits to find out: a thread looks for it."""

    def __init__(self, alias: str) -> None:
        self.alias = alias
        self.is_there = False
        self.pause = 0.0  # before it is looked for
        self.looking = Lock()
        if pool := connections.settings[alias]["OPTIONS"].get("pool"):
            pool["connection_class"] = Impatient

    @contextmanager
    def reading(self, version: int) -> Iterator[Failures | None]:
        """In this thread, the replica stands where the primary stands else, if it has ``version``.

        Gives what failed meanwhile, for whoever asked may have made do without; None if the replica
        has another version, or none.
        """
        primary, own = connections[DEFAULT_DB_ALIAS], connections[self.alias]
        failures: Failures = []

        def noting(execute: Callable[..., Any], *asked: Any) -> Any:
            try:
                return execute(*asked)
            except Error as error:
                failures.append(error)
                raise

        connections[DEFAULT_DB_ALIAS] = own
        try:
            if _version(own) == version:
                with content.as_of(version), own.execute_wrapper(noting):
                    yield failures
            else:
                yield None
        finally:
            connections[DEFAULT_DB_ALIAS] = primary
            own.close()  # back into its pool

    def gone(self, error: Exception) -> None:
        log.warning("%s does not answer, the primary does meanwhile: %s", self.alias, error)
        self.is_there, self.pause = False, AGAIN

    def look(self) -> None:
        """Begin to look for it, unless somebody does already."""
        if self.looking.acquire(blocking=False):
            Thread(target=self._look, name=f"looks for {self.alias}", daemon=True).start()

    def _look(self) -> None:
        try:
            time.sleep(self.pause)
            while not self._answers():
                time.sleep(AGAIN)
            pool = getattr(connections.create_connection(self.alias), "pool", None)
            if pool and not pool.closed:
                pool.drain()  # of connections from before it was away
            self.is_there = True
        finally:
            self.looking.release()

    def _answers(self) -> bool:
        apart = connections.create_connection(self.alias).copy()
        apart.settings_dict["OPTIONS"].pop("pool", None)
        try:
            return _version(apart) is not None
        except (Error, *AWAY):
            return False
        finally:
            apart.close()


def _version(of: Any) -> int | None:
    with of.cursor() as cursor:
        cursor.execute(VERSION_OF_REPLICA)
        row = cursor.fetchone()
    return int(row[0]) if row else None


class ReplicasAreCopies:
    """What Django asks before it migrates a database, or looks at one to check models."""

    def allow_migrate(self, db: str, *_args: Any, **_hints: Any) -> bool | None:
        return False if db in settings.REPLICAS else None


class ReplicasMiddleware:
    """Inside all others, so that whatever they do is done once and with the primary."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.replicas = [Replica(alias) for alias in settings.REPLICAS]
        if not self.replicas:
            raise MiddlewareNotUsed
        self.turn = count()
        self.aside: dict[str, float] = {}  # until when, by the name of the view

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """The page from a replica; None where it is to be made as if there were none."""
        version = request.META.get(VERSION)  # visitors alone have one
        if version is None or self.aside.get(_name(request), 0) > time.monotonic():
            return None
        if connections[DEFAULT_DB_ALIAS].in_atomic_block:  # others do not see what it changed
            return None
        for replica in self._in_turn():
            if not replica.is_there:
                replica.look()
                continue
            try:
                with replica.reading(version) as failures:
                    if failures is not None:
                        return self._page(request, view, args, kwargs, failures)
            except AWAY as error:
                replica.gone(error)
        return None

    def _in_turn(self) -> list[Replica]:
        first = next(self.turn) % len(self.replicas)
        return self.replicas[first:] + self.replicas[:first]

    def _page(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any, failures: Failures
    ) -> HttpResponse | None:
        trial = _copy(request)
        response = None
        try:
            response = view(trial, *args, **kwargs)
            if hasattr(response, "render"):
                response = response.render()
        except Exception as error:  # no such page, or a fault: the primary will tell
            failures.append(error)
        for failure in failures:
            if isinstance(failure, AWAY) and not isinstance(failure.__cause__, THROWN_OUT):
                raise failure
        in_vain = any(isinstance(failure, InternalError) for failure in failures)  # it wrote
        if response is not None and not failures:
            if _is_for_everybody(trial, response):
                return response
            in_vain = response.status_code == 200
        if in_vain:
            self.aside[_name(request)] = time.monotonic() + ASIDE
        _throw_away(response)
        return None


def _name(request: HttpRequest) -> str:
    found = request.resolver_match
    return (found.view_name or found._func_path) if found else ""


def _copy(request: HttpRequest) -> HttpRequest:
    """One of which nothing stays in the other."""
    trial = copy(request)
    trial.META = {**request.META}
    trial.session = type(request.session)()
    trial._messages = messages_of(trial)  # type: ignore[attr-defined]
    return trial


def _is_for_everybody(trial: HttpRequest, response: HttpResponse) -> bool:
    """Whole, with nothing to be remembered: only of such pages the version tells all."""
    return (
        is_open(trial, response)
        and not response.streaming
        and not trial.session.modified
        and not trial._messages.added_new  # type: ignore[attr-defined]
    )


def _throw_away(response: HttpResponse | None) -> None:
    """Without the end of the request that ``close`` would tell of."""
    for close in getattr(response, "_resource_closers", ()):
        close()
