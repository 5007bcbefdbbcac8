"""Themes: the vocabulary as an index, and a page for each."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.exchanges.test_offers import offer

INDEX_QUERIES = 3
THEME_QUERIES = 17


@pytest.fixture
def cash(db):
    broader = make.theme("cash", en="Cash transfers", es="Transferencias monetarias")
    make.theme("cct", broader, en="Conditional cash transfers", es="Transferencias condicionadas")
    return broader


def test_the_index_speaks_the_readers_language(client, cash):
    page = client.get("/es/themes/").content.decode()
    assert "Transferencias monetarias" in page
    assert "Transferencias condicionadas" in page


def test_a_broader_theme_shows_what_its_narrower_ones_have(client, cash, boris):
    narrower = cash.narrower.get()
    sheet = make.published(make.ministry_of(boris), themes=[narrower])
    draft = make.sheet(make.ministry_of(boris), themes=[narrower], title="Secret draft")
    page = client.get("/en/themes/cash/")
    assert list(page.context["experiences"]) == [sheet]
    assert page.context["count"] == 1
    assert draft.title not in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_the_same_number_of_questions(
    client, cash, boris, rows, django_assert_num_queries
):
    narrower = cash.narrower.get()
    for _row in range(rows):
        make.published(make.ministry_of(boris), themes=[narrower])
        make.organization().knows.add(narrower)
        make.organization().seeks.add(narrower)
    client.get("/en/themes/cash/")
    with django_assert_num_queries(INDEX_QUERIES):
        client.get("/en/themes/")
    with django_assert_num_queries(THEME_QUERIES):
        page = client.get("/en/themes/cash/")
    assert len(page.context["experiences"]) == rows


def test_an_unknown_theme_is_not_found(client, db):
    assert client.get("/en/themes/nothing/").status_code == 404


def test_the_scope_note_is_in_the_readers_language_or_says_that_it_is_not(client, cash):
    cash.scope_note_en, cash.scope_note_es = "Regular payments.", "Pagos regulares."
    cash.save()
    assert (
        '<p class="page_head__standfirst" lang="es">Pagos regulares.'
        in client.get("/es/themes/cash/").text
    )
    assert 'lang="en">Regular payments.' in client.get("/pt/themes/cash/").text


def test_offers_stand_once_each_with_the_newest_first(client, cash, boris):
    """Told apart by their keys: to compare all their words took half of the page."""
    for title in ("Older", "Newer"):
        offer(boris, title, themes=[cash, cash.narrower.get()])
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/en/themes/cash/")
    assert [one.title for one in page.context["offers"]] == ["Newer", "Older"]
    wide = re.compile(r'SELECT DISTINCT "(exchanges|experiences)_')
    assert [one["sql"] for one in asked if wide.search(one["sql"])] == []
