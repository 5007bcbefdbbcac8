"""Whose turn it is, by letter: after fifteen days, then every thirty, once a day at most."""

import datetime as dt

import pytest
from django.db import transaction

from community.models import Event, Letter
from exchanges.models import Party, Reminder
from exchanges.models.reminders import remind_all, remind_of
from exchanges.tasks import move_exchanges_on
from tests import make
from tests.exchanges import stages


def addresses(name: str = "your_turn") -> list[str]:
    return sorted(Letter.objects.filter(name=name).values_list("address", flat=True))


def returned(who):
    exchange = stages.submitted(who)
    exchange.return_(by=who.chloe, reason="Where?")
    return exchange


def offered(who):
    exchange = stages.opened(who)
    Party.offer(exchange, who.of(who.dana), "facilitator", by=who.dana)
    return exchange


@pytest.mark.parametrize(("days", "letters"), [(14, 0), (16, 1)])
def test_the_first_comes_after_fifteen_days(days, letters, who):
    stages.later(stages.opened(who), days)
    remind_all()
    assert addresses() == [who.boris.email] * letters


def test_the_next_ones_come_every_thirty_days(who):
    exchange = stages.later(stages.shaping(who), 16)  # no plan yet: both are waited for
    both = sorted([who.amina.email, who.boris.email])
    for days, times in ((0, 1), (0, 1), (29, 1), (2, 2)):
        stages.later(exchange, days)
        remind_all()
        assert addresses() == sorted(both * times), days


@pytest.mark.parametrize(
    ("stage", "waits"),
    [
        (lambda who: make.request(who.amina), set()),
        (stages.submitted, set()),
        (returned, {"amina"}),
        (offered, {"amina", "boris"}),  # Boris is invited, Dana's offer waits for Amina
        (stages.agreed, {"amina", "boris"}),
        (stages.running, set()),
        (stages.reporting, {"amina", "boris"}),
        (stages.reported, set()),
        (stages.completed, set()),
    ],
)
def test_only_those_whose_turn_it_is_are_reminded(stage, waits, who):
    stages.later(stage(who), 20)
    remind_all()
    assert addresses() == sorted(getattr(who, name).email for name in waits)


def test_who_has_done_her_part_and_a_suspended_organization_are_left_alone(who):
    exchange = stages.reporting(who)
    stages.report(exchange, who.amina, "recipient")
    ministry = who.of(who.boris)
    type(ministry).objects.filter(pk=ministry.pk).update(status="suspended")
    stages.later(exchange, 20)
    remind_all()
    assert addresses() == []


def test_who_has_not_told_what_became_of_it_is_reminded_of_that(who):
    exchange = stages.later(stages.completed(who), 183)
    for days, letters in ((0, 0), (14, 0), (2, 1), (1, 1)):
        stages.later(exchange, days)
        move_exchanges_on(timestamp=0)
        assert addresses() == [who.amina.email] * letters
    exchange.follow_ups.get().write(by=who.amina, level=0, evidence="", url="", language="en")
    stages.later(exchange, 31)
    remind_all()
    assert addresses() == [who.amina.email]


def test_one_letter_tells_of_all_that_waits(who):
    for _ in range(3):
        stages.later(stages.opened(who), 16)
    remind_all()
    letter = Letter.objects.get(name="your_turn")
    assert letter.subject == "It is your turn in 3 exchanges"
    assert Reminder.objects.count() == 3


def test_a_killed_round_asks_neither_twice_nor_never(who):
    stages.later(stages.opened(who), 16)
    with transaction.atomic():
        remind_all()
        transaction.set_rollback(True)
    assert addresses() == []
    for _ in range(2):
        remind_all()
    assert addresses() == [who.boris.email]


@pytest.mark.django_db(transaction=True)
def test_of_two_rounds_at_the_same_moment_one_writes(who):
    stages.later(stages.opened(who), 16)
    assert sorted(stages.at_once(remind_all, remind_all)) == [0, 1]
    assert addresses() == [who.boris.email]


def test_chloe_reminds_at_once_and_nobody_twice_on_a_day(who, client):
    exchange = stages.reporting(who)
    client.force_login(who.chloe)
    chosen = {"action": "remind", "_selected_action": exchange.pk}
    for _ in range(2):
        client.post("/admin/exchanges/exchange/", chosen)
    assert addresses() == sorted([who.amina.email, who.boris.email])
    assert remind_of([exchange]) == 0


# --- What lapses ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "state"), [(29, "invited"), (31, "lapsed")])
def test_an_invitation_lapses_after_thirty_days(days, state, who):
    exchange = stages.later(stages.opened(who), days)
    for _ in range(2):
        move_exchanges_on(timestamp=0)
    party = stages.party(exchange, "first-provider")
    assert party.state == state
    assert addresses("invitation_lapsed") == [who.amina.email] * (state == "lapsed")
    if state == "lapsed":
        event = Event.objects.get(name="lapse_invitation")
        assert (event.by, event.is_public) == (None, False)
        assert addresses() == []
        Party.invite(exchange, party.organization, "first-provider", by=who.amina)


def test_an_invitation_waits_from_the_day_the_exchange_opened(who):
    exchange = stages.later(stages.submitted(who), 40)
    exchange.open(by=who.chloe)
    move_exchanges_on(timestamp=0)
    assert stages.party(exchange, "first-provider").state == "invited"


def test_a_month_before_it_lapses_amina_is_asked_and_keeps_it_open(client, who):
    exchange = stages.opened(who)
    exchange.parties.invited().delete()
    for days in (334, 2, 20):
        exchange = stages.later(exchange, days)
        for _ in range(2):
            move_exchanges_on(timestamp=0)
    assert addresses("renewal_asked") == [who.amina.email]
    client.force_login(who.amina)
    assert "Keep it open, or let it lapse" in client.get("/en/my/").text
    client.post(f"{exchange.get_absolute_url()}renew/")
    assert "Keep it open, or let it lapse" not in client.get("/en/my/").text
    exchange = stages.later(exchange, 40)
    move_exchanges_on(timestamp=0)
    assert stages.fresh(exchange).status == "open"
    stages.later(exchange, 330)
    move_exchanges_on(timestamp=0)
    assert stages.fresh(exchange).status == "lapsed"
    assert Event.objects.get(name="renew").at - exchange.created_at < dt.timedelta(hours=1)
