"""Whose turn it is, by letter: after fifteen days, then every thirty, once a day at most."""

import datetime as dt

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from community.models import Event, Letter
from exchanges.models import Party, Reminder, Seat
from exchanges.models.reminders import remind_of
from exchanges.tasks import move_exchanges_on
from tests import make
from tests.at_once import at_once
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
    stages.remind_all()
    assert addresses() == [who.boris.email] * letters


def test_the_next_ones_come_every_thirty_days(who):
    exchange = stages.later(stages.shaping(who), 16)  # no plan yet: both are waited for
    both = sorted([who.amina.email, who.boris.email])
    for days, times in ((0, 1), (0, 1), (29, 1), (2, 2)):
        stages.later(exchange, days)
        stages.remind_all()
        assert addresses() == sorted(both * times), days


@pytest.mark.parametrize(
    ("stage", "waits"),
    [
        (lambda who: make.request(who.amina), set()),
        (stages.submitted, set()),
        (returned, {"amina"}),
        (offered, {"amina", "boris"}),  # Boris is invited, Dana's offer waits for Amina
        (stages.agreed, set()),  # it begins by itself on its first day
        (stages.running, set()),
        (stages.reporting, {"amina", "boris"}),
        (stages.reported, set()),
        (stages.completed, set()),
    ],
)
def test_only_those_whose_turn_it_is_are_reminded(stage, waits, who):
    stages.later(stage(who), 20)
    stages.remind_all()
    assert addresses() == sorted(getattr(who, name).email for name in waits)


def test_who_has_done_her_part_and_a_suspended_organization_are_left_alone(who):
    exchange = stages.reporting(who)
    stages.report(exchange, who.amina, "recipient")
    ministry = who.of(who.boris)
    type(ministry).objects.filter(pk=ministry.pk).update(status="suspended")
    stages.later(exchange, 20)
    stages.remind_all()
    assert addresses() == []


def test_who_has_not_told_what_became_of_it_is_reminded_of_that(who):
    exchange = stages.later(stages.completed(who), 183)
    for days, letters in ((0, 0), (14, 0), (2, 1), (1, 1)):
        stages.later(exchange, days)
        move_exchanges_on(timestamp=0)
        assert addresses() == [who.amina.email] * letters
    exchange.follow_ups.get().write(by=who.amina, level=0, evidence="", url="", language="en")
    stages.later(exchange, 31)
    stages.remind_all()
    assert addresses() == [who.amina.email]


def a_running_one(who, **fields):
    """An activity is over since ``ago`` days, another is to come."""
    ago = fields.pop("ago")
    over, coming = stages.activity("Visit", -ago - 2), stages.activity("Workshop", 40, **fields)
    exchange = stages.agreed(who, activities=[over, coming])
    exchange.start(by=who.boris)
    return exchange


@pytest.mark.parametrize(("ago", "waits"), [(14, False), (16, True)])
def test_an_activity_that_is_over_and_of_which_nobody_tells_is_asked_about(ago, waits, who, client):
    exchange = a_running_one(who, ago=ago)
    stages.remind_all()
    assert addresses() == sorted([who.amina.email, who.boris.email] * waits)
    client.force_login(who.boris)
    path = f"{exchange.get_absolute_url()}activities/{exchange.activities.first().pk}/edit/"
    for page in ("/en/my/", exchange.get_absolute_url()):
        assert path in client.get(page).text
        assert "Say how the activity went" in client.get(page).text


def test_who_has_said_how_many_came_is_left_alone(who, client):
    exchange = a_running_one(who, ago=20)
    exchange.activities.filter(title="Visit").update(participants=0)
    stages.remind_all()
    assert addresses() == []
    client.force_login(who.boris)
    for page in ("/en/my/", exchange.get_absolute_url()):
        assert "Say how the activity went" not in client.get(page).text


@pytest.mark.parametrize(("days", "waits"), [(14, False), (16, True)])
def test_who_asked_for_a_seat_is_not_forgotten(days, waits, who, client):
    exchange = a_running_one(who, ago=1, open_seats=4)
    guest = make.member(make.organization("Guest", iso2="UY"))
    asked = Seat(activity=exchange.activities.last(), organization=make.ministry_of(guest))
    asked.ask(by=guest)
    Seat.objects.update(asked_at=F("asked_at") - dt.timedelta(days=days))
    exchange.activities.filter(title="Visit").update(participants=3)
    stages.remind_all()
    assert addresses() == sorted([who.amina.email, who.boris.email] * waits)
    client.force_login(who.amina)
    assert (
        "Answer those who would like to come along" in client.get(exchange.get_absolute_url()).text
    )
    Reminder.objects.all().delete()
    Seat.objects.update(state="granted")
    stages.remind_all()
    assert addresses() == sorted([who.amina.email, who.boris.email] * waits)


def test_one_letter_tells_of_all_that_waits(who):
    for _ in range(3):
        stages.later(stages.opened(who), 16)
    stages.remind_all()
    letter = Letter.objects.get(name="your_turn")
    assert letter.subject == "It is your turn in 3 exchanges"
    assert Reminder.objects.count() == 3


def test_a_killed_round_asks_neither_twice_nor_never(who):
    stages.later(stages.opened(who), 16)
    with transaction.atomic():
        stages.remind_all()
        transaction.set_rollback(True)
    assert addresses() == []
    for _ in range(2):
        stages.remind_all()
    assert addresses() == [who.boris.email]


@pytest.mark.django_db(transaction=True)
def test_of_two_rounds_at_the_same_moment_one_writes(who):
    stages.later(stages.opened(who), 16)
    assert sorted(at_once(stages.remind_all, stages.remind_all)) == [0, 1]
    assert addresses() == [who.boris.email]


def test_chloe_reminds_at_once_and_nobody_twice_on_a_day(who, client):
    exchange = stages.reporting(who)
    client.force_login(who.chloe)
    chosen = {"action": "remind", "_selected_action": exchange.pk}
    for _ in range(2):
        client.post("/admin/exchanges/exchange/", chosen)
    assert addresses() == sorted([who.amina.email, who.boris.email])
    assert remind_of([exchange]) == 0


def test_who_is_asked_by_another_letter_of_the_day_is_reminded_on_the_next(who):
    """Amina's open request is about to lapse, and the plan of another exchange waits for her."""
    stages.later(stages.shaping(who), 16)
    asks = stages.opened(who)
    asks.parties.invited().delete()
    stages.later(asks, 336)
    for _ in range(2):
        move_exchanges_on(timestamp=0)
    assert addresses("renewal_asked") == [who.amina.email]
    assert addresses() == [who.boris.email]
    yesterday = timezone.now() - dt.timedelta(days=1)
    Letter.objects.update(written_at=yesterday)
    move_exchanges_on(timestamp=0)
    assert addresses() == sorted([who.amina.email, who.boris.email])


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
    for days in (330, 31):
        assert stages.fresh(exchange).status == "open"
        exchange = stages.later(exchange, days)
        move_exchanges_on(timestamp=0)
    assert stages.fresh(exchange).status == "lapsed"
    assert addresses("renewal_asked") == [who.amina.email] * 2
    assert Event.objects.get(name="renew").at - exchange.created_at < dt.timedelta(hours=1)


@pytest.mark.parametrize("waiting", [1, 3])
def test_a_letter_costs_as_much_whether_one_or_three_wait(waiting, who, django_assert_num_queries):
    for _one in range(waiting):
        stages.later(stages.opened(who), 16)
    with django_assert_num_queries(13):
        assert stages.remind_all() == 1
    assert Reminder.objects.filter(person=who.boris).count() == waiting
