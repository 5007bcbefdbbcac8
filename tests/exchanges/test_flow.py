"""Who gives and who receives: pairs of countries, drawn as a grid with its table."""

import pytest

from exchanges import flow
from members.models import Country
from tests import make
from tests.exchanges import stages

FLOW = "/en/exchanges/flow/"


def test_boris_gives_and_amina_receives(client, who):
    stages.shaping(who)
    stages.shaping(who)
    assert flow.pairs() == {("JM", "CL"): 2}
    gives, receives = flow.sides()
    assert (dict(gives), dict(receives)) == ({"JM": 2}, {"CL": 2})
    page = client.get(FLOW).text
    assert "Jamaica → Chile: 2" in page
    assert "/en/exchanges/?country=JM" in page


def test_what_nobody_saw_what_ended_early_and_who_was_only_asked_flow_nowhere(client, who):
    stages.submitted(who)
    stages.shaping(who).cancel(by=who.chloe, reason="No money.")
    stages.opened(who)  # Boris is invited
    assert flow.pairs() == {}
    assert flow.sides()[0] == {}
    assert client.get(FLOW).status_code == 200


def test_a_partner_of_the_same_country_is_no_flow(who):
    exchange = stages.shaping(who)
    exchange.parties.create(
        organization=make.organization(iso2="CL"), country=make.country("CL"),
        role="second-provider", state="accepted",
    )  # fmt: skip
    assert flow.pairs() == {("JM", "CL"): 1}


def test_the_grid_is_read_row_by_row():
    chile, jamaica, peru = (make_country(code) for code in ("CL", "JM", "PE"))
    countries = {"CL": chile, "JM": jamaica, "PE": peru}
    drawn = flow.drawn({("JM", "CL"): 5, ("PE", "CL"): 1}, countries)
    assert [mark.country.iso2 for mark in drawn.rows] == ["JM", "PE"]
    assert [mark.country.iso2 for mark in drawn.columns] == ["CL"]
    assert [(cell.x, cell.y, cell.step) for cell in drawn.cells] == [(30, 30, 5), (30, 52, 1)]
    assert (drawn.width, drawn.height) == (52, 74)
    assert [cell.count for cell in drawn.table] == [5, 1]


def make_country(code):
    return Country(iso2=code, name_en=code)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_three_questions(client, who, number, django_assert_num_queries):
    for _ in range(number):
        stages.shaping(who)
    client.get(FLOW)
    with django_assert_num_queries(3):
        client.get(FLOW)
