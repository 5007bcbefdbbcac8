"""Pages that are the same for every visitor: answered 304, or once made and kept.

Each is kept under the version of the content (``portal.content``), its address, its variant, the
day and the release, so that nothing has ever to be thrown out: a publication changes the version,
and yesterday's page is never asked for again. Whoever has a session is never answered from here.
"""

import hashlib
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import DisallowedHost, MiddlewareNotUsed
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from psycopg_pool import PoolTimeout

from portal import content

Answer = Callable[[HttpRequest], HttpResponse]
LARGEST = 2**20  # bytes of a page that is kept
VARIANTS = ("Cookie", "HX-Request", "Accept-Encoding")
SOURCES = ("community", "members", "experiences", "exchanges", "portal", "templates", "locale")
ALIVE = ("/healthz", "/readyz")  # answered whatever the database does
KINDS = {".py", ".html", ".txt", ".mo", ".json"}


@cache
def release() -> str:
    """Changes with code, templates and translations: a new release answers anew."""
    found = hashlib.sha256()
    for folder in SOURCES:
        for file in sorted((settings.BASE_DIR / folder).rglob("*")):
            if file.suffix in KINDS:
                found.update(file.read_bytes())
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    found.update(manifest.read_bytes() if manifest.exists() else b"")
    return found.hexdigest()


class SharedPagesMiddleware:
    """Outside all that knows people: what it keeps is what left the others, headers and all."""

    def __init__(self, get_response: Answer) -> None:
        if not settings.SHARE_PAGES:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        tag = _tag(request) if _is_visit(request) else ""
        if not tag:
            return self.get_response(request)
        if tag in parse_etags(request.META.get("HTTP_IF_NONE_MATCH", "")):
            return _described(HttpResponseNotModified(), tag)
        kept = caches["pages"].get(tag)
        if kept is not None:
            return HttpResponse(kept[0], headers=kept[1])
        response = self.get_response(request)
        if _is_for_everybody(request, response):
            _described(response, tag)
            caches["pages"].set(tag, (response.content, dict(response.items())))
        return response


def _is_visit(request: HttpRequest) -> bool:
    """Reading by somebody of whom the portal knows nothing."""
    known = {settings.SESSION_COOKIE_NAME, "messages"}
    return (
        request.method in ("GET", "HEAD")
        and request.path not in ALIVE
        and not known & set(request.COOKIES)
        and "HTTP_AUTHORIZATION" not in request.META
    )


def _tag(request: HttpRequest) -> str:
    """The weak ETag of the page; nothing while the database is away or the host is not ours."""
    try:
        host, version = request.get_host(), content.version()
    except (DisallowedHost, DatabaseError, InterfaceError, PoolTimeout):
        return ""  # the others know what to answer
    parts = (
        release(), str(version), timezone.localdate().isoformat(), request.scheme or "", host,
        request.get_full_path(), request.META.get("HTTP_HX_REQUEST", ""),
        "gzip" if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "") else "",
    )  # fmt: skip
    return f'W/"{hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]}"'


def _is_for_everybody(request: HttpRequest, response: HttpResponse) -> bool:
    """No cookie, no token of a form, no nonce, nothing that its view wants kept from others."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "CSRF_COOKIE" not in request.META
        and "nonce-" not in response.headers.get("Content-Security-Policy", "")
        and not response.has_header("Cache-Control")
        and len(response.content) <= LARGEST
    )


def _described(response: HttpResponse, tag: str) -> HttpResponse:
    """Caches may keep it and have to ask each time; most answers are 304."""
    response["ETag"] = tag
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, VARIANTS)
    return response
