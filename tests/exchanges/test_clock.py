"""What the clock does, once a day."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from community.models import Event, Letter
from exchanges.models import Exchange
from exchanges.tasks import move_exchanges_on
from tests.exchanges import stages


def tick() -> None:
    move_exchanges_on(timestamp=0)


@pytest.mark.parametrize(("start", "state"), [(0, "running"), (-1, "running"), (1, "agreed")])
def test_it_starts_on_the_first_day_of_the_first_activity(start, state, who):
    later = stages.activity("Later", start=30)
    exchange = stages.agreed(who, activities=[later, stages.activity(start=start)])
    tick()
    assert stages.fresh(exchange).status == state


@pytest.mark.parametrize(("end", "state"), [(-1, "reporting"), (0, "running"), (1, "running")])
def test_it_winds_up_when_the_last_activity_is_over(end, state, who):
    first = stages.activity(start=-9, days=1)
    exchange = stages.agreed(who, activities=[first, stages.activity(start=-5, days=5 + end)])
    exchange.start(by=who.amina)
    tick()
    assert stages.fresh(exchange).status == state
    event = Event.objects.order_by("-pk")[0]
    assert state == "running" or (event.by, event.name, event.is_public) == (None, "wind_up", True)


def test_a_past_exchange_on_record_stays_as_it_is(who):
    exchange = stages.force(stages.running(who), "running")
    exchange.activities.all().delete()
    tick()
    assert stages.fresh(exchange).status == "running"


@pytest.mark.parametrize(("days", "state"), [(366, "lapsed"), (364, "open")])
def test_what_nobody_took_up_in_a_year_lapses(days, state, who):
    exchange = stages.opened(who)
    now = timezone.now()
    Exchange.objects.filter(pk=exchange.pk).update(
        status_since=now - dt.timedelta(days=days), renewal_asked_at=now - dt.timedelta(days=31)
    )
    for _ in range(2):
        tick()
    assert stages.fresh(exchange).status == state
    ended = Letter.objects.filter(name="exchange_ended")
    assert ended.count() == (2 if state == "lapsed" else 0)  # Amina and, invited, Boris


def test_the_month_of_the_letter_is_given_also_where_the_clock_stood_still(who):
    """Nobody was written to after eleven months; nobody reads of the end with the question."""
    exchange = stages.opened(who)
    began = timezone.now() - dt.timedelta(days=400)
    Exchange.objects.filter(pk=exchange.pk).update(status_since=began)
    for days, state in ((0, "open"), (29, "open"), (31, "lapsed")):
        with time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=False):
            tick()
        assert stages.fresh(exchange).status == state, days
    assert Letter.objects.filter(name="renewal_asked").count() == 1


def test_what_is_being_shaped_does_not_lapse(who):
    exchange = stages.shaping(who)
    long_ago = timezone.now() - dt.timedelta(days=800)
    Exchange.objects.filter(pk=exchange.pk).update(status_since=long_ago)
    tick()
    assert stages.fresh(exchange).status == "shaping"
