"""Lessons: items of their own, found in every language, counted by filter."""

import html
import re

import pytest
from django.http import QueryDict

from experiences import lessons
from experiences.models import Experience, Lesson
from tests import make

pytestmark = pytest.mark.django_db
LESSONS = "/en/lessons/"


def read(client, query="", path=LESSONS):
    response = client.get(f"{path}?{query}")
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def claims(text):
    return re.findall(r'lesson__claim"[^>]*><a [^>]*>([^<]*)<', text)


def make_public(sheet):
    Experience.objects.filter(pk=sheet.pk).update(
        status="published", published_at="2026-01-01T00:00Z"
    )


def count(text, label):
    pattern = rf">{re.escape(label)} <b>(\d+)<"
    found = re.search(pattern, text)
    return found[1] if found else None


def test_a_visitor_sees_lessons_of_published_sheets_and_no_others(client):
    make.published(lessons=["Go there."])
    make.sheet(make.organization(), lessons=["Still secret."])
    assert claims(read(client)) == ["Go there."]
    assert claims(read(client, "q=secret")) == []


def test_a_lesson_that_is_not_public_says_so_to_its_people(client, amina):
    sheet = make.sheet(make.ministry_of(amina))
    lesson = sheet.lessons.get()
    client.force_login(amina)
    told = "Only your organization and the secretariat see this page."
    noindex = '<meta name="robots" content="noindex">'
    draft = client.get(lesson.get_absolute_url()).text
    make_public(sheet)
    public = client.get(lesson.get_absolute_url()).text
    assert [told in page for page in (draft, public)] == [True, False]
    assert [noindex in page for page in (draft, public)] == [True, False]
    assert [f"/id/{lesson.number}" in page for page in (draft, public)] == [False, True]
    assert noindex in client.get(f"{lesson.get_absolute_url()}?original=1").text


@pytest.mark.parametrize(
    ("claim", "cited"), [("Go there", "Go there. "), ("Who goes?", "Who goes? ")]
)
def test_a_claim_is_cited_as_a_sentence(claim, cited):
    lesson = make.published(lessons=[claim]).lessons.get()
    assert lesson.cited.endswith(f"{cited}{lesson.number}.")


def test_what_is_withdrawn_between_finding_and_reading_is_read_by_nobody():
    sheet = make.published(lessons=["Go there."])
    make.published(lessons=["Stay."])
    looked = lessons.Lessons(QueryDict())
    assert len(looked.found) == 2
    streamed = looked.every_lesson(at_once=1)
    assert next(streamed).claim == "Stay."
    Experience.objects.filter(pk=sheet.pk).update(status="withdrawn")
    assert [lesson.claim for lesson in looked.page()] == ["Stay."]
    assert list(streamed) == []


def test_a_lesson_of_an_exchange_shows_once_it_is_published(client):
    organization = make.organization()
    Lesson.objects.create(organization=organization, language="en", claim="Not yet.")
    Lesson.objects.create(
        organization=organization, language="en", claim="Now.", published_at="2026-01-01T00:00Z"
    )
    assert claims(read(client)) == ["Now."]


def test_a_lesson_is_found_by_its_words_and_by_the_theme_of_its_sheet(client):
    feeding = make.theme("feeding", en="School feeding", es="Alimentación escolar")
    make.published(lessons=["Buy from neighbors."], themes=[feeding])
    make.published(lessons=["Pagar a tiempo."], language="es")
    assert claims(read(client, "q=alimentacion+escolar")) == ["Buy from neighbors."]
    assert claims(read(client, "q=pagos")) == ["Pagar a tiempo."]
    assert claims(read(client, "q=neighbor")) == ["Buy from neighbors."]


@pytest.mark.parametrize(
    "words", ["chile", "Chili", "programas chilenos", "goats chile", "costa rica"]
)
def test_a_lesson_is_found_by_the_country_of_its_sheet(client, words):
    where, other = ("CR", "BR") if words == "costa rica" else ("CL", "BR")
    make.published(make.organization(iso2=where), lessons=["Programas: feed the goats."])
    make.published(make.organization(iso2=other), lessons=["Programas: milk the goats."])
    assert claims(read(client, f"q={words}")) == ["Programas: feed the goats."]
    assert "feed the goats" in client.get(f"/en/search/?q={words}").content.decode()


def test_themes_and_words_that_were_looked_for_too_are_said_and_can_be_left_out(client):
    feeding = make.theme("feeding", en="School feeding", es="Alimentación escolar")
    make.published(lessons=["Buy from neighbors."], themes=[feeding])
    make.published(lessons=["La alimentación escolar exige agua."], language="es")
    page = read(client, "q=alimentación+escolar")
    assert "Also found through" in page
    assert "<em>School feeding</em>" in page
    assert len(claims(page)) == 2
    link = "?q=alimentaci%C3%B3n+escolar&concepts=off"
    assert f'href="{link}"' in page
    alone = read(client, link.removeprefix("?"))
    assert claims(alone) == ["La alimentación escolar exige agua."]
    assert "Also found through" not in alone
    assert "concepts=off" in alone  # in the links to feed and tables
    assert '<em lang="es">madre</em>' in read(client, "q=mothers")


