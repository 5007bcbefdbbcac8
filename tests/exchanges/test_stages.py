"""One screen per stage: age, whose turn since when, the last reminder, and what fits there."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from community.models import Event, Letter
from exchanges.models import Exchange, Party
from tests import make
from tests.exchanges import stages

LIST = "/admin/exchanges/exchange/"
MOVES = {
    "submitted": {"move_open", "move_return"},
    "returned": {"remind"},
    "open": {"move_cancel", "move_lapse", "remind"},
    "shaping": {"move_cancel", "remind"},
    "agreed": {"move_cancel"},
    "running": {"move_cancel", "remind"},
    "reporting": {"move_complete", "move_cancel", "remind", "waive_chosen"},
    "completed": {"move_close", "remind"},
    "closed": set(),
    "withdrawn": {"move_reopen"},
    "cancelled": {"move_reopen"},
    "lapsed": {"move_reopen"},
}


@pytest.fixture
def desk(who, client):
    client.force_login(who.chloe)
    return client


def row(desk, exchange) -> dict[str, str]:
    """The line of ``exchange`` on the list of its stage, by column."""
    page = desk.get(f"{LIST}?status__exact={stages.fresh(exchange).status}")
    changes, (found,) = page.context["cl"], page.context["cl"].result_list
    shown = {name: getattr(changes.model_admin, name, None) for name in changes.list_display}
    return {name: told(found) for name, told in shown.items() if told and name != "action_checkbox"}


def day(at: dt.datetime) -> str:
    return f"{(local := timezone.localtime(at)).day} {local:%b %Y}"


@pytest.mark.parametrize("stage", MOVES)
def test_each_stage_has_its_list_with_the_decisions_that_fit(stage, who, desk):
    there = stages.force(make.request(who.amina, title="Here"), stage)
    other = "open" if stage == "closed" else "closed"
    stages.force(make.request(who.amina, title="Elsewhere"), other)
    page = desk.get(f"{LIST}?status__exact={stage}")
    assert [one.pk for one in page.context["cl"].result_list] == [there.pk]
    assert set(page.context["cl"].model_admin.get_actions(page.wsgi_request)) == MOVES[stage]
    assert "status" not in page.context["cl"].list_display


def test_the_line_counts_every_stage_and_says_where_one_is(who, desk):
    for stage in ("open", "open", "running"):
        stages.force(make.request(who.amina), stage)
    page = desk.get(f"{LIST}?status__exact=open")
    line = page.context["stages"]
    counts = {one["query"].rpartition("=")[2]: one["count"] for one in line}
    assert (counts["?"], counts["open"], counts["running"], counts["submitted"]) == (3, 2, 1, 0)
    assert [one["label"] for one in line if one["is_here"]] == ["Seeking partners"]
    assert page.text.count('aria-current="page"') >= 1
    assert desk.get(f"{LIST}?status__exact=nonsense").status_code in (200, 302)


def test_who_waits_longest_stands_first(who, desk):
    young, old = stages.opened(who, title="Young"), stages.opened(who, title="Old")
    stages.later(old, 31)
    page = desk.get(f"{LIST}?status__exact=open")
    assert [one.title for one in page.context["cl"].result_list] == ["Old", "Young"]
    assert page.text.index("Old") < page.text.index("Young")
    assert "31 days, since " in page.text
    assert young.number in page.text


def test_the_turn_is_that_of_the_reminders_and_says_when_the_last_one_went(who, desk):
    exchange = stages.later(stages.opened(who), 16)
    invited = stages.party(exchange, "first-provider")
    told = row(desk, exchange)
    assert told["whose_turn"] == f"{invited}, since {day(invited.asked_at)}"
    assert told["reminded"] == "–"
    assert told["parties_named"] == stages.party(exchange, "recipient").short_name
    stages.remind_all()
    assert row(desk, exchange)["reminded"] == day(timezone.now())


def test_an_offer_waits_for_who_asked_and_nobody_s_word_for_the_community(who, desk):
    exchange = stages.opened(who)
    exchange.parties.invited().delete()
    assert row(desk, exchange)["whose_turn"].startswith("The community, since ")
    Party.offer(exchange, who.of(who.dana), "facilitator", by=who.dana)
    assert row(desk, exchange)["whose_turn"].startswith(f"{exchange.organization}, since ")


def test_once_all_have_reported_it_is_the_secretariats_turn_since_the_last_report(who, desk):
    exchange = stages.reported(who)
    Exchange.objects.update(status_since=timezone.now() - dt.timedelta(days=20))
    assert row(desk, exchange)["whose_turn"] == f"The secretariat, since {day(timezone.now())}"


def test_after_completion_nobody_is_waited_for_until_she_is_asked(who, desk):
    exchange = stages.completed(who)
    assert row(desk, exchange)["whose_turn"] == "–"
    party = stages.party(exchange, "recipient")
    exchange.follow_ups.create(party=party, months=6)
    assert row(desk, exchange)["whose_turn"] == f"{party}, since {day(timezone.now())}"


def test_several_are_returned_with_one_reason_and_reminded_together(who, desk):
    asked = [stages.submitted(who), stages.submitted(who)]
    chosen = {"action": "move_return", "_selected_action": [one.pk for one in asked]}
    here = f"{LIST}?status__exact=submitted"
    assert "Reason" in desk.post(here, chosen).text
    desk.post(here, {**chosen, "decided": "1", "reason": "Which districts?"})
    assert {stages.fresh(one).status for one in asked} == {"returned"}
    assert Event.objects.filter(name="return", by=who.chloe).count() == 2
    desk.post(f"{LIST}?status__exact=returned", {**chosen, "action": "remind"})
    assert [one.address for one in Letter.objects.filter(name="your_turn")] == [who.amina.email]


def test_what_does_not_fit_a_stage_is_not_done_there(who, desk):
    exchange = stages.submitted(who)
    chosen = {"action": "move_cancel", "_selected_action": [exchange.pk], "decided": "1"}
    desk.post(f"{LIST}?status__exact=submitted", {**chosen, "reason": "No."})
    assert stages.fresh(exchange).status == "submitted"


@pytest.mark.parametrize("rows", [1, 3])
def test_a_stage_asks_as_often_for_three_as_for_one(rows, who, desk, django_assert_num_queries):
    for _row in range(rows):
        stages.reporting(who)
    desk.get(LIST)
    with django_assert_num_queries(13):
        page = desk.get(f"{LIST}?status__exact=reporting")
    assert len(page.context["cl"].result_list) == rows


def test_nobody_else_reaches_them(who, client):
    for somebody in (None, who.amina, who.boris):
        if somebody:
            client.force_login(somebody)
        assert client.get(f"{LIST}?status__exact=open").status_code in (302, 404)


@pytest.mark.parametrize("code", ["en", "es", "pt-br", "fr"])
def test_a_day_is_written_with_its_month_as_a_word(code, who, desk):
    """Nobody takes the 11th of December for the 12th of November."""
    exchange = stages.opened(who)
    at = dt.datetime(2026, 12, 11, 12, tzinfo=dt.UTC)
    Exchange.objects.filter(pk=exchange.pk).update(status_since=at)
    page = desk.get(f"{LIST}?status__exact=open", headers={"accept-language": code})
    assert re.search(r"11 d[eéi]\w+\.? 2026", page.text, re.IGNORECASE)


def test_the_list_narrows_to_a_theme_and_to_all_below_a_broader_one(who, desk):
    income = make.theme("income")
    pensions, visits = make.theme("pensions", parent=income), make.theme("visits")
    about = [make.request(who.amina, themes=[one], title=one.slug) for one in (pensions, visits)]
    for theme, found in (
        ("income", about[:1]), ("pensions", about[:1]), ("visits", about[1:]), ("none", about),
    ):  # fmt: skip
        page = desk.get(f"{LIST}?theme={theme}&is_sample__exact=0")
        assert set(page.context["cl"].result_list) == set(found), theme
    chosen = desk.get(f"{LIST}?theme=income&is_sample__exact=0").text
    assert '<option value="income" selected>' in chosen
    assert '<input type="hidden" name="is_sample__exact" value="0">' in chosen


def test_of_many_parties_the_line_names_a_few(who, desk):
    exchange = stages.opened(who)
    for number in range(5):
        body = make.organization(f"Body {number}", "", kind="international")
        exchange.parties.create(organization=body, role="observer", state="accepted")
    assert row(desk, exchange)["parties_named"].endswith(" and 2 more")
