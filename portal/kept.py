"""Answers as they left the portal, in the memory of this process and, by setting, for all."""

import logging
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches

BESIDE = 3_000  # bytes of memory that a page takes beside its body, for its tag and its headers
PATIENCE = 3  # seconds that one waits for a page that another makes

log = logging.getLogger(__name__)


class Kept(NamedTuple):
    status: str  # "200 OK"
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def weight(self) -> int:
        return len(self.body) + BESIDE


class Shelf:
    """Never more than KEPT_PAGES_MB: what nobody asked for the longest makes room."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.making: dict[str, Event] = {}
        self.clear()

    def get(self, tag: str) -> Kept | None:
        with self.lock:
            kept = self.pages.get(tag)
            if kept is not None:
                self.pages.move_to_end(tag)
                return kept
        shared = None
        with _spared():
            shared = caches["pages"].get(tag)  # another process may have made it
        if shared is None:
            return None
        kept = Kept(*shared)
        self._hold(tag, kept)
        return kept

    def put(self, tag: str, kept: Kept) -> None:
        self._hold(tag, kept)
        with _spared():
            caches["pages"].set(tag, tuple(kept))

    def take_turn(self, tag: str) -> bool:
        """Whether the caller is to make the page; he says when he has ended, whatever came of it.

        Else another one has made it meanwhile, or it was waited for in vain: then everybody makes
        his own, so that nobody waits twice.
        """
        with self.lock:
            if tag in self.pages:
                return False
            made = self.making.get(tag)
            if made is None:
                self.making[tag] = Event()
                return True
        made.wait(PATIENCE)
        return False

    def end_turn(self, tag: str) -> None:
        with self.lock:
            made = self.making.pop(tag)
        made.set()

    def clear(self) -> None:
        self.pages: OrderedDict[str, Kept] = OrderedDict()
        self.taken = 0  # bytes of all pages

    def _hold(self, tag: str, kept: Kept) -> None:
        with self.lock:
            if tag in self.pages:  # two threads have made it
                return
            self.pages[tag] = kept
            self.taken += kept.weight
            while self.taken > settings.KEPT_PAGES_MB * 2**20:
                _tag, oldest = self.pages.popitem(last=False)
                self.taken -= oldest.weight


@contextmanager
def _spared() -> Iterator[None]:
    """The server of the pages saves work; while it is away each process makes its own. What it
    raises is a matter of its library."""
    try:
        yield
    except Exception as error:
        log.warning("The cache of pages does not answer: %s", error)


shelf = Shelf()
