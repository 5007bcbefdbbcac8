"""Hours are those of the place, also where its clocks change; and what readers and calendars see.

Santiago puts its clocks back in April and forward in September; New York forward in March and back
in November; São Paulo has left its clocks alone since 2019.
"""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone
from icalendar import Calendar
from procrastinate.contrib.django import app

from community.lifecycle import MoveRefused
from community.models import Letter
from exchanges.models import Activity, Exchange, Seat
from exchanges.zones import AMERICAS, WESTERNMOST, city_of, in_yesterday, of_place
from members.models import Country
from tests import make
from tests.exchanges import stages

CHILE, NEW_YORK, BRAZIL = "America/Santiago", "America/New_York", "America/Sao_Paulo"


@pytest.fixture
def activity(who) -> Activity:
    return stages.agreed(who).activities.select_related("exchange").get()


def placed(activity: Activity, zone: str, first: str, last: str, begins: str, finishes: str):
    Activity.objects.filter(pk=activity.pk).update(
        time_zone=zone, starts_on=first, ends_on=last, begins_at=begins,
        finishes_at=finishes or None,
    )  # fmt: skip
    activity.refresh_from_db()
    return activity


def event_of(client, activity: Activity):
    answer = client.get(f"{activity.get_absolute_url()}calendar/")
    (event,) = Calendar.from_ical(answer.content).events
    return event


MOMENTS = [
    # Over the night in which the clocks change.
    (CHILE, "2027-04-03", "2027-04-04", "22:00", "10:00", ("04T01:00", "04T14:00")),
    (CHILE, "2027-09-04", "2027-09-05", "22:00", "10:00", ("05T02:00", "05T13:00")),
    (NEW_YORK, "2027-03-13", "2027-03-14", "22:00", "10:00", ("14T03:00", "14T14:00")),
    (NEW_YORK, "2027-11-06", "2027-11-07", "22:00", "10:00", ("07T02:00", "07T15:00")),
    (BRAZIL, "2027-10-16", "2027-10-17", "22:00", "10:00", ("17T01:00", "17T13:00")),
    # At an hour that there is not, and at one that there is twice: the first counts.
    (NEW_YORK, "2027-03-14", "2027-03-14", "02:30", "04:00", ("14T07:30", "14T08:00")),
    (NEW_YORK, "2027-11-07", "2027-11-07", "01:30", "03:00", ("07T05:30", "07T08:00")),
]


def test_the_moment_is_the_one_of_the_place(client, activity, subtests):
    for zone, first, last, begins, finishes, utc in MOMENTS:
        with subtests.test(zone, first=first, begins=begins), make.undone():
            placed(activity, zone, first, last, begins, finishes)
            moments = [activity.begins, activity.finishes]
            assert tuple(one.astimezone(dt.UTC).isoformat()[8:16] for one in moments) == utc
            page = client.get(activity.get_absolute_url()).text
            assert city_of(zone) in page
            assert f'datetime="{activity.begins.isoformat()}"' in page
            event = event_of(client, activity)
            for told, moment in zip((event.start, event.end), moments, strict=True):
                assert told.utctimetuple() == moment.utctimetuple()


def test_a_calendar_brings_the_rules_of_each_place_that_it_names(client, activity):
    placed(activity, CHILE, "2027-04-03", "2027-04-04", "22:00", "10:00")
    for place in (NEW_YORK, BRAZIL):
        one = stages.activity(begins_at="09:00", time_zone=place)
        one.exchange = activity.exchange
        one.save()
    answer = client.get(f"/en/exchanges/{activity.exchange.number}/calendar/")
    calendar = Calendar.from_ical(answer.content)
    assert {str(zone["TZID"]) for zone in calendar.timezones} == {CHILE, NEW_YORK, BRAZIL}
    assert not calendar.errors


def test_a_plan_that_makes_it_shorter_leaves_no_end_before_its_beginning(client, who, activity):
    """From two days to one: the hour at which it finished belonged to a day that is gone."""
    placed(activity, CHILE, "2027-05-03", "2027-05-04", "09:00", "08:00")
    activity.ends_on = activity.starts_on
    stages.write_plan(activity.exchange, who.boris, based_on=1, activities=[activity])
    activity.refresh_from_db()
    assert activity.begins == dt.datetime(2027, 5, 3, 13, tzinfo=dt.UTC)
    assert activity.finishes is None
    event = event_of(client, activity)
    assert event.end >= event.start
    assert client.get(activity.get_absolute_url()).status_code == 200