def test_a_word_that_was_put_right_is_said_and_can_be_looked_for_as_it_stands(client):
    make.published(lessons=["Pagar a tiempo con transferencias."], language="es")
    page = read(client, "q=transferensias&polarity=works")
    assert "No experience says “transferensias”. These are the results for “transferencias”" in page
    link = 'href="?q=transferensias&polarity=works&spelling=off">Search for “transferensias”'
    assert link in page
    assert claims(read(client, "q=transferensias")) == ["Pagar a tiempo con transferencias."]
    as_it_stands = read(client, "q=transferensias&spelling=off")
    assert claims(as_it_stands) == []
    assert "No experience says" not in as_it_stands
    assert "No experience says" not in read(client, "q=transferencias")


@pytest.mark.parametrize("words", ["visits", "visits+boat", "boat+goats"])
def test_of_what_is_said_too_often_the_newest_is_shown_and_filters_look_at_all(
    client, monkeypatch, words
):
    goats = make.theme("goats")
    for number in (1, 2, 3, 4):
        where = make.organization(iso2="JM" if number == 1 else "CL")
        make.published(where, lessons=[f"Visits by boat {number}"], themes=[goats])
    make.published(make.organization(iso2="BR"), lessons=["Visits on foot"][: words != "visits"])
    make.published(make.organization(iso2="BR"), lessons=["Pay in time"], themes=[goats])
    monkeypatch.setattr(lessons, "MOST", 2)
    monkeypatch.setattr(lessons, "COUNTED", 1)
    text = read(client, f"q={words}")
    assert claims(text) == ["Visits by boat 4"]
    assert "Chile" in text
    assert count(text, "Chile") is None
    text = read(client, f"q={words}&country=JM")
    assert claims(text) == ["Visits by boat 1"]
    assert count(text, "Chile") == "1"  # only one was counted, the newest


@pytest.mark.parametrize("many", [-1, 20_000])  # -1: as where very many say it
def test_where_a_few_are_enough_they_are_rather_those_that_say_it_themselves(monkeypatch, many):
    monkeypatch.setattr("experiences.models.lessons.MANY", many)
    goats = make.theme("goats")
    make.published(lessons=["Goats eat roses."])
    for number in (1, 2):
        make.published(lessons=[f"Pay {number}"], themes=[goats])
    found = Lesson.objects.search("goats", most=2)
    assert {lesson.claim for lesson in found} == {"Goats eat roses.", "Pay 2"}


@pytest.mark.parametrize("signs", ["%", "😀", "— …", "½"])
def test_signs_alone_find_no_lesson(client, signs):
    make.published(lessons=["100% of them — … ½ 😀"])
    text = read(client, f"q={signs.replace('%', '%25')}")
    assert claims(text) == []
    assert "0 lessons<" in text
    assert ("There is nothing to search for" in text) == (signs != "½")


def test_a_lesson_is_found_by_its_translation_in_the_words_that_the_reader_sees(client):
    sheet = make.published(lessons=["Talk first.", "Wait."])
    made = sheet.translations.create(language="es", published_at="2026-01-01T00:00Z")
    part = f"lesson:{sheet.lessons.get(claim='Talk first.').pk}:claim"
    made.pieces.create(part=part, text="Hable con los pescadores.", original="Talk first.")
    assert claims(read(client, "q=pescador", "/es/lessons/")) == ["Hable con los pescadores."]
    assert claims(read(client, "q=pescador")) == ["Talk first."]
    assert claims(read(client, "q=talk", "/es/lessons/")) == ["Hable con los pescadores."]


def test_filters_count_and_combine(client):
    chile = make.published(make.organization(iso2="CL"), lessons=["A", "B"])
    make.published(make.organization(iso2="BR"), lessons=["C"])
    Lesson.objects.filter(claim="A").update(polarity="works", phase="payment")
    Lesson.objects.filter(claim="B").update(polarity="does-not-work", phase="payment")
    Lesson.objects.filter(claim="C").update(polarity="works", phase="design")
    assert chile.lessons.count() == 2
    text = read(client)
    assert (count(text, "Works"), count(text, "Payment"), count(text, "Brazil")) == ("2", "2", "1")
    text = read(client, "phase=payment&polarity=works")
    assert claims(text) == ["A"]
    assert (count(text, "Works"), count(text, "Does not work")) == ("1", "1")
    assert (count(text, "Payment"), count(text, "Design")) == ("1", "1")
    assert claims(read(client, "country=br")) == ["C"]
    assert set(claims(read(client, "phase=payment&phase=design"))) == {"A", "B", "C"}


