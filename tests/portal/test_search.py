"""Search over the whole portal."""

import re

import pytest

from tests import make

SEARCH_QUERIES = 17


def kinds(page) -> dict[str, int]:
    return {group.kind: group.found for group in page.context["groups"]}


def test_one_box_finds_every_kind_of_thing(client, amina, chloe):
    ministry = make.ministry_of(amina)
    make.published(ministry, title="Huertas escolares", lessons=["Las huertas enseñan."])
    make.organization("Red de huertas")
    exchange = make.request(amina, title="Aprender de las huertas")
    exchange.submit(by=amina)
    exchange.open(by=chloe)
    page = client.get("/en/search/", {"q": "huertas"})
    assert kinds(page) == {"experience": 1, "lesson": 1, "exchange": 1, "organization": 1}


def test_all_of_a_group_can_be_taken_along_as_a_feed_and_a_table(client, amina):
    make.published(make.ministry_of(amina), title="Huertas", lessons=["Las huertas enseñan."])
    make.organization("Red de huertas")
    page = client.get("/en/search/", {"q": "huertas"}).content.decode()
    taken = re.findall(r'href="(/en/\w+/(?:feed|csv|json)/\?q=huertas)"', page)
    assert len(taken) == 3 * 3
    for address in taken:
        answer = client.get(address)
        assert "uertas" in b"".join(answer).decode(), address


def test_nothing_private_is_found(client, amina):
    ministry = make.ministry_of(amina)
    make.sheet(ministry, title="Huertas secretas", lessons=["Las huertas enseñan."])
    make.request(amina, title="Aprender de las huertas")
    make.organization("Red de huertas", status="applied")
    client.force_login(amina)  # not even for those who may see them elsewhere
    assert kinds(client.get("/en/search/", {"q": "huertas"})) == {}


@pytest.mark.django_db
def test_the_page_says_how_the_words_were_understood_and_leads_to_them_as_typed(client):
    make.theme("gardens", en="Gardens", es="Huertas")
    make.published(title="Las huertas escolares", language="es")
    text = client.get("/en/search/", {"q": "huertas"}).content.decode()
    assert re.search(r"Also found through\s+<a [^>]*><em>Gardens</em></a>", text)
    assert 'href="/en/experiences/?q=huertas&amp;concepts=off"' in text
    text = client.get("/en/search/", {"q": "ezcolares"}).content.decode()
    assert "No experience says “ezcolares”. These are the results for “escolares”." in text
    assert 'href="/en/experiences/?q=ezcolares&amp;spelling=off"' in text
    assert "Also found" not in client.get("/en/search/", {"q": "nothing"}).content.decode()


@pytest.mark.django_db
def test_signs_alone_find_nothing_of_any_kind_and_the_page_says_why(client):
    make.published(title="100% – 😀", lessons=["100% – 😀"])
    make.organization("Red – 100%")
    for signs in ("%", "–", "😀"):
        page = client.get("/en/search/", {"q": signs})
        assert kinds(page) == {}
        assert "There is nothing to search for" in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    ["", " ", "\x00", "'", '"', "a & b | !c", "<script>alert(1)</script>", "x" * 10_000, "-", "‮"],
)
def test_any_words_get_an_answer(client, words):
    page = client.get("/en/search/", {"q": words})
    assert page.status_code == 200
    assert b"<script>alert" not in page.content


@pytest.mark.parametrize("rows", [1, 3])
def test_search_asks_the_same_number_of_questions(
    client, amina, chloe, rows, django_assert_num_queries
):
    for _row in range(rows):
        make.published(make.ministry_of(amina), title="Huertas", lessons=["Las huertas enseñan."])
        make.organization("Red de huertas")
        exchange = make.request(amina, title="Huertas")
        exchange.submit(by=amina)
        exchange.open(by=chloe)
    client.get("/en/search/", {"q": "huertas"})
    with django_assert_num_queries(SEARCH_QUERIES):
        page = client.get("/en/search/", {"q": "huertas"})
    assert set(kinds(page).values()) == {rows}
