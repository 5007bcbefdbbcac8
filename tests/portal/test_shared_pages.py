"""Pages kept for all visitors: never old, never private, never somebody else's."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from environ import Env
from fakeredis import TcpFakeServer

from community import content
from experiences.models import Experience
from portal.kept import shelf
from portal.shared_pages import release
from tests import make
from tests.portal.visitor import Visitor

LIBRARY = "/en/experiences/"


@pytest.fixture
def visitor(settings, db) -> Iterator[Visitor]:
    """A browser without a session, before a site that keeps pages."""
    settings.SHARE_PAGES = True
    shelf.clear()
    yield Visitor()
    shelf.clear()
    content.latest.close()


def titles(page: Any) -> str:
    assert page.status_code == 200
    return str(page.content.decode())


# --- The pages -----------------------------------------------------------------------------------


@contextmanager
def one_question() -> Iterator[None]:
    """Of the connection that is kept for it, and none of any other."""
    content.latest.version()
    assert content.latest.connection
    with (
        CaptureQueriesContext(content.latest.connection) as asked,
        CaptureQueriesContext(connection) as others,
    ):
        yield
    assert (len(asked), len(others)) == (1, 0)


def test_a_page_seen_before_is_answered_304_by_a_single_question(visitor):
    page = visitor.get(LIBRARY)
    assert page["Cache-Control"] == "no-cache"
    assert {"Cookie", "HX-Request", "Accept-Encoding"} <= set(page["Vary"].split(", "))
    with one_question():
        again = visitor.get(LIBRARY, headers={"If-None-Match": page["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", page["ETag"])
    assert again["Cache-Control"] == "no-cache"


def test_a_page_is_made_once_and_kept_with_its_headers(visitor):
    page = visitor.get(LIBRARY)
    with one_question():
        again = visitor.get(LIBRARY)
    assert again.content == page.content
    assert list(again.items()) == list(page.items())
    for header in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"):
        assert header in again


@pytest.mark.parametrize("form", ["{}", '"other", {}', '{}, W/"other"', "strong"])
def test_any_of_several_tags_will_do_weak_or_not(visitor, form):
    tag = visitor.get(LIBRARY)["ETag"]
    sent = tag.removeprefix("W/") if form == "strong" else form.format(tag)
    assert visitor.get(LIBRARY, headers={"If-None-Match": sent}).status_code == 304
    other = sent.replace(tag[3:20], "0" * 17)
    assert visitor.get(LIBRARY, headers={"If-None-Match": other}).status_code == 200


def test_who_asks_for_the_head_alone_leaves_no_empty_page(visitor):
    head = visitor.head(LIBRARY)
    page = visitor.get(LIBRARY)
    assert "<main" in titles(page)
    assert head["ETag"] == page["ETag"] == visitor.head(LIBRARY)["ETag"]
    assert head["Content-Length"] == visitor.head(LIBRARY)["Content-Length"]
    again = visitor.head(LIBRARY, headers={"If-None-Match": page["ETag"]})
    assert again.status_code == 304


def test_a_day_ends_at_utc_s_midnight_and_again_where_it_ends_last(visitor):
    moments = ("23:59", "00:01", "09:59", "10:01", "23:59")
    tags = []
    for day, moment in zip((9, 10, 10, 10, 10), moments, strict=True):
        with time_machine.travel(f"2027-03-{day:02}T{moment}Z"):
            tags.append(visitor.get(LIBRARY)["ETag"])
    assert tags[1] == tags[2]
    assert tags[3] == tags[4]
    assert len(set(tags)) == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITE_URL", "https://new.example"),
        ("SECRETARIAT_EMAIL", "new@oas.example"),
        ("SECURITY_CONTACT", "mailto:new@oas.example"),
        ("DEMO", True),
    ],
)
def test_what_a_setting_says_is_on_no_page_of_before(visitor, settings, name, value):
    """A server that keeps the pages, and browsers, outlive the process that read the settings."""
    tag = visitor.get(LIBRARY)["ETag"]
    setattr(settings, name, value)
    release.cache_clear()
    try:
        assert visitor.get(LIBRARY)["ETag"] != tag
    finally:
        release.cache_clear()


def test_a_page_over_https_is_another_one(visitor, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    plain = visitor.get(LIBRARY)
    safe = visitor.get(LIBRARY, headers={"X-Forwarded-Proto": "https"})
    assert plain["ETag"] != safe["ETag"]


def test_a_strange_host_gets_no_kept_page(visitor):
    visitor.get(LIBRARY)
    for _time in range(2):
        assert visitor.get(LIBRARY, headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("name", ["sessionid", "messages"])
def test_whoever_may_be_known_is_asked_who_he_is(visitor, name):
    tag = visitor.get(LIBRARY)["ETag"]
    visitor.cookies[name] = "anything"
    answer = visitor.get(LIBRARY, headers={"If-None-Match": tag})
    assert (answer.status_code, "ETag" in answer) == (200, False)


@pytest.mark.parametrize("name", ["csrftoken", "django_language", "other"])
def test_other_cookies_do_not_matter(visitor, name):
    page = visitor.get(LIBRARY)
    visitor.cookies[name] = "anything"
    with one_question():
        assert visitor.get(LIBRARY).content == page.content


def test_a_page_made_by_another_process_is_not_made_again(visitor, settings):
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {**settings.CACHES, "pages": {"BACKEND": memory, "LOCATION": "shared"}}
    page = visitor.get(LIBRARY)
    shelf.clear()  # as it is in the other process
    with one_question():
        assert visitor.get(LIBRARY).content == page.content


@pytest.fixture
def redis() -> Iterator[str]:
    """The address of a Redis server, as settings name it."""
    server = TcpFakeServer(("127.0.0.1", 0))
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"redis://127.0.0.1:{server.server_address[1]}/1"
    server.shutdown()
    server.server_close()


def test_a_server_keeps_pages_for_all_and_counts_for_all(visitor, settings, redis):
    """CACHE_URL and PAGE_CACHE_URL as they are read from the environment."""
    named = Env.cache_url_config(redis)
    settings.CACHES = {**settings.CACHES, "default": named, "pages": named}
    page = visitor.get(LIBRARY)
    shelf.clear()
    with one_question():
        assert visitor.get(LIBRARY).content == page.content
    cache.set("throttled", 1, 60)
    assert cache.incr("throttled") == 2


class NobodyThere(BaseCache):
    """As a server of pages that is away, or that one cannot write to."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, *_asked: Any, **_named: Any) -> Any:
        raise ConnectionRefusedError

    set = get  # type: ignore[assignment]