# --- Several days --------------------------------------------------------------------------------


def test_hours_of_several_days_are_those_of_each_day(client, activity):
    placed(activity, CHILE, "2027-05-03", "2027-05-05", "09:00", "17:00")
    page = client.get(activity.get_absolute_url()).text
    assert "each day 9 a.m. – 5 p.m." in page
    event = event_of(client, activity)
    assert (event.end - event.start) == dt.timedelta(hours=8)
    assert event["RRULE"].to_ical() == b"FREQ=DAILY;COUNT=3"


def test_they_stay_where_the_clocks_change_on_the_way(client, activity):
    """In Santiago in the night to April 4, 2027: the hour stays, the moment is another."""
    placed(activity, CHILE, "2027-04-02", "2027-04-05", "09:00", "17:00")
    (first, _until), (last, until) = activity.spans
    assert [at.astimezone(dt.UTC).hour for at in (first, last, until)] == [12, 13, 21]
    page = client.get(activity.get_absolute_url()).text
    assert 'datetime="2027-04-02T09:00:00-03:00"' in page
    assert 'datetime="2027-04-05T09:00:00-04:00"' in page
    answer = client.get(f"{activity.get_absolute_url()}calendar/")
    assert b"DTSTART;TZID=America/Santiago:20270402T090000" in answer.content
    (zone,) = Calendar.from_ical(answer.content).timezones
    offsets = {part["TZOFFSETTO"].to_ical() for part in zone.subcomponents}
    assert offsets == {"-0300", "-0400"}  # a calendar knows both, for the days before and after


def test_one_that_goes_on_day_and_night_says_both_days(client, activity):
    placed(activity, CHILE, "2027-05-03", "2027-05-05", "18:00", "12:00")
    page = client.get(activity.get_absolute_url()).text
    assert "May 3, 2027, 6 p.m. – May 5, 2027, noon" in page
    event = event_of(client, activity)
    assert "RRULE" not in event
    assert (event.end - event.start) == dt.timedelta(hours=42)


def test_a_beginning_without_an_end_is_one_on_each_day(client, activity):
    placed(activity, BRAZIL, "2027-05-03", "2027-05-04", "09:00", "")
    assert "each day 9 a.m." in client.get(activity.get_absolute_url()).text
    event = event_of(client, activity)
    assert event["RRULE"].to_ical() == b"FREQ=DAILY;COUNT=2"
    assert "DTEND" not in event


# --- Whose clocks --------------------------------------------------------------------------------


def form_of(client, who, activity):
    client.force_login(who.amina)
    return client.get(f"{activity.get_absolute_url()}edit/").context["form"]


PLACES = [
    ("", CHILE),  # Amina writes for a ministry of Chile
    ("Sala 3, Kingston", "America/Jamaica"),
    ("Jamaïque", "America/Jamaica"),
    ("brasilia, anexo 2", BRAZIL),
    ("In a climate centre", CHILE),  # not Lima
]


def test_the_clocks_of_the_place_are_chosen_already(client, who, activity, subtests):
    for place, zone in PLACES:
        with subtests.test(place=place, zone=zone), make.undone():
            activity.place = place
            activity.save()
            form = form_of(client, who, activity)
            assert form["time_zone"].value() == zone
            Activity.objects.filter(pk=activity.pk).update(time_zone=NEW_YORK)
            assert form_of(client, who, activity)["time_zone"].value() == NEW_YORK


def test_zones_are_named_by_country_and_city_and_one_kept_from_before_stays(client, who, activity):
    placed(activity, "America/Argentina/Ushuaia", "2027-07-01", "2027-07-03", "09:00", "17:00")
    form = form_of(client, who, activity)
    assert form["begins_at"].label == "Begins each day at"
    (none, here, elsewhere) = form.fields["time_zone"].choices
    assert (none[0], here[0]) == ("", "The Americas")
    assert (CHILE, "Chile: Santiago (UTC−04:00)") in here[1]
    assert elsewhere[1][0] == ("America/Argentina/Ushuaia", "Ushuaia (UTC−03:00)")


