"""What the secretariat sees of many exchanges: clusters, figures, and the edition it opens."""

import pytest

from exchanges.figures import figures
from exchanges.models import Exchange, Want
from tests import make
from tests.exchanges import stages

DESK = "/admin/exchanges/exchange/"


@pytest.fixture
def wanted(who):
    exchange = stages.opened(who, title="Wanted by many")
    eva = make.member(make.organization("Ministerio del Perú", "PE"), "editor")
    Want.say(exchange, make.ministry_of(eva), by=eva)
    return exchange


def test_chloe_sees_clusters_and_opens_an_edition_from_them(client, who, wanted):
    stages.opened(who, title="Another about the same")
    client.force_login(who.chloe)
    page = client.get(f"{DESK}clusters/").text
    assert page.count("Wanted by many") == 2  # wanted too, and of a theme with two requests
    assert "Another about the same" in page
    assert "Ministerio del Perú" in client.get(f"{DESK}{wanted.pk}/edition/").text
    for _ in range(2):
        client.post(f"{DESK}{wanted.pk}/edition/")
    edition = Exchange.objects.get(edition_of=wanted)
    assert edition.number in client.get(f"{DESK}clusters/").text


@pytest.mark.parametrize("path", ["clusters/", "figures/", "figures/csv/", "{pk}/edition/"])
def test_nobody_else_reaches_them(path, client, who, wanted):
    client.force_login(who.amina)
    for ask in (client.get, client.post):
        assert ask(DESK + path.format(pk=wanted.pk)).status_code in (302, 403, 404)
    assert Exchange.objects.count() == 1


def test_the_figures_count_and_the_table_says_the_same(client, who):
    exchange = stages.completed(who)
    found = {(one.measure, one.key): one.value for one in figures()}
    assert found["state", "completed"] == found["kind", "bilateral"] == 1
    assert found["giver", "JM"] == found["receiver", "CL"] == found["theme", "cash-transfers"] == 1
    assert ("giver", "CL") not in found
    assert found["median_days", "submitted"] == found["followed_up", "share"] == 0
    assert ("median_days", exchange.status) not in found  # it is still in it
    client.force_login(who.chloe)
    assert "Median days in each state" in client.get(f"{DESK}figures/").text
    table = b"".join(client.get(f"{DESK}figures/csv/").streaming_content).decode()
    assert "giver,JM,Jamaica,1" in table
