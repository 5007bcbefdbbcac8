"""Amina follows and stops; what is hidden from her is neither followed, listed nor told of."""

import pytest
from django.test import Client
from django.urls import reverse

from community.models import Follow, Person
from experiences.models import Experience
from members.models import Organization
from tests import make
from tests.exchanges import stages

pytestmark = pytest.mark.django_db


def address(verb: str, thing) -> str:
    return reverse(verb, args=[thing._meta.model_name, thing.pk])


def titles(client: Client) -> list[str]:
    return [str(row.subject) for row in client.get("/en/my/").context["followed"]]


def news(client: Client) -> list[tuple[str, str]]:
    return [(str(one.what), one.title) for one in client.get("/en/my/").context["news"]]


@pytest.fixture
def things(amina: Person, boris: Person, chloe: Person):
    """One of everything that can be followed."""
    sheet = make.published(make.ministry_of(boris), title="Visits")
    exchange = stages.opened(stages.cast(amina, boris, chloe))
    return [sheet.themes.get(), make.ministry_of(boris), sheet, sheet.lessons.get(), exchange]


def test_everything_has_its_button_and_pressing_twice_is_once(client: Client, amina, things):
    client.force_login(amina)
    for thing in things:
        page = thing.get_absolute_url()
        assert address("follow", thing) in client.get(page).text
        for _press in range(2):
            assert client.post(address("follow", thing)).url == page
        assert "You follow this" in client.get(page).text
    assert Follow.objects.count() == len(things)
    assert titles(client) == [str(thing) for thing in reversed(things)]
    for thing in things:
        for _press in range(2):
            assert client.post(address("unfollow", thing)).url == thing.get_absolute_url()
    assert titles(client) == []


def test_a_visitor_is_led_to_the_sign_in_and_back(client: Client, things):
    for thing in things:
        page = thing.get_absolute_url()
        assert f"/en/accounts/login/?next={page}" in client.get(page).text


def test_from_my_page_she_comes_back_to_my_page(client: Client, amina, things):
    client.force_login(amina)
    Follow.begin(things[0], by=amina)
    answer = client.post(address("unfollow", things[0]), {"from_my_page": "1"})
    assert answer.url == "/en/my/"


def test_only_what_she_may_see_can_be_followed(client: Client, amina, boris):
    hers, his = make.sheet(make.ministry_of(amina)), make.sheet(make.ministry_of(boris))
    applied = make.organization("Applied", status="applied")
    client.force_login(amina)
    assert client.post(address("follow", hers)).status_code == 302
    for hidden in (his, his.lessons.get(), applied, make.request(boris)):
        assert client.post(address("follow", hidden)).status_code == 404
    assert Follow.objects.get().subject == hers


@pytest.mark.parametrize("path", ["person/1", "membership/1", "nothing/1", f"theme/{10**30}"])
def test_nothing_else_is_followed(client: Client, amina, path: str):
    client.force_login(amina)
    assert client.post(f"/en/my/follows/{path}/follow/").status_code == 404
    assert not Follow.objects.exists()


def test_what_is_hidden_later_is_neither_listed_nor_told_of(client: Client, amina, boris, chloe):
    ministry = make.ministry_of(boris)
    sheet = make.published(ministry, title="Soon archived")
    exchange = stages.opened(stages.cast(amina, boris, chloe), title="Soon hidden")
    stranger = make.person()
    for thing in (sheet, ministry, exchange):
        Follow.begin(thing, by=stranger)
    exchange.cancel(by=chloe, reason="No money.")
    client.force_login(stranger)
    assert ("The exchange was cancelled", "Soon hidden") in news(client)
    assert set(titles(client)) == {"Soon archived", "Ministry of Labour", "Soon hidden"}
    Experience.objects.filter(pk=sheet.pk).update(status="archived")
    Organization.objects.filter(pk=ministry.pk).update(status="suspended")
    stages.force(exchange, "returned")
    assert titles(client) == []
    assert news(client) == []
    page = client.get("/en/my/").text
    assert "Soon" not in page
    assert "Ministry of Labour" not in page
    assert client.post(address("unfollow", sheet)).status_code == 404


def test_a_theme_brings_news_of_what_is_new_on_it(client: Client, amina, boris, chloe):
    broad = make.theme("social-services")
    narrow = make.theme("care", broad)
    nora = make.person()
    old = make.published(make.ministry_of(boris), title="Before", themes=[narrow])
    Follow.begin(broad, by=nora)
    Follow.begin(make.ministry_of(amina), by=nora)
    make.published(make.ministry_of(boris), title="On the theme", themes=[narrow])
    make.published(make.ministry_of(amina), title="By the ministry")
    make.published(make.ministry_of(boris), title="Neither")
    make.sheet(make.ministry_of(amina), title="A draft")
    opened = stages.opened(stages.cast(amina, boris, chloe), title="Asks", themes=[narrow])
    client.force_login(nora)
    assert {title for _what, title in news(client)} == {"On the theme", "By the ministry", "Asks"}
    assert old.title not in client.get("/en/my/").text
    assert ("New exchange", opened.title) in news(client)


def test_news_of_a_followed_exchange_say_what_happened(client: Client, amina, boris, chloe):
    exchange = stages.submitted(stages.cast(amina, boris, chloe))
    Follow.begin(exchange, by=amina)
    exchange.open(by=chloe)
    client.force_login(amina)
    assert news(client) == [("The exchange was opened to everybody", exchange.title)]


# The kinds followed are five, then public acts, what is new of two kinds, its parties.
WITH_FOLLOWS = 38


@pytest.mark.parametrize("rows", [1, 3])
def test_a_long_list_asks_no_more_than_a_short_one(
    client: Client, amina, boris, chloe, rows: int, django_assert_num_queries
):
    client.force_login(amina)
    client.get("/en/my/")
    for number in range(rows):
        sheet = make.published(make.ministry_of(boris), title=f"Sheet {number}")
        body, exchange = make.organization(), make.request(amina)
        for thing in (sheet, sheet.lessons.get(), sheet.themes.get(), body, exchange):
            Follow.begin(thing, by=amina)
    with django_assert_num_queries(WITH_FOLLOWS):
        client.get("/en/my/")