def test_every_state_of_the_americas_has_its_clocks(db):
    here = Country.objects.of_the_americas().values_list("iso2", flat=True)
    assert AMERICAS.keys() == set(here)
    assert of_place("Port-of-Spain") == ""
    assert of_place("Trinité-et-Tobago") == "America/Port_of_Spain"


@pytest.mark.parametrize(
    ("place", "zone"),
    [
        ("San Juan, Argentina", "America/Argentina/Buenos_Aires"),
        ("Hotel Plaza, San Juan", "America/Puerto_Rico"),
        ("Santiago de los Caballeros, República Dominicana", "America/Santo_Domingo"),
        ("Punta Arenas, Chile", "America/Punta_Arenas"),
        ("Georgetown University, Washington", ""),  # two cities: hers to say
    ],
)
def test_the_country_of_a_place_rules_its_clocks(place, zone, db):
    assert of_place(place) == zone


MEXICO, EVENING = "America/Mexico_City", ("2027-03-09", "2027-03-09", "19:30", "21:00")


@pytest.fixture
def webinar(who) -> Activity:
    """In the evening of Mexico, on the next day of UTC."""
    found = stages.running(who).activities.select_related("exchange").get()
    Activity.objects.filter(pk=found.pk).update(open_seats=3, seats_until="2027-03-09")
    return placed(found, MEXICO, *EVENING)


def seat_for(activity: Activity, by) -> Seat:
    seat = Seat(activity=activity, organization=make.ministry_of(by), number=1)
    seat.ask(by=by)
    return seat


@time_machine.travel("2027-03-10T01:00Z", tick=False)
def test_a_webinar_of_this_evening_is_not_over_because_utc_has_a_new_day(client, who, webinar):
    elena = make.member(make.organization("Ministério", iso2="BR"), name="Elena")
    assert webinar.is_to_come
    assert webinar.asks_for_seats
    assert "3 of 3 seats are free." in client.get(webinar.get_absolute_url()).text
    seat_for(webinar, elena).grant(by=who.boris, for_=make.ministry_of(who.boris))
    assert Seat.objects.to_come().count() == 1
    assert not Activity.objects.untold().exists()
    webinar.call_off(by=who.boris, reason="The line is down.")
    assert Activity.objects.get(pk=webinar.pk).called_off_on


@time_machine.travel("2027-03-10T01:00Z", tick=False)
def test_guests_hear_that_a_webinar_is_this_evening_already(who):
    found = stages.agreed(who).activities.select_related("exchange").get()
    Activity.objects.filter(pk=found.pk).update(open_seats=3)
    placed(found, MEXICO, "2027-03-16", "2027-03-16", "19:30", "21:00")
    elena = make.member(make.organization("Ministério", iso2="BR"), "deputy")
    seat_for(found, elena)
    sooner = stages.activity(pk=found.pk, start=-1, days=0)
    stages.write_plan(found.exchange, who.boris, based_on=1, activities=[sooner])
    assert Letter.objects.filter(name="activity_changed", person=elena).exists()


@pytest.mark.parametrize("zone", [MEXICO, ""])
@time_machine.travel("2027-03-10T06:30Z", tick=False)
def test_it_is_over_with_its_own_day(who, webinar, zone):
    if not zone:  # nobody has said its hour yet: its day is that of UTC
        Activity.objects.update(begins_at=None, finishes_at=None, time_zone="")
        webinar.refresh_from_db()
    elena = make.member(make.organization("Ministério", iso2="BR"), name="Elena")
    assert Activity.objects.untold().get() == webinar
    with pytest.raises(MoveRefused):
        seat_for(webinar, elena)
    with pytest.raises(MoveRefused):
        webinar.call_off(by=who.boris, reason="The line is down.")
    assert Exchange.objects.due_to_wind_up(timezone.localdate()).exists()


@pytest.mark.parametrize("day", ["2027-01-15", "2027-07-15"])
def test_what_is_over_is_wound_up_when_no_place_has_that_day_any_more(day):
    tasks = app.periodic_registry.periodic_tasks
    (cron,) = (task.cron for (name, _key), task in tasks.items() if name == "move_exchanges_on")
    minute, hour, *_every_day = cron.split()
    with time_machine.travel(f"{day}T{hour:0>2}:{minute:0>2}Z"):
        assert in_yesterday() == []
    with time_machine.travel(f"{day}T09:30Z"):
        assert WESTERNMOST in in_yesterday()
