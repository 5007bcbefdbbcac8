"""Pages that are the same for every visitor: answered 304, or once made and kept.

Each is kept under the version of the content (``community.content``), its address, its variant, the
day and the release, so that nothing has ever to be thrown out: a publication changes the version,
and yesterday's page is never asked for again. Whoever has a session is never answered from here.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from community import content
from exchanges.zones import WESTERNMOST, today_in
from portal.kept import Kept, shelf

Answer = Callable[[HttpRequest], HttpResponse]
Environ = dict[str, Any]
TAG = "portal.tag"  # in the environ of a request: under which its answer is kept
VERSION = "portal.version"  # of the content, as it was when the request came in
TURN = "portal.turn"  # in the environ of a request whose answer others may be waiting for
READING = ("GET", "HEAD")
LARGEST = 2**20  # bytes of a page that is kept
VARIANTS = ("Cookie", "HX-Request", "Accept-Encoding")
CACHING = "no-cache"  # caches may keep it and have to ask each time; most answers are 304
KNOWN = (settings.SESSION_COOKIE_NAME, "messages")  # cookies of people
ELSEWHERE = ("/healthz", "/readyz", settings.STATIC_URL)  # whatever the database does
SOURCES = ("community", "members", "experiences", "exchanges", "portal", "templates", "locale",
           "requirements")  # fmt: skip
KINDS = {".py", ".html", ".txt", ".mo", ".json"}
SHOWN = ("SITE_URL", "SECRETARIAT_EMAIL", "SECURITY_CONTACT", "DEMO")  # settings that pages say


@cache
def release() -> str:
    """Changes with code, libraries, templates, words and settings: a new one answers anew."""
    found = hashlib.sha256()
    for folder in SOURCES:
        for file in sorted((settings.BASE_DIR / folder).rglob("*")):
            if file.suffix in KINDS:
                found.update(file.read_bytes())
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    found.update(manifest.read_bytes() if manifest.exists() else b"")
    found.update(repr([getattr(settings, name) for name in SHOWN]).encode())
    return found.hexdigest()


def answer(environ: Environ) -> Kept | None:
    """What needs not be made; else the tag is noted, for the middleware to keep what is made.

    After a change all readers want the same pages anew: the first one makes a page, the others wait
    for it. They asked for the version that it is kept under before, so it is no older than theirs.
    """
    tag = environ[TAG] = _tag(environ) if _is_visit(environ) else ""
    if not tag:
        return None
    if tag.removeprefix("W/") in environ.get("HTTP_IF_NONE_MATCH", ""):
        return _not_modified(tag)
    kept = shelf.get(tag)
    if kept or environ["REQUEST_METHOD"] != "GET":  # of a head alone nothing is kept
        return kept
    if shelf.take_turn(tag):
        environ[TURN] = tag
        return None
    return shelf.get(tag)


def ended(environ: Environ) -> None:
    """The answer has left Django, or never will."""
    if tag := environ.pop(TURN, ""):
        shelf.end_turn(tag)


class SharedPagesMiddleware:
    """Outside all others: what it keeps is what left them, headers and all."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in READING:
            with content.in_one_look(request.META.get(VERSION)):
                response = self.get_response(request)
        else:
            response = self.get_response(request)
        tag = request.META.get(TAG)
        if tag and _is_for_everybody(request, response):
            response["ETag"] = tag
            response["Cache-Control"] = CACHING
            patch_vary_headers(response, VARIANTS)
            if request.method == "GET" and _is_kept(response):
                status = f"{response.status_code} {response.reason_phrase}"
                shelf.put(tag, Kept(status, list(response.items()), response.content))
        return response


def _is_visit(environ: Environ) -> bool:
    """Reading by somebody of whom the portal knows nothing."""
    cookies = environ.get("HTTP_COOKIE", "")
    return (
        environ["REQUEST_METHOD"] in READING
        and not any(name in cookies for name in KNOWN)
        and "HTTP_AUTHORIZATION" not in environ
        and not environ["PATH_INFO"].startswith(ELSEWHERE)
    )


def _tag(environ: Environ) -> str:
    """The weak ETag of the page; nothing while the database is away."""
    try:
        version = environ[VERSION] = content.latest.version()
    except (DatabaseError, InterfaceError):
        return ""  # the others know what to answer
    parts = (
        release(), str(version), timezone.localdate().isoformat(),
        today_in(WESTERNMOST).isoformat(),  # what takes place in the Americas is over later
        environ["wsgi.url_scheme"],
        environ.get("HTTP_X_FORWARDED_PROTO", ""), environ.get("HTTP_HOST", ""),
        environ.get("HTTP_HX_REQUEST", ""),
        "gzip" if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "") else "",
        environ.get("QUERY_STRING", ""),
        environ["PATH_INFO"],  # the only one in which a visitor can write a new line
    )  # fmt: skip
    return f'W/"{hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]}"'


def _not_modified(tag: str) -> Kept:
    headers = [("ETag", tag), ("Cache-Control", CACHING), ("Vary", ", ".join(VARIANTS))]
    return Kept("304 Not Modified", headers, b"")


def _is_for_everybody(request: HttpRequest, response: HttpResponse) -> bool:
    """No nonce, and nothing that its view wants kept from others."""
    nonce = "nonce-" in response.headers.get("Content-Security-Policy", "")
    return is_open(request, response) and not nonce


def is_open(request: HttpRequest, response: HttpResponse) -> bool:
    """No cookie, no token of a form, nothing that its view wants kept from others."""
    return (
        response.status_code == 200
        and not response.cookies
        and "CSRF_COOKIE" not in request.META
        and not response.has_header("Cache-Control")
    )


def _is_kept(response: HttpResponse) -> bool:
    """What is sent while it is read may be endless: it has its tag, and is made again."""
    return not response.streaming and len(response.content) <= LARGEST
