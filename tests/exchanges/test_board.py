"""The board: every exchange that was opened, with filters, counts and a feed."""

import pytest
from django.utils import timezone

from exchanges.models import Exchange, Want
from tests import make
from tests.exchanges import stages

BOARD = "/en/exchanges/"


def public(who: stages.Cast, title: str, **fields) -> Exchange:
    return stages.opened(who, title=title, **fields)


def titles(page) -> set[str]:
    return {exchange.title for exchange in page.context["page"]}


def count(page, group: str, label: str) -> int | None:
    options = {g["title"]: g["options"] for g in page.context["groups"]}[group]
    return {option["label"]: option["count"] for option in options}.get(label)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_board_asks_the_database_as_often_for_three_as_for_one(
    rows, who, client, django_assert_num_queries
):
    for number in range(rows):
        wanted = public(who, f"Exchange {number}")
        eva = make.member(make.organization(iso2="PE"), "editor")
        Want.say(wanted, make.ministry_of(eva), by=eva)
    with django_assert_num_queries(7):
        page = client.get(BOARD)
    assert len(page.context["page"]) == rows


def test_the_board_shows_what_was_opened_and_nothing_else(who, client):
    hidden = make.request(who.amina, title="Only a draft")
    stages.submitted(who, title="Only submitted")
    withdrawn = make.request(who.amina, title="Withdrawn in time")
    withdrawn.withdraw(by=who.amina, reason="A mistake.")
    public(who, "Everybody sees it")
    page = client.get(BOARD)
    assert titles(page) == {"Everybody sees it"}
    assert count(page, "State", "Withdrawn") is None
    client.force_login(who.amina)  # her own drafts are on her page, not on the board
    assert titles(client.get(BOARD)) == {"Everybody sees it"}
    assert hidden.number not in client.get(BOARD).text


def test_a_card_says_to_whom_it_belongs_that_it_is_her_turn(who, client):
    public(who, "Asked of Boris")
    stages.agreed(who)
    for reader, turns in ((None, 0), (make.person(), 0), (who.amina, 1), (who.boris, 2)):
        client.logout()
        if reader:
            client.force_login(reader)
        assert client.get(BOARD).text.count("Your turn:") == turns, reader


def test_a_card_says_how_many_want_it_too(who, client):
    exchange = public(who, "Wanted by many")
    assert "want this too" not in client.get(BOARD).text
    for iso2, kind in (("PE", "ngo"), ("PE", "ngo"), ("", "international")):
        eva = make.member(make.organization(iso2=iso2, kind=kind), "editor")
        Want.say(exchange, make.ministry_of(eva), by=eva)
    assert "3 organizations want this too, in 1 country" in client.get(BOARD).text


def test_a_card_says_who_learns_from_whom_and_what_comes_next(who, client):
    exchange = stages.shaping(who)
    page = client.get(BOARD).text
    for words in (
        exchange.number,
        "Bilateral",
        "Chile",
        "Jamaica",
        "Being shaped",
        "agree on a plan",
    ):
        assert words in page, words


def test_filters_narrow_and_do_not_count_against_themselves(who, client):
    pensions = make.theme("pensions")
    public(who, "Open one")
    shaped = stages.shaping(who)
    shaped.themes.set([pensions])
    page = client.get(BOARD, {"status": "open"})
    assert titles(page) == {"Open one"}
    assert count(page, "State", "Being shaped") == 1
    assert count(page, "Theme", "Pensions") is None
    assert titles(client.get(BOARD, {"status": ["open", "shaping"]})) == {"Open one", shaped.title}
    assert titles(client.get(BOARD, {"theme": "pensions"})) == {shaped.title}
    assert titles(client.get(BOARD, {"kind": "trilateral"})) == set()


def test_a_broader_theme_includes_its_narrower_ones(who, client):
    broader = make.theme("income")
    narrower = make.theme("minimum-income", parent=broader)
    public(who, "About minimum income", themes=[narrower])
    page = client.get(BOARD, {"theme": "income"})
    assert titles(page) == {"About minimum income"}
    assert count(page, "Theme", "Income") == count(page, "Theme", "Minimum income") == 1
    assert 'href="?theme=minimum-income"' in page.text  # in its place, as the number promises


def test_the_country_filter_finds_who_takes_part_not_who_was_asked(who, client):
    exchange = public(who, "Chile asks Jamaica")
    assert titles(client.get(BOARD, {"country": "cl"})) == {"Chile asks Jamaica"}
    assert titles(client.get(BOARD, {"country": "JM"})) == set()
    stages.party(exchange, "first-provider").accept(by=who.boris)
    assert titles(client.get(BOARD, {"country": "JM"})) == {"Chile asks Jamaica"}


