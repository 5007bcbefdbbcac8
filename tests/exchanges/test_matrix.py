"""Who offers and who seeks: themes × countries, with an organization counted once in a cell."""

import pytest

from tests import make
from tests.exchanges import stages
from tests.exchanges.test_offers import offer

MATRIX = "/en/exchanges/matrix/"


def cells(page) -> dict[tuple[str, str], tuple[int, int]]:
    return {
        (row["theme"].slug, cell["code"]): (cell["offers"], cell["seeks"])
        for group in page.context["matrix"].groups
        for row in group["rows"]
        for cell in row["cells"]
        if cell["offers"] or cell["seeks"]
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
