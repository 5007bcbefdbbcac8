"""The version of all that visitors can see: a number that the database counts by itself."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache, wraps
from threading import Lock, local
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from django.utils.translation import get_language

VERSION = "SELECT version FROM portal_content"
CHANGED = "SELECT changed_at FROM portal_content"
# What was written with the triggers off (``make_scale``) says so itself.
COUNT = "UPDATE portal_content SET version = version + 1, changed_at = clock_timestamp()"
# A number of which no portal has ever come near by counting.
ANEW = """
    UPDATE portal_content SET
        version = greatest(version + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint),
        changed_at = clock_timestamp()
"""
PATIENCE = 5  # seconds that one may take to reach the database for the others
VERSIONS = 4  # of one answer: in four languages
LATEST = 2  # of a number: while some still read what others have changed

type Moment = tuple[int, dt.date]


class Latest:
    """The version as of now, asked once for all who wait for it at the same moment.

    Who comes while a question is on its way waits for the next one: an answer counts for everybody
    who was there *before it was asked*, as his own would. The connection is kept apart from the
    pool and sees only what is committed.
    """

    def __init__(self) -> None:
        self.turn = Lock()
        self.asked = self.answered = 0  # the numbers of the questions
        self.number = 0
        self.connection: BaseDatabaseWrapper | None = None

    def version(self) -> int:
        """Ask before reading content: what is read later is as new as the version, or newer."""
        came = self.asked
        if not self.turn.acquire(timeout=PATIENCE):
            raise InterfaceError("The database did not say in time which version it has.")
        try:
            if self.answered <= came:
                self.asked += 1
                self.number = self._ask()
                self.answered = self.asked
            return self.number
        finally:
            self.turn.release()

    def _ask(self) -> int:
        if self.connection:
            try:
                return _version(self.connection)
            except (DatabaseError, InterfaceError):
                self.close()  # the server was away for a moment, or still is
        self.connection = _apart()
        return _version(self.connection)

    def close(self) -> None:
        if self.connection:
            self.connection.close()
            self.connection = None


latest = Latest()


def _apart() -> BaseDatabaseWrapper:
    """A connection outside the pool, for whichever thread has the turn.

    By the settings, as this thread may be reading from a replica (``portal/replicas.py``).
    """
    apart = connections.create_connection(DEFAULT_DB_ALIAS).copy()
    options = {**apart.settings_dict["OPTIONS"], "connect_timeout": PATIENCE}
    options.pop("pool", None)
    apart.settings_dict["OPTIONS"] = options
    apart.inc_thread_sharing()
    return apart


def _version(through: BaseDatabaseWrapper) -> int:
    with through.cursor() as cursor:
        cursor.execute(VERSION)
        return int(cursor.fetchone()[0])


class _Reading(local):
    """Of this thread: the version that it reads, if that is known, and whether it stays."""

    version: int | None = None
    is_one_look = False


_reading = _Reading()


@contextmanager
def in_one_look(version: int | None = None) -> Iterator[None]:
    """Nothing is written inside: the version is asked for once, or known from before."""
    before = _reading.version, _reading.is_one_look
    _reading.version, _reading.is_one_look = version, True
    try:
        yield
    finally:
        _reading.version, _reading.is_one_look = before


def as_of(version: int) -> AbstractContextManager[None]:
    """What is read inside comes from a server that may not have more than ``version`` yet.

    Only under that number may anything made of it be kept: the latest may be ahead by now.
    """
    return in_one_look(version)


def kept[*Ts, T](make: Callable[[*Ts], T]) -> Callable[[*Ts], T]:
    """What is alike for everybody: made once for each version of the content, day and language.

    For words that many pages offer to choose from, small and public; the answer is shared by all
    threads, so nobody changes it. A transaction may have changed what no version counts yet: it
    gets its own, made anew.
    """
    return _kept(make, get_language, VERSIONS)


def kept_for_all[*Ts, T](make: Callable[[*Ts], T]) -> Callable[[*Ts], T]:
    """The same for numbers, which no language changes."""
    return _kept(make, lambda: None, LATEST)


def _kept[*Ts, T](
    make: Callable[[*Ts], T], spoken: Callable[[], str | None], most: int
) -> Callable[[*Ts], T]:
    @lru_cache(maxsize=most)
    def made(_version: int, _today: dt.date, _language: str | None) -> dict[Any, T]:
        return {}

    @wraps(make)
    def answer(*about: *Ts) -> T:
        if connection.in_atomic_block:
            return make(*about)
        answers = made(*_now(), spoken())
        if about not in answers:
            answers[about] = make(*about)
        return answers[about]

    return answer


def _now() -> Moment:
    now = latest.version() if _reading.version is None else _reading.version
    if _reading.is_one_look:
        _reading.version = now
    return now, timezone.localdate()


class Lately[Key, Value]:
    """Numbers for everybody that somebody asked for of late, ``most`` of each version.

    For those of which there may be endlessly many. ``now`` gives those of the present: what is
    missing is read after it was asked for, and put in. All are forgotten when there is no room.
    """

    def __init__(self, most: int) -> None:
        self.most = most

        @lru_cache(maxsize=LATEST)
        def of(_version: int, _today: dt.date) -> dict[Key, Value]:
            return {}

        self._of = of

    def now(self) -> dict[Key, Value]:
        """A transaction gets a sheet of its own, as with ``kept``."""
        if connection.in_atomic_block:
            return {}
        answers = self._of(*_now())
        if len(answers) >= self.most:
            answers.clear()
        return answers


def version() -> int:
    """As this connection sees it, within its transaction."""
    return _version(connection)


def changed_at() -> dt.datetime:
    with connection.cursor() as cursor:
        cursor.execute(CHANGED)
        at: dt.datetime = cursor.fetchone()[0]
        return at


def count_change() -> None:
    with connection.cursor() as cursor:
        cursor.execute(COUNT)


def count_anew() -> None:
    """After a restore: the numbers since the archive was made were given to other content, and
    browsers and caches still hold pages under them."""
    with connection.cursor() as cursor:
        cursor.execute(ANEW)


def watch(**_signal: Any) -> None:
    """After every migration: new tables change the version too (0002_content_version)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regproc('portal_watch') IS NOT NULL")
        if cursor.fetchone()[0]:
            cursor.execute("SELECT portal_watch()")