def test_a_lesson_of_a_body_without_a_country_is_of_the_countries_of_its_sheet(client):
    bank = make.organization(iso2="", kind="international")
    places = [make.country("NI"), make.country("HN")]
    lesson = make.published(bank, countries=places, lessons=["Begin small."]).lessons.get()
    make.published(make.organization(iso2="HN"), lessons=["Go there."])
    text = read(client, "country=NI")
    assert claims(text) == ["Begin small."]
    assert (count(text, "Nicaragua"), count(text, "Honduras")) == ("1", "2")
    assert set(claims(read(client, "country=HN"))) == {"Begin small.", "Go there."}
    page = client.get(lesson.get_absolute_url()).content.decode()
    assert '<a href="/en/countries/ni/">Nicaragua</a>' in page
    table = client.get("/en/lessons/csv/?country=NI").getvalue().decode()
    assert "HN NI" in table


def test_a_broader_theme_includes_its_narrower_ones(client):
    broad = make.theme("animals", en="Animals")
    make.published(themes=[make.theme("goats", parent=broad)], lessons=["Feed them."])
    make.published(themes=[make.theme("other")], lessons=["Other."])
    text = read(client, "theme=animals")
    assert claims(text) == ["Feed them."]
    assert count(text, "Animals") == "1"


def test_a_narrower_theme_is_offered_once_its_broader_one_is_chosen(client):
    broad = make.theme("animals", en="Animals")
    goats, cows = (make.theme(one, parent=broad, en=one.title()) for one in ("goats", "cows"))
    make.published(themes=[goats], lessons=["Feed them."])
    make.published(themes=[cows], lessons=["Milk them."])
    assert "theme=goats" not in read(client)
    text = read(client, "theme=animals")
    assert (count(text, "Goats"), count(text, "Cows")) == ("1", "1")
    assert 'href="?theme=goats"' in text  # in the place of the broader one
    assert claims(read(client, "theme=goats")) == ["Feed them."]
    assert "Feed them." not in client.get("/en/lessons/csv/?theme=cows").getvalue().decode()
    page = client.get("/en/themes/goats/").content.decode()
    assert 'href="/en/lessons/?theme=goats"' in page


@pytest.mark.parametrize("query", ["phase=x&theme=y&country=ZZ", "page=x", "page=999", "q=%00",
                                   "polarity=%00", "q=" + "a" * 5000, "theme=a" * 300])  # fmt: skip
def test_no_address_breaks_the_list(client, query):
    make.published(lessons=["Go there."])
    text = read(client, query)
    assert ("There is no such filter" in text) == ("=x&" in query or query.startswith("theme=a"))


def test_the_page_of_a_lesson(client):
    sheet = make.published(lessons=["Go there.", "Pay in time."], language="es")
    Lesson.objects.filter(claim="Go there.").update(
        because="They cannot come.", holds_where="In the hills.", polarity="works"
    )
    lesson = sheet.lessons.first()
    text = read(client, path=lesson.get_absolute_url())
    for words in ("Go there.", "They cannot come.", "In the hills.", "Works", lesson.number,
                  "Pay in time.", sheet.get_absolute_url(), "This text is in Spanish"):  # fmt: skip
        assert words in text, words


def test_a_stranger_cannot_tell_the_lesson_of_a_draft_exists(client, amina, boris):
    lesson = make.sheet(make.ministry_of(amina)).lessons.get()
    assert client.get(lesson.get_absolute_url()).status_code == 404
    client.force_login(boris)
    assert client.get(lesson.get_absolute_url()).status_code == 404
    assert client.get(f"/id/{lesson.number}").status_code == 404
    client.force_login(amina)
    assert client.get(lesson.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("number", ["LES-9999", "LES-x", "EXP-0001", "LES-" + "9" * 40, "LES-²"])
def test_a_number_nobody_has_is_not_found(client, number):
    assert client.get(f"{LESSONS}{number}/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(client, rows, django_assert_num_queries):
    for number in range(rows):
        make.published(lessons=[f"Lesson {number}"])
    lesson = Experience.objects.first().lessons.get()
    with django_assert_num_queries(6):
        read(client)
    with django_assert_num_queries(3):
        read(client, path=lesson.get_absolute_url())


def test_a_filter_in_use_has_no_colon_after_a_question(client):
    make.published(lessons=["Begin small."])
    page = client.get("/en/lessons/?polarity=works&country=CL").content.decode()
    assert '<span class="chip__kind">Does it work?</span>' in page
    assert '<span class="chip__kind">Country:</span>' in page
