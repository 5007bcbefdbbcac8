"""Alive, able to serve, and what a visitor sees while the database is away."""

import logging
import sys
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from psycopg_pool import PoolTimeout

from community.uploads import StorageAway

log = logging.getLogger(__name__)
AWAY = (OperationalError, InterfaceError, PoolTimeout)
OUT_OF_REACH = (*AWAY, StorageAway)
RETRY_AFTER = "5"  # seconds


@never_cache
@login_not_required
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
@login_not_required
def ready(request: HttpRequest) -> HttpResponse:
    """Ready when the database answers and every migration is applied."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return HttpResponse("migrations are missing\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")


def unavailable(error: Exception) -> HttpResponse:
    """A plain page that needs neither database nor session; the log says what is away."""
    log.warning("Out of reach: %s: %s", type(error).__name__, " ".join(str(error).split()))
    page = render_to_string("503.html")
    return HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER})


def out_of_reach() -> tuple[type[Exception], ...]:
    """A cache server fails in the words of its library, which is loaded where one is named."""
    library = sys.modules.get("redis.exceptions")
    return (*OUT_OF_REACH, library.RedisError) if library else OUT_OF_REACH


class DatabaseAwayMiddleware:
    """PostgreSQL away, the files, or what counts throttles: 503 and come back soon, never 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except out_of_reach() as error:  # raised by other middleware, outside the view
            return unavailable(error)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return unavailable(error) if isinstance(error, out_of_reach()) else None
