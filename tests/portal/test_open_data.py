"""Everything public for programs: typed, whole, the same for everybody, without a private word."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from django.utils import timezone

from community.models import Follow
from exchanges.models import Exchange, Offer, Want
from experiences.models import Experience
from tests import make
from tests.exchanges import stages
from tests.exchanges.test_offers import offer
from tests.exchanges.test_privacy import exchange, seen  # noqa: F401 - a fixture
from tests.members.test_directory_table import rows_of

pytestmark = pytest.mark.django_db
LISTS = {
    "experiences": "experiences/", "lessons": "lessons/", "organizations": "organizations/",
    "exchanges": "exchanges/", "offers": "offers/", "matrix": "exchanges/matrix/",
    "flow": "exchanges/flow/", "ripple": "exchanges/ripple/",
    "exchanges-figures": "exchanges/figures/", "themes": "themes/",
}  # fmt: skip
PAPER = Path(__file__).parents[2] / "docs" / "reference" / "open-data.md"


@pytest.fixture
def who(amina, boris, chloe):
    return stages.cast(amina, boris, chloe)


def read(client, path: str):
    answer = client.get(f"/en/{path}json/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    text = b"".join(answer).decode() if answer.streaming else answer.text
    found = json.loads(text)
    assert found["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    return found


@pytest.fixture
def network(who):
    """Of everything one for all and one for nobody."""
    ministry = who.of(who.amina)
    make.published(ministry, title="Visits", lessons=["Go and see."])
    make.sheet(ministry, title="SECRET", lessons=["SECRET"])
    make.organization("SECRET", status="applied")
    stages.completed(who)
    make.request(who.amina, title="SECRET")
    offer(who.boris, title="=Come and see", capacity=2)
    offer(who.boris, title="SECRET", valid_until=dt.date(2020, 1, 1))
    return who


def test_each_list_says_what_its_table_says(client, network):
    """Of the same columns, row by row; what a table writes as text keeps its kind."""
    for name, path in LISTS.items():
        found = read(client, path)
        assert found["list"] == name
        table = rows_of(client, f"/en/{path}csv/")
        assert len(found["items"]) == len(table) > 0, name
        for item, row in zip(found["items"], table, strict=True):
            assert {key: as_cell(value) for key, value in item.items()} == row, name


def as_cell(value) -> str:
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else f"'{value}" if str(value).startswith("=") else str(value)


def test_kinds_are_those_of_json(client, network):
    (sheet,) = read(client, "experiences/")["items"]
    assert (sheet["title"], sheet["countries"], sheet["end_year"]) == ("Visits", ["CL"], None)
    (shared,) = read(client, "offers/")["items"]
    assert (shared["title"], shared["exchanges_a_year"]) == ("=Come and see", 2)
    body = next(one for one in read(client, "organizations/")["items"] if one["country"] is None)
    assert body["national_focal_organization"] is False


def test_nothing_private_is_in_any_of_them_whoever_asks(client, network):
    for reader in (None, network.boris, network.amina, network.chloe):
        if reader:
            client.force_login(reader)
        for path in LISTS.values():
            text = json.dumps(read(client, path))
            assert "SECRET" not in text, path
            assert "@" not in text, path
            assert network.amina.name not in text, path


def test_figures_for_everybody_count_no_draft(client, network):
    found = {(one["measure"], one["key"]): one["value"] for one in
             read(client, "exchanges/figures/")["items"]}  # fmt: skip
    assert found["state", "completed"] == found["kind", "bilateral"] == found["giver", "JM"] == 1
    assert ("state", "draft") not in found
    assert sum(value for (measure, _key), value in found.items() if measure == "state") == 1


def test_filters_are_those_of_the_page(client, network):
    for country, number in {"BR": 0, "JM": 1}.items():
        ask = client.get(f"/en/exchanges/json/?country={country}&country=nowhere")
        assert len(json.loads(b"".join(ask))["items"]) == number, country


def test_every_field_is_on_paper(client, network):
    """And no other: each list has a section with the names of its fields in it."""
    paper = PAPER.read_text()
    for name, path in LISTS.items():
        (item, *_others) = read(client, path)["items"]
        title = "ripple, exchanges-figures" if name in ("ripple", "exchanges-figures") else name
        section = paper.partition(f"### {title}\n")[2].partition("\n### ")[0]
        assert set(item) <= set(re.findall(r"`(\w+)`", section)), name
    one = read(client, f"exchanges/{Exchange.objects.public().get().number}/")["item"]
    section = paper.partition("### exchanges\n")[2].partition("\n### offers")[0]
    named = set(re.findall(r"`(\w+)`", section))
    of_lessons = set(one["lessons"][0])
    inner = {key for value in one.values() for row in rows_in(value) for key in row}
    assert set(one) | (inner - of_lessons) <= named


def rows_in(value) -> list[dict]:
    rows = value if isinstance(value, list) else [value]
    return [row for row in rows if isinstance(row, dict)]


# --- One exchange --------------------------------------------------------------------------------


def one(client, exchange: Exchange) -> dict:  # noqa: F811
    return read(client, f"exchanges/{exchange.number}/")["item"]


def test_one_exchange_tells_what_came_of_it(client, who):
    exchange = stages.completed(who)  # noqa: F811
    eva = make.member(make.organization("Ministerio del Perú", "PE"), "editor")
    Exchange.objects.update(status="reporting", completed_at=None)
    Want.say(exchange, make.ministry_of(eva), by=eva, note="In two years.")
    exchange = stages.force(exchange, "completed")
    exchange.answer(exchange.ask("When?", by=eva), "Soon.", by=who.amina)
    Follow.begin(exchange, by=eva)
    found = one(client, exchange)
    assert [party["role"] for party in found["parties"]] == ["recipient", "first-provider"]
    assert found["plan"]["objective"] == "Visit every family."
    assert [activity["title"] for activity in found["activities"]] == ["Visit"]
    assert [report["did_not_work"] for report in found["reports"]] == ["Paper forms."] * 2
    assert len(found["lessons"]) == 2
    assert (found["wants"][0]["country"], found["wants"][0]["note"]) == ("PE", "In two years.")
    assert found["questions"][0]["answers"][0]["text"] == "Soon."
    assert found["followers"] == 0  # as the pages that visitors share: from tomorrow on
    Follow.objects.update(since=timezone.now() - dt.timedelta(days=1))
    assert one(client, exchange)["followers"] == 1
    assert {"submit", "open", "agree", "complete"} & {one["act"] for one in found["timeline"]}


def test_one_exchange_holds_no_private_word_whoever_asks(client, who, exchange):  # noqa: F811
    stages.report(stages.force(exchange, "reporting"), who.amina, "recipient")
    hidden = exchange.ask("SECRET-NOTE?", by=who.dana)
    exchange.hide(hidden, by=who.chloe, reason="A name.")
    draft = make.sheet(who.of(who.boris))
    Exchange.objects.update(experience=draft)
    for reader in (None, who.dana, who.boris, who.amina, who.chloe):
        if reader:
            client.force_login(reader)
        text = json.dumps(one(client, exchange))
        assert seen(text) == set()
        for private in (draft.number, "Paper forms.", "Lesson of the", who.amina.name, "@"):
            assert private not in text
        assert "A name." in text


@pytest.mark.parametrize("make_it", [lambda who: make.request(who.amina), stages.submitted])
def test_what_nobody_sees_yet_is_404_for_its_own_people_too(client, who, make_it):
    path = f"/en/exchanges/{make_it(who).number}/json/"
    for reader in (None, who.amina, who.chloe):
        if reader:
            client.force_login(reader)
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_lists_ask_the_same_few_questions(client, who, number, django_assert_num_queries):
    for nth in range(number):
        opened = stages.opened(who, title=f"Request {nth}")
        make.published(who.of(who.amina), title=f"Sheet {nth}", lessons=["Go."])
        Exchange.objects.filter(pk=opened.pk).update(experience=Experience.objects.last())
        made = offer(who.boris, title=f"Offer {nth}")
        made.themes.set(opened.themes.all())
    assert Offer.objects.count() == number
    for path, queries in {"exchanges/": 4, "offers/": 3, "themes/": 2, "experiences/": 5,
                          "lessons/": 2, "organizations/": 1}.items():  # fmt: skip
        with django_assert_num_queries(queries):
            assert read(client, path)["items"], path
    opened = Exchange.objects.public().first()
    one(client, opened)  # the kinds of content are asked for once in the life of a process
    with django_assert_num_queries(18):
        one(client, opened)
