"""What was planned and does not take place: one activity, or all that lay ahead of an early end."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from community.lifecycle import MoveRefused
from community.models import Letter
from exchanges.models import Activity, Exchange, Seat
from tests import make
from tests.exchanges import stages


@pytest.fixture
def exchange(who) -> Exchange:
    """Under way: a visit with a guest in five days, and a workshop in twenty."""
    return stages.with_a_guest(who, stages.activity("Workshop", start=20))


def visit() -> Activity:
    return Activity.objects.select_related("exchange").get(title="Visit")


def address(more: str = "") -> str:
    return visit().get_absolute_url() + more


def letters() -> set[tuple[str, str]]:
    return set(Letter.objects.values_list("name", "address"))


def taken() -> int:
    return Seat.objects.granted().taking_place().people()


def test_boris_calls_one_off_and_everybody_concerned_hears_why(client, who, exchange):
    assert taken() == 2
    client.force_login(who.boris)
    assert "Call this activity off" in client.get(address()).text
    answer = client.post(address("call-off/"), {"reason": "A hurricane."}, follow=True)
    assert "It was called off on" in answer.text
    assert "Call this activity off" not in answer.text
    guest = Seat.objects.get().asked_by
    assert letters() == {
        ("activity_called_off", who.amina.email), ("activity_changed", guest.email),
    }  # fmt: skip
    assert all("A hurricane." in letter.body for letter in Letter.objects.all())
    event = exchange.timeline().get(name="call_off_activity")
    assert (event.is_public, event.subject_label) == (True, "Visit")
    client.logout()
    page = client.get(exchange.get_absolute_url()).text
    assert page.count(">Called off<") == 1
    assert "An activity was called off: Visit" in page
    assert taken() == 0
    assert "It was called off on" in client.get(address("agenda/")).text
    told = client.get(f"/en/exchanges/{exchange.number}/json/").json()["item"]
    assert told["activities"][0]["called_off_on"] == str(timezone.localdate())


def test_without_a_reason_nothing_is_called_off_and_it_is_said_beside_the_field(client, who):
    running = stages.running(who)
    client.force_login(who.amina)
    answer = client.post(address("call-off/"), {"reason": " "})
    assert "required" in answer.text
    assert running.activities.standing().count() == 1


def test_twice_is_refused_and_so_is_what_is_over(who, exchange):
    visit().call_off(by=who.amina, reason="A flood.")
    Letter.objects.all().delete()
    with pytest.raises(MoveRefused):
        visit().call_off(by=who.boris, reason="A flood.")
    assert letters() == set()
    day = timezone.localdate() - dt.timedelta(days=1)
    Activity.objects.filter(title="Workshop").update(starts_on=day, ends_on=day)
    with pytest.raises(MoveRefused):
        Activity.objects.get(title="Workshop").call_off(by=who.boris, reason="Late.")


def test_in_an_agreement_the_plan_is_changed_instead(client, who):
    stages.agreed(who)
    client.force_login(who.boris)
    assert "Call this activity off" not in client.get(address()).text
    with pytest.raises(MoveRefused):
        visit().call_off(by=who.boris, reason="No.")


def test_nobody_calls_off_for_others(who, exchange):
    with pytest.raises(PermissionDenied):
        visit().call_off(by=Seat.objects.get().asked_by, reason="No.")


def test_what_is_called_off_takes_no_more_wishes_and_asks_for_no_count(client, who, exchange):
    body = make.member(make.organization(iso2="PE"))
    Seat.objects.create(activity=visit(), organization=make.ministry_of(body))
    visit().call_off(by=who.boris, reason="A flood.")
    other = make.member(make.organization(iso2="UY"))
    with pytest.raises(MoveRefused):
        Seat(activity=visit(), organization=make.ministry_of(other)).ask(by=other)
    client.force_login(who.boris)
    assert "who would like to come along" not in client.get("/en/my/").text
    day = timezone.localdate() - dt.timedelta(days=1)
    Activity.objects.filter(title="Visit").update(starts_on=day, ends_on=day)
    assert not Activity.objects.untold().exists()


def test_the_clock_ends_what_has_nothing_standing_before_it(who, exchange):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    assert not Exchange.objects.due_to_wind_up(tomorrow).exists()
    for activity in exchange.activities.all():
        activity.call_off(by=who.boris, reason="Elections.")
    assert Exchange.objects.due_to_wind_up(tomorrow).get() == exchange


def test_an_early_end_calls_off_what_lay_ahead_for_good(client, who, exchange):
    Activity.objects.filter(title="Visit").update(starts_on=timezone.localdate())
    exchange.wind_up(by=who.amina)
    off = exchange.activities.exclude(called_off_on=None)
    assert [activity.title for activity in off] == ["Workshop"]  # the visit had begun
    assert taken() == 2
    assert client.get(exchange.get_absolute_url()).text.count(">Called off<") == 1


def test_a_reopened_exchange_takes_up_what_still_lies_ahead(who, exchange):
    exchange.cancel(by=who.chloe, reason="No money.")
    assert not exchange.activities.standing().exists()
    stages.fresh(exchange).reopen(by=who.chloe, reason="Money came.")
    assert exchange.activities.standing().count() == 2


def test_with_new_days_in_a_new_plan_it_takes_place_after_all(who):
    shaping = stages.agreed(who)
    Activity.objects.update(called_off_on=timezone.localdate())
    same = stages.activity(pk=visit().pk)
    stages.write_plan(shaping, who.boris, based_on=1, activities=[same], costs="Half.")
    assert visit().called_off_on
    later = stages.activity(pk=visit().pk, start=40)
    stages.write_plan(shaping, who.boris, based_on=2, activities=[later])
    assert visit().called_off_on is None
