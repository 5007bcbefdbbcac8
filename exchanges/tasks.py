"""What the clock does to exchanges, once a day. procrastinate finds this module by its name."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from community.clock import each
from exchanges.models import Exchange, Offer


@app.periodic(cron="10 5 * * *")
@app.task(name="move_exchanges_on", queueing_lock="move_exchanges_on")
def move_exchanges_on(timestamp: int) -> None:
    """Start what begins today, wind up what is over, let lapse what nobody took up in a year."""
    today = timezone.localdate()
    each(lambda: Exchange.objects.due_to_start(today), lambda one: one.start(by=None))
    each(lambda: Exchange.objects.due_to_wind_up(today), lambda one: one.wind_up(by=None))
    each(lambda: Exchange.objects.due_to_lapse(), lambda one: one.lapse(by=None))
    each(lambda: Offer.objects.due_to_warn(today), lambda one: one.warn())
    each(lambda: Offer.objects.due_to_expire(today), lambda one: one.expire())
