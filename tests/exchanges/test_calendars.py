"""Calendars that other programs read: by the rules, with nothing private in them."""

import datetime as dt

import pytest
from django.utils import timezone
from icalendar import Calendar

from exchanges.models import Activity
from tests import make
from tests.exchanges import stages


def calendar(client, path: str) -> Calendar:
    answer = client.get(path)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    lines = answer.content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert b"\n" not in answer.content.replace(b"\r\n", b"")
    found = Calendar.from_ical(answer.content)
    assert not found.errors
    assert {"PRODID", "VERSION"} <= set(found)
    for event in found.events:
        assert {"UID", "DTSTAMP", "DTSTART"} <= set(event)
        assert not event.errors
    return found


def summaries(found: Calendar) -> list[str]:
    return [str(event["SUMMARY"]) for event in found.events]


@pytest.fixture
def activity(who) -> Activity:
    return stages.agreed(who).activities.select_related("exchange").get()


def path(activity: Activity) -> str:
    return f"/en/exchanges/{activity.exchange.number}/activities/{activity.pk}/calendar/"


def test_without_hours_it_is_whole_days(client, activity):
    (event,) = calendar(client, path(activity)).events
    assert event.start == activity.starts_on
    assert event.end == activity.ends_on + dt.timedelta(days=1)
    assert event["STATUS"] == "CONFIRMED"


def test_with_hours_it_brings_the_clocks_of_the_place(client, activity):
    Activity.objects.filter(pk=activity.pk).update(
        begins_at="09:00", finishes_at="12:30", time_zone="America/Bogota",
        starts_on="2026-12-01", ends_on="2026-12-01",
    )  # fmt: skip
    found = calendar(client, path(activity))
    (event,) = found.events
    assert (event.end - event.start) == dt.timedelta(hours=3, minutes=30)
    assert event.start.utcoffset() == dt.timedelta(hours=-5)
    assert [str(zone["TZID"]) for zone in found.timezones] == ["America/Bogota"]


def test_signs_that_mean_something_to_calendars_are_kept(client, activity):
    told = "Cash; care, and \\ more\nsecond line é" * 5
    Activity.objects.filter(pk=activity.pk).update(title="A; B, C", agenda=told)
    (event,) = calendar(client, path(activity)).events
    assert str(event["SUMMARY"]) == "A; B, C"
    assert str(event["DESCRIPTION"]).endswith(told)


def test_what_ended_early_is_called_off(client, who, activity):
    activity.exchange.cancel(by=who.chloe, reason="No money.")
    number = activity.exchange.number
    (event,) = calendar(client, f"/en/exchanges/{number}/calendar/").events
    assert event["STATUS"] == "CANCELLED"


def test_what_took_place_before_its_exchange_was_cancelled_stays_in_calendars(client, who):
    activity = stages.running(who).activities.select_related("exchange").get()
    day = timezone.localdate() - dt.timedelta(days=1)
    Activity.objects.update(starts_on=day, ends_on=day)
    activity.exchange.cancel(by=who.chloe, reason="No money.")
    for address in (path(activity), "/en/exchanges/calendar/"):
        (event,) = calendar(client, address).events
        assert event["STATUS"] == "CONFIRMED"


def test_what_lay_ahead_when_its_partners_said_all_is_over_is_called_off(client, who, activity):
    exchange = stages.fresh(activity.exchange)
    exchange.start(by=who.boris)
    address = f"/en/exchanges/{exchange.number}/calendar/"
    (event,) = calendar(client, address).events
    assert event["STATUS"] == "CONFIRMED"
    exchange.wind_up(by=who.boris)
    day = timezone.localdate() - dt.timedelta(days=1)
    for moved in ({}, {"starts_on": day, "ends_on": day}):  # also when its day has passed
        Activity.objects.filter(pk=activity.pk).update(**moved)
        (event,) = calendar(client, address).events
        assert event["STATUS"] == "CANCELLED"
    assert summaries(calendar(client, "/en/exchanges/calendar/")) == []


def test_the_calendar_of_the_network_is_narrowed_by_organization_and_theme(client, who, activity):
    themes = activity.exchange.themes.all()
    other = make.organization(iso2="BR")
    everything = "/en/exchanges/calendar/"
    assert summaries(calendar(client, everything)) == ["Visit"]
    ministry = make.ministry_of(who.boris)
    assert summaries(calendar(client, f"{everything}?organization={ministry.slug}")) == ["Visit"]
    assert summaries(calendar(client, f"{everything}?organization={other.slug}")) == []
    assert summaries(calendar(client, f"{everything}?theme={themes[0].slug}")) == ["Visit"]
    elsewhere = make.theme("elsewhere")
    assert summaries(calendar(client, f"{everything}?theme={elsewhere.slug}")) == []
    assert client.get(f"{everything}?theme=none").status_code == 404


def test_a_seat_puts_it_into_the_calendar_of_who_comes_along(client, activity):
    guest = make.organization(iso2="BR")
    address = f"/en/exchanges/calendar/?organization={guest.slug}"
    seat = activity.seats.create(organization=guest)
    assert summaries(calendar(client, address)) == []
    seat.state = "granted"
    seat.save()
    assert summaries(calendar(client, address)) == ["Visit"]


def test_nothing_private_is_in_it(client, who, activity):
    Activity.objects.update(link="https://meet.example/secret-room", names="Ana Secreta")
    draft = make.request(who.amina)
    one = stages.activity("Hidden visit")
    one.exchange = draft
    one.save()
    texts = [client.get(a).text for a in (path(activity), "/en/exchanges/calendar/")]
    assert all("Visit" in text for text in texts)
    assert not any(word in text for text in texts for word in ("secret", "Secreta", "Hidden"))
