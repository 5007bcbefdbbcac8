"""How sheets are used, counted where every answer passes: kept pages and 304 as well.

Nothing is stored about who asks: no address, no browser, no cookie, no time of day. Whoever loads
a page again is counted again. Numbers wait in the process for some seconds and are then added to
the rows of the day in one statement; a process that is killed loses those seconds.
"""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from multiprocessing.util import Finalize

from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from psycopg_pool import PoolTimeout

from community.languages import CODES
from experiences.models import Use, Used, UseKind
from members.models import Membership
from portal.shared_pages import Environ

Answer = Callable[[HttpRequest], HttpResponse]
EVERY = 10.0  # seconds that numbers wait
MOST_WAITING = 5_000  # different numbers; more are not waited for
# Who reads for a machine; whoever does not say what reads is taken for one.
ROBOT = re.compile(
    r"^$|bot|crawl|spider|slurp|scrap|fetch|preview|archiv|monitor|scan|index|headless|lighthouse"
    r"|curl|wget|python|java/|ruby|perl|php|go-http|okhttp|axios|node|libwww|httpclient|feed|validator",
    re.IGNORECASE,
)
COUNTED = {
    "sheet": UseKind.READING,
    "file": UseKind.DOWNLOAD,
    "compare": UseKind.COMPARISON,
    "bibtex": UseKind.CITATION,
    "ris": UseKind.CITATION,
}
LIBRARY = re.compile(rf"/(?:{'|'.join(CODES)})(/experiences/.+)", re.DOTALL)
MOST_COMPARED = 4
# The address of a page may hold anything else, and no sheet has it.
SLUG = re.compile(r"[-\w]{1,110}", re.ASCII)
GIVEN = (200, 304)
MARK = "portal.counted"  # in the environ of what Django has answered


class Waiting:
    """Numbers that are not in the database yet, of all threads of this process."""

    def __init__(self) -> None:
        self.numbers: Counter[Used] = Counter()
        self.lock = threading.Lock()
        self.since = 0.0

    def add(self, used: Iterable[Used]) -> None:
        with self.lock:
            if not self.numbers:
                self.since = time.monotonic()
            self.numbers.update(used)

    @property
    def is_due(self) -> bool:
        if not self.numbers:
            return False
        return time.monotonic() - self.since >= EVERY or len(self.numbers) >= MOST_WAITING

    def flush(self) -> None:
        """Into the database; while it is away they go on waiting."""
        with self.lock:
            numbers, self.numbers = self.numbers, Counter()
        try:
            if numbers:
                Use.objects.count_up(numbers)
        except (DatabaseError, InterfaceError, PoolTimeout):
            if len(numbers) < MOST_WAITING:
                self.add(numbers.elements())


waiting = Waiting()
# At the end of the process, also of one that the server has forked: ``atexit`` misses those.
Finalize(None, waiting.flush, exitpriority=10)


def heard(environ: Environ, status: int) -> None:
    """For the door: what was answered there, where Django never came to count it."""
    if status not in GIVEN or MARK in environ:
        return
    if (use := use_of(environ["PATH_INFO"])) and _is_somebody(environ):
        waiting.add(used_by(WSGIRequest(environ), status, *use))
    if waiting.is_due:
        waiting.flush()
        connection.close()  # no request ends here that would give it back


class CountingMiddleware:
    """For what comes to Django: there it is known who reads, and authors are left out."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        request.META[MARK] = True
        use = use_of(request.path_info) if response.status_code in GIVEN else None
        if use and _is_somebody(request.META):
            waiting.add(used_by(request, response.status_code, *use))
        if waiting.is_due:
            waiting.flush()
        return response


def _is_somebody(asked: Environ) -> bool:
    """Not a robot, nor a browser that only gets ready, nor htmx with a part of a page.

    By what the server was told: to make a request of it takes as long as all the rest of a kept
    page.
    """
    ahead = asked.get("HTTP_SEC_PURPOSE", "") + asked.get("HTTP_PURPOSE", "")
    return (
        asked["REQUEST_METHOD"] == "GET"
        and "prefetch" not in ahead
        and "HTTP_HX_REQUEST" not in asked
        and not ROBOT.search(asked.get("HTTP_USER_AGENT", ""))
    )


def use_of(path: str) -> tuple[UseKind, str] | None:
    """What an address is, and the sheet in it; nothing where nobody counts it."""
    found = LIBRARY.fullmatch(path)
    return _use_of(found[1]) if found else None


@lru_cache(maxsize=1_000)
def _use_of(path: str) -> tuple[UseKind, str] | None:
    """Without its language: at the door none is spoken, or still that of the reader before. To go
    through all addresses takes longer than to answer from what is kept."""
    try:
        found = resolve(path, "experiences.urls")
    except Resolver404:
        return None
    kind = COUNTED.get(found.url_name or "")
    return (kind, found.kwargs.get("slug", "")) if kind else None


def used_by(request: HttpRequest, status: int, kind: UseKind, slug: str) -> list[Used]:
    """What this answer was a use of; nothing where the reader wrote it or keeps the portal."""
    if kind == UseKind.DOWNLOAD and status == 304:
        return []
    slugs = [slug] if slug else _compared(request)
    own = _own(request, slugs) if slugs else set()
    today = timezone.localdate()
    return [Used(one, today, kind) for one in slugs if one not in own]


def _compared(request: HttpRequest) -> list[str]:
    slugs = list(dict.fromkeys(request.GET.getlist("sheet")))[:MOST_COMPARED]
    return slugs if len(slugs) > 1 and all(map(SLUG.fullmatch, slugs)) else []


def _own(request: HttpRequest, slugs: list[str]) -> set[str]:
    """Those of her own organization; to the secretariat all are its own."""
    user = getattr(request, "user", None)  # nobody was asked for who had no session
    if user is None or not user.is_authenticated:
        return set()
    if user.is_staff:
        return set(slugs)
    mine = Membership.objects.active().of(user)
    return set(
        mine.filter(organization__experiences__slug__in=slugs).values_list(
            "organization__experiences__slug", flat=True
        )
    ) & set(slugs)
