"""Open seats: organizations that are no party come along, never more than there is room."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from community.lifecycle import MoveRefused
from community.models import Letter
from exchanges.models import Activity, Seat
from tests import make
from tests.at_once import at_once
from tests.exchanges import stages


@pytest.fixture
def activity(who) -> Activity:
    found = stages.agreed(who).activities.get()
    Activity.objects.filter(pk=found.pk).update(open_seats=3)
    found.refresh_from_db()
    return found


@pytest.fixture
def elena():
    """Writes for a ministry of Brazil, which is no party."""
    return make.member(make.organization("Ministério", iso2="BR"), name="Elena")


def asked(activity, by, number=2) -> Seat:
    seat = Seat(activity=activity, organization=make.ministry_of(by), number=number)
    seat.ask(by=by)
    return seat


def address(activity, more=""):
    return f"/en/exchanges/{activity.exchange.number}/activities/{activity.pk}/{more}"


def letters(name: str) -> int:
    return Letter.objects.filter(name=name).count()


def test_elena_asks_boris_grants_and_she_sees_the_link(client, who, activity, elena):
    Activity.objects.update(link="https://meet.example/secret-room")
    client.force_login(elena)
    own = {"organization": make.ministry_of(elena).pk, "number": 2, "note": "To learn."}
    assert client.post(address(activity, "ask-seat/"), own).status_code == 302
    assert letters("seat_asked") == 2
    assert "secret-room" not in client.get(address(activity)).text
    client.force_login(who.boris)
    assert "To learn." in client.get(address(activity)).text
    seat = Seat.objects.get()
    number = activity.exchange.number
    client.post(f"/en/exchanges/{number}/seats/{seat.pk}/grant/")
    seat.refresh_from_db()
    assert (seat.state, seat.answered_by) == ("granted", who.boris)
    assert Letter.objects.get(name="seat_granted").person == elena  # who asked reads the answer
    client.force_login(elena)
    page = client.get(address(activity)).text
    assert "secret-room" in page
    assert "1 of 3 seats is free." in page


def test_who_leads_the_guest_is_written_to(who, activity):
    guest = make.member(make.organization("Ministério", iso2="BR"), "focal_point")
    asked(activity, guest).grant(by=who.boris, for_=make.ministry_of(who.boris))
    assert Letter.objects.get(name="seat_granted").address == guest.email


def test_a_decline_needs_a_reason_which_she_reads(client, who, activity, elena):
    seat = asked(activity, elena)
    client.force_login(who.amina)
    path = f"/en/exchanges/{activity.exchange.number}/seats/{seat.pk}/decline/"
    assert "required" in client.post(path, {"reason": " "}).text
    client.post(path, {"reason": "The room is small."})
    client.force_login(elena)
    assert "The room is small." in client.get(address(activity)).text
    client.force_login(make.person())
    assert "The room is small." not in client.get(address(activity)).text


@pytest.mark.parametrize("granted", [True, False])
def test_the_other_partner_hears_that_it_is_settled(who, activity, elena, granted):
    seat, ours = asked(activity, elena), make.ministry_of(who.boris)
    if granted:
        seat.grant(by=who.boris, for_=ours)
    else:
        seat.decline(by=who.boris, for_=ours, reason="The room is small.")
    letter = Letter.objects.get(name="seat_settled")
    assert letter.person == who.amina  # neither who answered nor who asked
    told = "has granted Ministério 2 seats" if granted else "has declined the seats that Ministério"
    assert f"Ministry of Labour {told}" in letter.body
    assert "The room is small." not in letter.body
    with pytest.raises(MoveRefused):
        Seat.objects.get().grant(by=who.amina, for_=make.ministry_of(who.amina))
    assert letters("seat_settled") == 1


def test_who_leads_a_guest_and_a_partner_hears_it_once(who, activity):
    guest = make.organization(iso2="BR")
    guest.memberships.create(person=who.amina, role="deputy", confirmed_at=timezone.now())
    seat = Seat(activity=activity, organization=guest, number=1)
    seat.ask(by=who.amina)
    seat.grant(by=who.boris, for_=make.ministry_of(who.boris))
    assert [one.name for one in Letter.objects.filter(person=who.amina).order_by("-pk")][:1] == [
        "seat_granted"
    ]
    assert letters("seat_settled") == 0


def test_there_are_never_more_granted_than_there_is_room(who, activity, elena):
    others = make.member(make.organization(iso2="PE"))
    first, second = asked(activity, elena), asked(activity, others)
    ours = make.ministry_of(who.boris)
    first.grant(by=who.boris, for_=ours)
    with pytest.raises(MoveRefused):
        second.grant(by=who.boris, for_=ours)
    assert Seat.objects.granted().people() == 2
    first.give_back(by=elena)
    second.grant(by=who.boris, for_=ours)
    assert list(Seat.objects.granted()) == [second]


@pytest.mark.parametrize("number", [4, 999])
def test_nobody_asks_for_more_than_are_free(activity, elena, number):
    with pytest.raises(MoveRefused):
        asked(activity, elena, number)


def test_asked_twice_is_told(client, activity, elena):
    asked(activity, elena, 1)
    with pytest.raises(MoveRefused):
        asked(activity, elena, 1)


def test_a_party_needs_no_seat(who, activity):
    with pytest.raises(MoveRefused):
        asked(activity, who.boris)


def test_who_writes_for_nobody_does_not_ask(client, activity, elena):
    with pytest.raises(PermissionDenied):
        Seat(activity=activity, organization=make.ministry_of(elena)).ask(by=make.person())
    client.force_login(make.person())
    assert client.post(address(activity, "ask-seat/"), {"number": 1}).status_code == 403


def test_what_is_completed_offers_no_seats(client, who, activity, elena):
    client.force_login(elena)
    assert "3 of 3 seats are free" in client.get(address(activity)).text
    stages.force(activity.exchange, "completed")
    page = client.get(address(activity)).text
    assert "3 seats were open to other organizations." in page
    assert "Ask for seats" not in page
    activity.refresh_from_db()
    with pytest.raises(MoveRefused):
        asked(activity, elena)


def test_who_writes_for_nobody_is_told_how_to_come_along(client, activity):
    client.force_login(make.person())
    assert "join yours first" in client.get(address(activity)).text


def test_after_the_last_day_or_the_end_nobody_asks(who, activity, elena):
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Activity.objects.update(seats_until=yesterday)
    with pytest.raises(MoveRefused):
        asked(activity, elena)
    Activity.objects.update(seats_until=None)
    activity.exchange.cancel(by=who.chloe, reason="No money.")
    with pytest.raises(MoveRefused):
        asked(activity, elena)


def test_an_answer_given_twice_counts_once(who, activity, elena):
    seat = asked(activity, elena)
    seat.grant(by=who.boris, for_=make.ministry_of(who.boris))
    again = Seat.objects.get()
    with pytest.raises(MoveRefused):
        again.decline(by=who.amina, for_=make.ministry_of(who.amina), reason="No.")
    with pytest.raises(PermissionDenied):
        again.grant(by=elena, for_=make.ministry_of(elena))
    assert Seat.objects.get().state == "granted"


def test_seats_cannot_be_cut_below_what_is_granted(client, who, activity, elena):
    asked(activity, elena).grant(by=who.boris, for_=make.ministry_of(who.boris))
    client.force_login(who.boris)
    own = {"organization": make.ministry_of(who.boris).pk, "open_seats": 1}
    answer = client.post(address(activity, "edit/"), own)
    assert list(answer.context["form"].errors) == ["open_seats"]


@pytest.mark.django_db(transaction=True)
def test_two_partners_grant_the_last_seats_at_once():
    who = stages.cast(make.amina(), make.boris(), make.chloe())
    found = stages.agreed(who).activities.get()
    Activity.objects.update(open_seats=2)
    found.refresh_from_db()
    guests = [make.member(make.organization(iso2=code)) for code in ("BR", "PE")]
    first, second = (asked(found, guest) for guest in guests)
    outcomes = at_once(
        lambda: first.grant(by=who.boris, for_=make.ministry_of(who.boris)),
        lambda: second.grant(by=who.amina, for_=make.ministry_of(who.amina)),
    )
    assert sorted(isinstance(one, MoveRefused) for one in outcomes) == [False, True]
    assert Seat.objects.granted().people() == 2


def test_my_page_says_that_somebody_waits_for_an_answer(client, who, activity, elena):
    asked(activity, elena)
    for somebody, waits in ((who.boris, True), (elena, False)):
        client.force_login(somebody)
        page = client.get("/en/my/").text
        assert ("Answer Ministério, who would like to come along" in page) is waits


def test_who_comes_along_hears_that_it_does_not_take_place(who, activity):
    guest, late = (make.member(make.organization(iso2=iso2), "deputy") for iso2 in ("BR", "PE"))
    asked(activity, guest, 1).grant(by=who.boris, for_=make.ministry_of(who.boris))
    asked(activity, late, 1).give_back(by=late)
    stages.fresh(activity.exchange).cancel(by=who.chloe, reason="No money.")
    told = {letter.address for letter in Letter.objects.filter(name="exchange_ended")}
    assert told == {who.amina.email, who.boris.email, guest.email}


def test_guests_hear_when_a_new_plan_moves_or_drops_what_they_come_to(who, activity):
    guest, asks = (make.member(make.organization(iso2=iso2), "deputy") for iso2 in ("BR", "PE"))
    asked(activity, guest, 1).grant(by=who.boris, for_=make.ministry_of(who.boris))
    asked(activity, asks, 1)
    same = stages.activity(pk=activity.pk)
    stages.write_plan(activity.exchange, who.boris, based_on=1, activities=[same], costs="Half.")
    assert letters("activity_changed") == 0  # who pays is nothing to a guest

    later = stages.activity(pk=activity.pk, start=40)
    stages.write_plan(activity.exchange, who.boris, based_on=2, activities=[later])
    told = Letter.objects.filter(name="activity_changed")
    assert {letter.address for letter in told} == {guest.email, asks.email}
    assert all("another date or place" in letter.body for letter in told)
    told.delete()

    other = stages.activity("Workshop")
    stages.write_plan(activity.exchange, who.boris, based_on=3, activities=[other])
    assert {letter.address for letter in told.all()} == {guest.email, asks.email}
    assert all("go on without it" in letter.body for letter in told.all())
    assert not Seat.objects.exists()


def test_nobody_is_asked_to_answer_for_what_is_over(client, who, activity, elena):
    asked(activity, elena)
    day = timezone.localdate() - dt.timedelta(days=1)
    Activity.objects.update(starts_on=day, ends_on=day)
    client.force_login(who.boris)
    assert "who would like to come along" not in client.get("/en/my/").text


def test_elena_reads_again_what_she_wrote_and_no_stranger_does(client, activity, elena):
    body = make.ministry_of(elena)
    Seat(activity=activity, organization=body, number=1, note="Two of us.").ask(by=elena)
    assert "Two of us." not in client.get(address(activity)).text
    client.force_login(elena)
    assert "Two of us." in client.get(address(activity)).text


def test_who_would_have_come_hears_that_all_is_over_before(who, activity):
    guest = make.member(make.organization("Ministério", iso2="BR"), "focal_point")
    asked(activity, guest).grant(by=who.boris, for_=make.ministry_of(who.boris))
    exchange = stages.fresh(activity.exchange)
    exchange.start(by=who.boris)
    exchange.wind_up(by=who.boris)
    letter = Letter.objects.get(name="activity_changed")
    assert letter.person == guest
    assert "It does not take place" in letter.body
