"""After a change all readers want the same page at once: it is made once."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from community import content
from portal import kept
from portal.door import Door
from portal.kept import shelf
from portal.shared_pages import Answer, SharedPagesMiddleware

READERS = 8


@pytest.fixture(autouse=True)
def share(settings, db):
    settings.SHARE_PAGES = True
    shelf.clear()
    yield
    assert not shelf.making  # nobody is waited for any more
    shelf.clear()
    content.latest.close()


def read_at_once(view: Answer, method: str = "GET") -> list[bytes]:
    """What eight readers get of the page of ``view`` who come in the same moment."""
    pages = SharedPagesMiddleware(view)

    def site(environ: dict[str, Any], start: Any) -> list[bytes]:
        response = pages(WSGIRequest(environ))
        start(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return [response.content]

    door, together = Door(site), Barrier(READERS)
    environ = RequestFactory().generic(method, "/en/").environ

    def reader(_number: int) -> bytes:
        together.wait()
        try:
            return b"".join(door(dict(environ), lambda *_words: None))
        except RuntimeError as error:
            return str(error).encode()

    with ThreadPoolExecutor(READERS) as pool:
        return list(pool.map(reader, range(READERS)))


class Slow:
    """A page that takes a while; ``first`` is what becomes of the first one."""

    def __init__(self, first: Answer | None = None) -> None:
        self.first = first
        self.made = 0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.made += 1
        number = self.made
        time.sleep(0.05)
        if self.first and number == 1:
            return self.first(request)
        return HttpResponse(f"page {number}")


def test_one_makes_the_page_and_all_the_others_get_it():
    page = Slow()
    assert read_at_once(page) == [b"page 1"] * READERS
    assert page.made == 1
    assert read_at_once(page) == [b"page 1"] * READERS


def fails(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("no page")


def is_missing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("no page", status=404)


@pytest.mark.parametrize("first", [fails, is_missing])
def test_who_cannot_make_it_lets_the_others_try(first):
    page = Slow(first)
    got = read_at_once(page)
    assert got.count(b"no page") == 1
    assert len({*got}) == page.made > 1  # each made his own: nobody waits twice


def test_who_has_waited_long_enough_makes_his_own(monkeypatch):
    monkeypatch.setattr(kept, "PATIENCE", 0.01)
    page = Slow()
    assert len(set(read_at_once(page))) == page.made == READERS


def test_heads_make_nobody_wait():
    page = Slow()
    assert page.made == 0
    read_at_once(page, "HEAD")
    assert page.made == READERS
