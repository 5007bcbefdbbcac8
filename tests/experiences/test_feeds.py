"""Feeds: what is new, with the filters of the list, readable by machines."""

from xml.etree import ElementTree

import pytest

from experiences import ranking
from experiences.models import Experience, Lesson, Translation
from tests import make

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def entries(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)  # noqa: S314 - our own answer
    return feed.findall(f"{ATOM}entry")


def titles(client, address):
    return [entry.findtext(f"{ATOM}title") for entry in entries(client, address)]


def test_the_feed_tells_of_published_sheets_newest_first(client):
    make.published(title="First & <b>")
    make.published(title="Second")
    make.sheet(make.organization(), title="Secret")
    assert titles(client, "/en/experiences/feed/") == ["Second", "First & <b>"]


def test_the_feed_takes_the_filters_and_words_of_the_list(client):
    make.published(title="Goats", countries=[make.country("BR")])
    make.published(title="Goats too", countries=[make.country("CL")])
    make.published(title="Pensions", countries=[make.country("BR")])
    assert titles(client, "/en/experiences/feed/?q=goats&country=BR") == ["Goats"]
    assert len(titles(client, "/en/experiences/feed/?country=ZZ&sort=%00&q=%00")) == 3


def test_the_feed_of_several_words_has_sheets_with_some_of_them_where_few_have_all(
    client, monkeypatch
):
    make.published(title="Goats")
    make.published(title="Goats and wool")
    make.published(title="Wool of goats")
    both = ["Wool of goats", "Goats and wool"]
    address = "/en/experiences/feed/?q=goats+wool&like=CL&sort=oldest"
    assert titles(client, address) == [*both, "Goats"]
    monkeypatch.setattr(ranking, "FEW", 2)
    assert titles(client, address) == both


def test_an_entry_has_a_permanent_number_and_a_full_address(client, settings):
    sheet = make.published()
    (entry,) = entries(client, "/es/experiences/feed/")
    assert entry.findtext(f"{ATOM}id") == f"{settings.SITE_URL}/id/{sheet.number}"
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"{settings.SITE_URL}/es/experiences/{sheet.slug}/"


def test_the_feed_of_lessons(client):
    make.published(lessons=["Go there."])
    make.sheet(make.organization(), lessons=["Secret."])
    assert titles(client, "/en/lessons/feed/") == ["Go there."]
    assert Lesson.objects.count() == 2


def test_a_lesson_is_published_with_its_sheet(client):
    """One that was added later, when it was added; of its own, as of an exchange, by its date."""
    sheet = make.published(lessons=["Go there.", "Come back."])
    Experience.objects.update(published_at="2026-03-05T10:00Z")
    Lesson.objects.filter(claim="Go there.").update(created_at="2025-01-01T10:00Z")
    Lesson.objects.filter(claim="Come back.").update(created_at="2026-06-07T10:00Z")
    Lesson.objects.create(organization=sheet.organization, language="en", claim="Ask.",
                          published_at="2026-09-01T10:00Z")  # fmt: skip
    Lesson.objects.filter(claim="Ask.").update(created_at="2026-08-01T10:00Z")
    told = {entry.findtext(f"{ATOM}title"): str(entry.findtext(f"{ATOM}published"))[:10]
            for entry in entries(client, "/en/lessons/feed/")}  # fmt: skip
    assert told == {"Ask.": "2026-09-01", "Come back.": "2026-06-07", "Go there.": "2026-03-05"}


def test_a_translated_title_says_its_own_language(client, amina):
    """The summary is not translated yet, and says so."""
    sheet = make.published(make.ministry_of(amina), title="Visits", summary="We went.")
    made = make.published(title="Goats", language="pt")
    translation = Translation.begin(sheet, "es", by=amina)
    translation.say("title", "Visitas", by=amina)
    translation.publish(by=amina)
    langs = {}
    for entry in entries(client, "/es/experiences/feed/"):
        summary = entry.find(f"{ATOM}summary")
        assert summary is not None
        langs[entry.findtext(f"{ATOM}title")] = (entry.get(LANG), summary.get(LANG))
    assert langs == {"Visitas": ("es", "en"), "Goats": (made.language, None)}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(client, rows, django_assert_num_queries):
    for number in range(rows):
        make.published(title=f"Sheet {number}")
    with django_assert_num_queries(4):
        entries(client, "/en/experiences/feed/")
    with django_assert_num_queries(1):
        entries(client, "/en/lessons/feed/")


def test_a_feed_and_sheets_side_by_side_say_whether_a_lesson_works(client):
    sheet = make.published(lessons=["Paper forms."])
    sheet.lessons.update(polarity="does-not-work", because="They were lost.")
    for code, told in (("en", "Does not work"), ("es", "No funciona")):
        assert f"{told}. They were lost." in client.get(f"/{code}/lessons/feed/").content.decode()
        compared = client.get(f"/{code}/experiences/compare/?sheet={sheet.slug}").content.decode()
        assert f"({told})" in compared
