"""Lists in which nothing is found: the page says whether there is nothing at all, and leads on."""

import html
import re

import pytest
from django.test import Client

from tests import make
from tests.exchanges import stages
from tests.exchanges.test_offers import offer

pytestmark = pytest.mark.django_db
LISTS = {
    "/en/experiences/": ("The library is still empty", "No experience matches"),
    "/en/lessons/": ("No lesson here yet", "No lesson matches"),
    "/en/organizations/": ("No organization here yet", "No organization matches"),
    "/en/exchanges/": ("No exchange here yet", "No exchange matches"),
    "/en/offers/": ("No offer here yet", "No offer matches"),
}


def nothing(client: Client, address: str) -> str:
    """What the page says where its cards would stand; "" where there are cards."""
    page = html.unescape(client.get(address).content.decode())
    found = re.search(r'<div class="empty">.*?\n</div>', page, re.S)
    return found[0] if found else ""


@pytest.mark.parametrize("path", LISTS)
def test_an_empty_list_says_that_nothing_is_here_yet(client, path):
    empty, _unmatched = LISTS[path]
    assert empty in nothing(client, path)


@pytest.mark.parametrize("path", LISTS)
def test_who_finds_nothing_is_led_back_to_all_there_is(client, amina, boris, chloe, path):
    who = stages.cast(amina, boris, chloe)
    make.published(make.ministry_of(who.boris))
    offer(who.boris, "Visits")
    stages.opened(who)
    assert nothing(client, path) == ""
    _empty, unmatched = LISTS[path]
    for query in ("?q=zeppelin", "?country=BB"):
        told = nothing(client, path + query)
        assert unmatched in told, query
        assert re.search(rf'href="({path}|\?|\?q=)"', told), query
        assert "yet" not in told
