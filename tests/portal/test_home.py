"""The home page: what the network is, the map, what is new."""

import datetime as dt

import pytest
import time_machine

from community.models import Person
from tests import make

HOME_QUERIES = 12


def fill(rows: int) -> None:
    boris = make.boris()
    for _row in range(rows):
        make.published(make.ministry_of(boris))
        exchange = make.request(boris)
        exchange.submit(by=boris)
        exchange.open(by=Person.objects.get(email="chloe@example.org"))


@pytest.mark.parametrize("rows", [1, 3])
def test_home_asks_the_database_the_same_number_of_questions(
    client, chloe, rows, django_assert_num_queries
):
    fill(rows)
    client.get("/en/")  # content types are cached from here on
    with django_assert_num_queries(HOME_QUERIES):
        page = client.get("/en/")
    assert len(page.context["newest"]) == rows
    assert len(page.context["seeking"]) == rows


@pytest.mark.django_db
def test_there_are_three_lessons_in_every_week(client):
    for _sheet in range(5):
        make.published()
    seen = set()
    for week in range(1, 53):
        with time_machine.travel(dt.datetime.fromisocalendar(2027, week, 3), tick=False):
            found = [lesson.pk for lesson in client.get("/en/").context["lessons"]]
        assert len({*found}) == 3, week
        seen |= {*found}
    assert len(seen) == 5


@pytest.mark.django_db
def test_a_visitor_is_sent_to_the_language_of_the_browser(client):
    for accepted, path in [
        ("pt-BR,pt;q=0.9", "/pt/"),
        ("es-CL", "/es/"),
        ("fr-CA,fr", "/fr/"),
        ("de", "/en/"),
        ("", "/en/"),
    ]:
        answer = client.get("/", headers={"accept-language": accepted})
        assert (answer.status_code, answer["Location"]) == (302, path)
        assert "Accept-Language" in answer["Vary"]


@pytest.mark.django_db
def test_the_page_says_its_language_and_links_to_the_other_three(client):
    page = client.get("/pt/").content.decode()
    assert '<html lang="pt-br">' in page
    for path in ("/en/", "/es/", "/fr/"):
        assert f'hreflang="{path.strip("/")}"' in page


@pytest.mark.django_db
def test_an_empty_portal_says_what_to_do(client):
    assert "Nobody is looking for a partner right now" in client.get("/en/").content.decode()


def test_the_map_counts_published_experiences_only(client, boris):
    make.published(make.ministry_of(boris))
    make.sheet(make.ministry_of(boris))
    jamaica = next(t for t in client.get("/en/").context["tilemap"].tiles if t.iso2 == "JM")
    assert (jamaica.number, jamaica.href) == (1, "/en/experiences/?country=JM")


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["", "about/", "privacy/", "accounts/password/reset/"])
def test_the_secretariat_can_be_written_to(client, settings, page):
    settings.SECRETARIAT_EMAIL = "help@portal.example"
    times = 1 if page == "" else 2  # at the foot, and where help is offered
    assert client.get(f"/en/{page}").content.count(b'href="mailto:help@portal.example"') == times


@pytest.mark.django_db
def test_the_other_languages_are_asked_the_same(client):
    page = client.get("/en/experiences/?q=caf%C3%A9&page=2").text
    assert 'href="/fr/experiences/?q=caf%C3%A9&amp;page=2"' in page