def test_while_the_server_of_the_pages_is_away_visitors_read_on(visitor, settings):
    backend = f"{__name__}.NobodyThere"
    settings.CACHES = {**settings.CACHES, "pages": {"BACKEND": backend, "LOCATION": "nowhere"}}
    page = visitor.get(LIBRARY)
    assert "<main" in titles(page)
    with one_question():  # of its own it has it
        assert visitor.get(LIBRARY).content == page.content


@pytest.mark.parametrize(
    "address",
    ["/es/experiences/", f"{LIBRARY}?q=goats", f"{LIBRARY}?page=1", "/en/", "/en/lessons/"],
)
def test_each_address_is_a_page_of_its_own(visitor, address):
    assert visitor.get(address)["ETag"] != visitor.get(LIBRARY)["ETag"]


def test_a_fragment_and_a_compressed_page_are_pages_of_their_own(visitor):
    plain = visitor.get(LIBRARY)
    fragment = visitor.get(LIBRARY, headers={"HX-Request": "true"})
    packed = visitor.get(LIBRARY, headers={"Accept-Encoding": "gzip"})
    assert len({plain["ETag"], fragment["ETag"], packed["ETag"]}) == 3
    assert packed["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in visitor.get(LIBRARY)


@pytest.mark.parametrize("address", ["/sitemap.xml", "/robots.txt", "/en/experiences/feed/"])
def test_what_machines_read_is_kept_too(visitor, address):
    page = visitor.get(address)
    assert visitor.get(address, headers={"If-None-Match": page["ETag"]}).status_code == 304


@pytest.mark.parametrize("address", ["/en/exchanges/json/", "/en/experiences/csv/"])
def test_a_list_that_is_sent_while_it_is_read_is_not_kept_but_known_again(visitor, address):
    sent = visitor.get(address)
    with one_question():
        again = visitor.get(address, headers={"If-None-Match": sent["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert list(shelf.pages) == []


@pytest.mark.parametrize("address", ["/en/accounts/login/", "/en/accounts/signup/"])
def test_a_page_with_a_form_belongs_to_one_visitor(visitor, address):
    first, second = visitor.get(address), Visitor().get(address)
    assert "ETag" not in first
    assert first.cookies["csrftoken"].value != second.cookies["csrftoken"].value


def test_no_page_of_a_visitor_holds_a_token(visitor):
    for address in (LIBRARY, "/en/", "/en/search/", "/en/lessons/", "/en/about/"):
        assert "csrfmiddlewaretoken" not in titles(visitor.get(address))


def test_who_is_signed_in_neither_gets_a_kept_page_nor_leaves_one(visitor, amina):
    page = visitor.get(LIBRARY)
    member = Visitor()
    member.force_login(amina)
    answer = member.get(LIBRARY, headers={"If-None-Match": page["ETag"]})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "ETag" not in answer
    assert "My page" in titles(answer)
    assert "My page" not in titles(visitor.get(LIBRARY))


def test_what_is_not_there_is_not_kept(visitor):
    for address in ("/en/experiences/nothing/", "/en/my/", "/", "/healthz"):
        assert "ETag" not in visitor.get(address)


@pytest.mark.django_db(transaction=True)
def test_the_next_look_after_a_publication_sees_it(visitor):
    sheet = make.published(title="Visits at home")
    old = visitor.get(LIBRARY)
    assert "Visits at home" in titles(old)
    Experience.objects.filter(pk=sheet.pk).update(title="Visits in the evening")
    new = visitor.get(LIBRARY, headers={"If-None-Match": old["ETag"]})
    assert "Visits in the evening" in titles(new)
    Experience.objects.filter(pk=sheet.pk).update(status="withdrawn")
    assert "Visits" not in titles(visitor.get(LIBRARY, headers={"If-None-Match": new["ETag"]}))


# --- Two processes that read while a third writes ------------------------------------------------


class Reader:
    """A web process that reads one address over and over until told to stop."""

    def __init__(self, address: str) -> None:
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.portal.reader",
                connection.settings_dict["NAME"],
                address,
            ],
            cwd=Path(__file__).parent.parent.parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        assert self.process.stdout.readline() == "ready\n"

    def stop(self) -> list[tuple[float, float, list[int], int]]:
        """When each look began and ended, the rounds it saw, and its status."""
        looks, _errors = self.process.communicate("stop\n", timeout=30)
        return [tuple(look) for look in json.loads(looks)]


@pytest.mark.django_db(transaction=True)
def test_two_processes_never_show_an_old_or_private_page():
    """What a look shows was true while it lasted: every fourth round the sheet is withdrawn."""
    sheet = make.published(title="Round 1 of visits")
    readers = [Reader(LIBRARY), Reader(LIBRARY)]
    began, done = {1: 0.0}, {1: 0.0}
    for number in range(2, 41):
        began[number] = time.monotonic()
        Experience.objects.filter(pk=sheet.pk).update(
            title=f"Round {number} of visits", status="published" if number % 4 else "withdrawn"
        )
        done[number] = time.monotonic()
        time.sleep(0.02)
    for looks in [reader.stop() for reader in readers]:
        assert {status for *_times, status in looks} == {200, 304}
        # Several: on a busy machine a reader is not quick.
        assert len({number for look in looks for number in look[2]}) > 2
        for start, end, seen, _status in looks:
            oldest = max(number for number, at in done.items() if at <= start)
            newest = max(number for number, at in began.items() if at <= end)
            true = set(range(oldest, newest + 1))
            assert set(seen) <= {number for number in true if number % 4}
            assert seen or any(number % 4 == 0 for number in true)
