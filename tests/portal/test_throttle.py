"""Searching without end: whoever does it waits, nobody else notices."""

import pytest
import time_machine
from django.core.cache import caches

SEARCHES = (
    "/en/experiences/",
    "/en/experiences/suggestions/",
    "/en/experiences/csv/",
    "/en/lessons/",
    "/en/search/",
)


@pytest.fixture(autouse=True)
def three_a_minute(db, settings):
    settings.SEARCHES_A_MINUTE = 3
    caches["throttle"].clear()
    yield
    caches["throttle"].clear()


def search(client, number: int, **who: str) -> int:
    path = SEARCHES[number % len(SEARCHES)]
    return client.get(path, {"q": f"huerta {number}"}, **who).status_code


def test_searches_of_all_kinds_count_together_and_the_next_one_waits(client):
    assert [search(client, number) for number in range(5)] == [200, 200, 200, 429, 429]


def test_the_answer_says_when_to_come_back_in_the_language_of_the_page(client):
    with time_machine.travel("2026-05-01T10:00:48Z", tick=False):
        for number in range(3):
            search(client, number)
        answer = client.get("/es/experiences/", {"q": "huerta"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "12")
    assert "Demasiadas búsquedas" in answer.text


def test_the_next_minute_is_a_new_one(client):
    with time_machine.travel("2026-05-01T10:00:48Z", tick=False) as clock:
        for number in range(4):
            search(client, number)
        clock.shift(12)
        assert search(client, 4) == 200


def test_others_search_on_and_reading_is_never_counted(client):
    for number in range(4):
        search(client, number)
    assert search(client, 0, REMOTE_ADDR="10.0.0.9") == 200
    assert client.get("/en/experiences/").status_code == 200
    assert client.get("/en/experiences/", {"q": " "}).status_code == 200


def test_behind_a_proxy_it_counts_whom_the_proxy_names(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(4):
        search(client, number, HTTP_X_FORWARDED_FOR="10.0.0.7")
    assert search(client, 0, HTTP_X_FORWARDED_FOR="10.0.0.7") == 429
    assert search(client, 0, HTTP_X_FORWARDED_FOR="10.0.0.7, 10.0.0.8") == 200


def test_who_has_a_network_of_ipv6_is_one_visitor_at_whatever_address_of_it(client):
    answers = [search(client, n, REMOTE_ADDR=f"2001:db8:1:2::{n:x}") for n in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    assert search(client, 0, REMOTE_ADDR="2001:db8:1:3::1") == 200
    mapped = [search(client, n, REMOTE_ADDR=f"::ffff:10.0.0.{n}") for n in range(5)]
    assert mapped == [200] * 5  # each an address of IPv4