@pytest.mark.parametrize(
    "words", ["pensión", "PENSION", "pensiones", "EXC-{year}-001", "chile", "Desarrollo Social"]
)
def test_words_find_it_whatever_their_accents(words, who, client):
    public(who, "La pensión en el campo", language="es", private_note="secretwords")
    public(who, "Otra cosa", language="es").parties.update(state="declined")
    found = titles(client.get(BOARD, {"q": words.format(year=timezone.localdate().year)}))
    assert found == {"La pensión en el campo"}
    assert titles(client.get(BOARD, {"q": "secretwords"})) == set()


@pytest.mark.parametrize("signs", ["—", "😀", "%"])
def test_signs_alone_find_nothing_and_the_page_says_why(signs, who, client):
    public(who, "100% — 😀")
    make.ministry_of(who.amina).names.create(kind="alias", text="A — B")
    page = client.get(BOARD, {"q": signs})
    assert titles(page) == set()
    assert "There is nothing to search for" in page.content.decode()


def test_values_that_do_not_exist_are_left_out_and_named(who, client):
    public(who, "Open one")
    page = client.get(
        BOARD,
        {"status": ["draft", "no\x00such"], "country": "XX", "theme": "<b>", "page": "9" * 30},
    )
    assert page.status_code == 200
    assert titles(page) == {"Open one"}
    assert "There is no such filter" in page.text
    assert "&lt;b&gt;" in page.text
    assert "\x00" not in page.text


def test_twenty_a_page_the_newest_first(who, client):
    made = [make.request(who.amina, title=f"Exchange {n}") for n in range(21)]
    for place, exchange in enumerate(made):
        stages.force(exchange, "open")
        moment = timezone.now() - timezone.timedelta(hours=place)
        Exchange.objects.filter(pk=exchange.pk).update(status_since=moment)
    page = client.get(BOARD)
    assert [e.title for e in page.context["page"]] == [f"Exchange {n}" for n in range(20)]
    assert "21 exchanges" in page.text
    assert titles(client.get(BOARD, {"page": 2})) == {"Exchange 20"}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_feed_follows_the_filters_of_the_board(rows, who, client, django_assert_num_queries):
    for number in range(rows):
        public(who, f"Exchange {number}")
    stages.shaping(who)
    make.request(who.amina, title="Only a draft")
    with django_assert_num_queries(4):
        feed = client.get("/en/exchanges/feed/", {"status": "open"})
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert feed.text.count("</entry>") == rows
    assert 'xml:lang="en"' in feed.text
    assert "Only a draft" not in feed.text
    assert "http://127.0.0.1:8000/en/exchanges/EXC-" in feed.text


def test_beyond_what_is_counted_the_filters_show_values_without_numbers(who, client, monkeypatch):
    for number in range(3):
        public(who, f"Exchange {number}")
    assert count(client.get(BOARD), "State", "Seeking partners") == 3
    monkeypatch.setattr("exchanges.filters.MOST", 2)
    page = client.get(BOARD)
    states = {g["title"]: g["options"] for g in page.context["groups"]}["State"]
    assert [(one["label"], one["count"]) for one in states] == [("Seeking partners", None)]


def test_a_filter_shows_numbers_where_its_own_choice_is_counted(who, client, monkeypatch):
    for number in range(3):
        public(who, f"Exchange {number}")
    stages.force(public(who, "Under way"), "running")
    monkeypatch.setattr("exchanges.filters.MOST", 3)
    page = client.get(BOARD, {"status": "running"})
    groups = {g["title"]: g["options"] for g in page.context["groups"]}
    assert {one["label"]: one["count"] for one in groups["State"]} == {
        "Running": None,
        "Seeking partners": None,
    }
    assert [one["count"] for one in groups["Country"]] == [1]
    assert "1 exchange" in page.text


def test_all_are_counted_and_paged_through_where_the_filters_count_no_more(
    who, client, monkeypatch
):
    for number in range(23):
        public(who, f"Exchange {number}")
    monkeypatch.setattr("exchanges.filters.MOST", 2)
    page = client.get(BOARD, {"page": 2})
    assert "23 exchanges" in page.text
    assert len(page.context["page"]) == 3
    monkeypatch.setattr("exchanges.filters.COUNTED", 21)
    page = client.get(BOARD, {"page": 2})
    assert "More than 21 exchanges" in page.text
    assert len(page.context["page"]) == 1
