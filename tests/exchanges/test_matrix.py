"""Who offers and who seeks: themes × countries, with an organization counted once in a cell."""

import re

import pytest

from tests import make
from tests.exchanges import stages
from tests.exchanges.test_offers import offer

MATRIX = "/en/exchanges/matrix/"


def cells(page) -> dict[tuple[str, str], tuple[int, int]]:
    return {
        (row.theme.slug, cell.column.code): (cell.offers, cell.seeks)
        for group in page.context["matrix"].groups
        for row in group.rows
        for cell in row.cells
        if cell.kind
    }


def test_it_is_empty_and_says_what_to_do(client, db):
    assert "Nobody has said yet" in client.get(MATRIX).text


def test_offers_knowledge_requests_and_wishes_are_counted(who, client):
    visits, pensions = make.theme("visits"), make.theme("pensions")
    chile, jamaica, body = (who.of(p) for p in (who.amina, who.boris, who.dana))
    offer(who.boris, themes=[visits])
    jamaica.knows.set([visits])  # the same organization: counted once
    body.knows.set([pensions])
    stages.opened(who, themes=[visits])
    chile.seeks.set([visits, pensions])
    applied = make.organization(iso2="BR", status="applied")
    applied.knows.set([visits])
    make.request(who.amina, themes=[pensions])  # a draft says nothing
    found = cells(client.get(MATRIX))
    assert found == {
        ("visits", "JM"): (1, 0),
        ("visits", "CL"): (0, 1),
        ("pensions", "CL"): (0, 1),
        ("pensions", ""): (1, 0),
    }


def test_what_is_over_is_not_counted(who, client):
    visits = make.theme("visits")
    offer(who.boris, themes=[visits]).end(by=who.boris)
    exchange = stages.opened(who, themes=[visits])
    assert cells(client.get(MATRIX)) == {("visits", "CL"): (0, 1)}
    stages.party(exchange, "first-provider").accept(by=who.boris)
    assert cells(client.get(MATRIX)) == {}


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_the_database_as_often_for_three_as_for_one(
    rows, client, db, django_assert_num_queries
):
    for number in range(rows):
        known = make.theme(f"theme-{number}", parent=make.theme(f"broader-{number}"))
        make.organization(iso2=("CL", "JM", "BR")[number]).knows.set([known])
    with django_assert_num_queries(4):
        page = client.get(MATRIX)
    assert len(cells(page)) == rows
    assert page.text.count('scope="rowgroup"') == rows


def test_columns_stand_in_the_order_of_what_heads_them(client, db):
    """By the names of the countries in the reader's language, and by no code."""
    visits = make.theme("visits")
    for iso2 in ("US", "DE", "CL"):
        make.organization(iso2=iso2).knows.set([visits])
    for code, names in {
        "en": ["Chile", "Germany", "United States of America"],
        "es": ["Alemania", "Chile", "Estados Unidos de América"],
    }.items():
        page = client.get(f"/{code}/exchanges/matrix/").text
        assert re.findall(r'<th scope="col"><span [^>]*>([^<]+)</span>', page) == names


def test_a_gap_is_said_in_words_and_both_is_framed(who, client):
    visits, pensions = make.theme("visits"), make.theme("pensions")
    chile = who.of(who.amina)
    chile.knows.set([visits])
    chile.seeks.set([visits, pensions])
    page = client.get(MATRIX)
    rows = {row.theme.slug: row for group in page.context["matrix"].groups for row in group.rows}
    assert (rows["visits"].is_gap, rows["pensions"].is_gap) == (False, True)
    assert page.text.count('<td><a class="matrix__both" href="visits/cl/">') == 1
    assert page.text.count("(sought, and nobody offers it yet)</span>") == 1
    who.of(who.boris).knows.set([pensions])
    assert "(sought, and nobody offers it yet)</span>" not in client.get(MATRIX).text


def test_it_narrows_to_a_theme_and_a_region_and_says_what_it_does_not_know(who, client):
    income = make.theme("income")
    pensions, visits = make.theme("pensions", parent=income), make.theme("visits")
    who.of(who.amina).knows.set([pensions, visits])
    who.of(who.boris).knows.set([pensions])
    assert set(cells(client.get(MATRIX, {"theme": "income"}))) == {
        ("pensions", "CL"), ("pensions", "JM"),
    }  # fmt: skip
    assert set(cells(client.get(MATRIX, {"region": "caribbean"}))) == {("pensions", "JM")}
    page = client.get(MATRIX, {"region": "atlantis", "theme": "\x00"})
    assert len(cells(page)) == 3
    assert "atlantis" in page.text


def test_each_cell_opens_what_stands_behind_it(who, client):
    visits = make.theme("visits")
    made = offer(who.boris, "Come and see", themes=[visits])
    who.of(who.boris).knows.set([visits])
    exchange = stages.opened(who, themes=[visits])
    make.request(who.amina, themes=[visits], title="SECRET draft")
    there = client.get(f"{MATRIX}visits/jm/")
    assert there.context["offers"]["rows"] == [made]
    assert there.context["knowers"]["rows"] == [who.of(who.boris)]
    here = client.get(f"{MATRIX}visits/cl/")
    assert here.context["requests"]["rows"] == [exchange]
    assert "SECRET" not in here.text
    assert client.get(f"{MATRIX}visits/international/").status_code == 200
    for odd in ("visits/xx/", "no-such/cl/"):
        assert client.get(f"{MATRIX}{odd}").status_code == 404


def test_where_more_stand_than_a_page_shows_a_link_leads_to_all(who, client):
    visits = make.theme("visits")
    for number in range(21):
        made = offer(who.boris, f"Offer {number}", themes=[visits])
        make.organization(f"Ministry {number}", "JM").seeks.set([visits])
        if number == 19:
            assert "See all" not in client.get(f"{MATRIX}visits/jm/").text
    page = client.get(f"{MATRIX}visits/jm/")
    assert made.title in page.text
    assert len(page.context["offers"]["rows"]) == 20
    for name in ("offers", "seekers"):
        leads = page.context[name]["more"]
        assert f'href="{leads.replace("&", "&amp;")}"' in page.text
        assert client.get(leads).context["page"].paginator.count == 21
    assert page.context["requests"]["more"] == ""


def test_it_is_a_table_for_spreadsheets(who, client):
    visits = make.theme("visits")
    who.of(who.boris).seeks.set([visits])
    lines = client.get(f"{MATRIX}csv/").getvalue().decode("utf-8-sig").splitlines()
    assert lines == [
        "theme,theme_name,country,country_name,offer_or_know_it,seek_it,nobody_offers_it",
        "visits,Visits,JM,Jamaica,0,1,yes",
    ]
