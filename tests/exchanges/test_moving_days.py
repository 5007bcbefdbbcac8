"""What is under way takes place on other days: the plan stays agreed, and everybody hears of it."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from community.lifecycle import MoveRefused
from community.models import Letter, Person
from exchanges.models import Activity, Exchange, Seat
from exchanges.tasks import move_exchanges_on
from tests.exchanges import stages


@pytest.fixture
def exchange(who) -> Exchange:
    """Under way: a visit of three days, with a guest, begins in five days."""
    return stages.with_a_guest(who)


def visit() -> Activity:
    return Activity.objects.select_related("exchange").get(title="Visit")


def address(more: str = "") -> str:
    return visit().get_absolute_url() + more


def day(number: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=number)


def days(first: int, last: int, reason: str = "Elections.") -> dict[str, Any]:
    return {"starts_on": str(day(first)), "ends_on": str(day(last)), "reason": reason}


def move(first: int, last: int, *, by: Person, reason: str = "Elections.") -> None:
    visit().move_to(day(first), day(last), by=by, reason=reason)


def letters() -> set[tuple[str, str]]:
    return set(Letter.objects.values_list("name", "address"))


def test_boris_gives_it_other_days_and_everybody_concerned_hears_why(client, who, exchange):
    client.force_login(who.boris)
    assert "Give it other days" in client.get(address()).text
    answer = client.post(address("move/"), days(30, 32), follow=True)
    assert "It has its new days" in answer.text
    assert (visit().starts_on, visit().ends_on) == (day(30), day(32))
    assert stages.fresh(exchange).status == "running"
    assert not exchange.parties.signing().filter(accepted_version=None).exists()
    guest = Seat.objects.get().asked_by
    assert letters() == {
        ("activity_moved", who.amina.email), ("activity_changed", guest.email),
    }  # fmt: skip
    assert all("Elections." in letter.body for letter in Letter.objects.all())
    event = exchange.timeline().get(name="move_activity")
    assert (event.is_public, event.reason) == (True, "Elections.")
    client.logout()
    assert "An activity has other days: Visit" in client.get(exchange.get_absolute_url()).text


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (days(30, 29), "This is before the first day."),
        (days(-3, -2), "This day is over."),
        (days(30, 32, " "), "required"),
        ({"reason": "Elections."}, "required"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_stays_typed(sent, told, client, who, exchange):
    client.force_login(who.amina)
    answer = client.post(address("move/"), sent)
    assert told in answer.text
    assert sent["reason"].strip() in answer.text
    assert visit().starts_on == day(5)
    assert letters() == set()


def test_one_that_has_begun_ends_later(client, who, exchange):
    client.force_login(who.amina)
    with time_machine.travel(timezone.now() + dt.timedelta(days=6)):
        client.force_login(who.amina)
        client.post(address("move/"), days(-1, 20))
        assert visit().ends_on == day(20)


def test_twice_is_once(who, exchange):
    move(30, 32, by=who.boris)
    Letter.objects.all().delete()
    move(30, 32, by=who.amina)
    assert letters() == set()


def test_what_was_called_off_takes_place_after_all(who, exchange):
    visit().call_off(by=who.amina, reason="A flood.")
    move(60, 61, by=who.boris)
    assert visit().called_off_on is None
    assert Seat.objects.granted().taking_place().people() == 2


def test_what_the_calendar_took_for_over_goes_on_and_is_reported_on_after_it(client, who, exchange):
    """Nobody had told the portal that the visit was put off."""
    with time_machine.travel(timezone.now() + dt.timedelta(days=9)):
        move_exchanges_on(timestamp=0)
        assert stages.fresh(exchange).status == "reporting"
        client.force_login(who.amina)
        report = f"/en/exchanges/{exchange.number}/report/"
        assert "Give it other days on its page" in client.get(report).text
        assert "the exchange goes on" in client.get(address()).text
        client.post(address("move/"), days(20, 21))
        exchange = stages.fresh(exchange)
        assert exchange.status == "running"
        assert exchange.timeline().get(name="resume").is_public
    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        move_exchanges_on(timestamp=0)
        assert stages.fresh(exchange).status == "reporting"


def test_what_was_ended_by_a_slip_goes_on_with_its_own_days(who, exchange):
    Activity.objects.filter(title="Visit").update(starts_on=day(0))
    exchange.wind_up(by=who.amina)
    visit().move_to(day(0), visit().ends_on, by=who.amina, reason="A slip.")
    assert stages.fresh(exchange).status == "running"


def test_with_a_report_in_the_activities_stand(client, who, exchange):
    exchange.wind_up(by=who.amina)
    stages.report(exchange, who.amina, "recipient")
    client.force_login(who.boris)
    assert "Give it other days" not in client.get(address()).text
    assert "Give it other days" not in client.get(f"{exchange.get_absolute_url()}report/").text
    with pytest.raises(MoveRefused):
        move(30, 32, by=who.boris)
    assert visit().starts_on == day(5)


def test_what_was_held_stays_on_its_days(client, who, exchange):
    Activity.objects.filter(title="Visit").update(participants=12)
    client.force_login(who.boris)
    assert "Give it other days" not in client.get(address()).text
    with pytest.raises(MoveRefused):
        move(30, 32, by=who.boris)


def test_in_an_agreement_the_plan_is_changed_instead(client, who):
    stages.agreed(who)
    client.force_login(who.boris)
    assert "Give it other days" not in client.get(address()).text
    with pytest.raises(MoveRefused):
        move(30, 32, by=who.boris)


def test_nobody_moves_it_for_others(who, exchange):
    with pytest.raises(PermissionDenied):
        move(30, 32, by=Seat.objects.get().asked_by)
