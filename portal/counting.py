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
from multiprocessing.util import Finalize

from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from psycopg_pool import PoolTimeout

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
    "experiences:sheet": UseKind.READING,
    "experiences:file": UseKind.DOWNLOAD,
    "experiences:compare": UseKind.COMPARISON,
    "experiences:bibtex": UseKind.CITATION,
    "experiences:ris": UseKind.CITATION,
}
MOST_COMPARED = 4
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
    if status not in GIVEN or MARK in environ or "/experiences/" not in environ["PATH_INFO"]:
        return
    request = WSGIRequest(environ)
    if _is_somebody(request):
        waiting.add(used_by(request, status))
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
        given = response.status_code in GIVEN
        if given and "/experiences/" in request.path and _is_somebody(request):
            waiting.add(used_by(request, response.status_code))
        if waiting.is_due:
            waiting.flush()
        return response


def _is_somebody(request: HttpRequest) -> bool:
    """Not a robot, nor a browser that only gets ready, nor htmx with a part of a page."""
    ahead = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return (
        request.method == "GET"
        and "prefetch" not in ahead
        and "HX-Request" not in request.headers
        and not ROBOT.search(request.headers.get("User-Agent", ""))
    )


def used_by(request: HttpRequest, status: int) -> list[Used]:
    """What this answer was a use of; nothing where the reader wrote it or keeps the portal."""
    try:
        found = resolve(request.path_info)
    except Resolver404:
        return []
    kind = COUNTED.get(found.view_name)
    if kind is None or (kind == UseKind.DOWNLOAD and status == 304):
        return []
    slugs = [found.kwargs["slug"]] if "slug" in found.kwargs else _compared(request)
    own = _own(request, slugs) if slugs else set()
    today = timezone.localdate()
    return [Used(slug, today, kind) for slug in slugs if slug not in own]


def _compared(request: HttpRequest) -> list[str]:
    slugs = list(dict.fromkeys(request.GET.getlist("sheet")))[:MOST_COMPARED]
    return slugs if len(slugs) > 1 and all(slug.isascii() for slug in slugs) else []


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
