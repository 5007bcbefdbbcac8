"""Where every request comes in: who is answered there, and who hears of it."""

import pytest

from community import content
from portal.kept import Kept, shelf
from tests.portal.visitor import Visitor

LIBRARY = "/en/experiences/"


@pytest.fixture
def share(settings, db):
    settings.SHARE_PAGES = True
    shelf.clear()
    yield
    shelf.clear()
    content.latest.close()


@pytest.mark.usefixtures("share")
def test_each_answer_is_heard_of_once_whoever_gave_it():
    heard = []
    visitor = Visitor(lambda environ, status: heard.append((environ["PATH_INFO"], status)))
    tag = visitor.get(LIBRARY)["ETag"]
    visitor.get(LIBRARY)
    visitor.get(LIBRARY, headers={"If-None-Match": tag})
    visitor.get("/en/nothing/")
    visitor.post("/en/search/")
    assert heard == [
        (LIBRARY, 200), (LIBRARY, 200), (LIBRARY, 304), ("/en/nothing/", 404),
        ("/en/search/", 403),
    ]  # fmt: skip


@pytest.mark.usefixtures("share")
@pytest.mark.parametrize("path", ["/healthz", "/static/portal.css"])
def test_what_needs_no_database_asks_it_nothing(path):
    asked = content.latest.asked
    Visitor().get(path)
    assert content.latest.asked == asked


@pytest.mark.django_db
def test_where_no_pages_are_kept_everything_is_made():
    assert "ETag" not in Visitor().get(LIBRARY)


def test_the_pages_of_a_process_never_take_more_than_their_room(settings):
    settings.KEPT_PAGES_MB = 1
    shelf.clear()
    for number in range(30):
        shelf.put(str(number), Kept("200 OK", [], b"x" * 100_000))
        assert shelf.get("0")  # somebody always asks for this one
    assert shelf.taken == sum(page.weight for page in shelf.pages.values()) <= 2**20
    assert set(shelf.pages) == {"0", *map(str, range(21, 30))}
    shelf.clear()


def test_pages_of_a_few_bytes_have_no_more_room(settings):
    """Each takes its tag and its headers; an address has endlessly many of them (``?x=1``)."""
    settings.KEPT_PAGES_MB = 1
    shelf.clear()
    headers = [(f"name-{number}", "said " * 20) for number in range(12)]
    for number in range(1_000):
        shelf.put(str(number), Kept("200 OK", headers, b""))
    assert len(shelf.pages) < 400
    shelf.clear()
