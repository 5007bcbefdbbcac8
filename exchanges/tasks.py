"""What the clock does to exchanges, once a day. procrastinate finds this module by its name."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from django.utils import timezone
from procrastinate.contrib.django import app

from community.clock import AGAIN, a_round
from community.lifecycle import MoveRefused
from exchanges.models import Exchange, FollowUp, Offer, Party
from exchanges.models.reminders import Reminder, to_remind
from exchanges.vocabulary import After


@app.periodic(cron="10 10 * * *")
@app.task(name="move_exchanges_on", queueing_lock="move_exchanges_on", retry=AGAIN)
def move_exchanges_on(timestamp: int) -> None:
    """At an hour at which the Americas have all left yesterday, and what took place there.

    Start what begins today, wind up what is over, let lapse what nobody took up in a year, ask
    what came of it, close it; then remind those whose turn it still is."""
    today = timezone.localdate()
    with a_round() as now:
        now.each(lambda: Exchange.objects.due_to_start(today), lambda one: one.start(by=None))
        now.each(lambda: Exchange.objects.due_to_wind_up(today), lambda one: one.wind_up(by=None))
        now.each(Exchange.objects.due_to_renew, lambda one: one.ask_to_renew(by=None))
        now.each(Exchange.objects.due_to_lapse, lambda one: one.lapse(by=None))
        now.each(Exchange.objects.due_to_close, lambda one: one.close(by=None))
        now.each(lambda: Offer.objects.due_to_warn(today), lambda one: one.warn())
        now.each(lambda: Offer.objects.due_to_expire(today), lambda one: one.expire())
        now.of_all(Party.objects.due_to_lapse, let_lapse)
        for months in After:
            now.of_all(
                partial(Party.objects.to_follow_up, months), partial(FollowUp.ask, months=months)
            )
        now.of_all(to_remind, lambda one: Reminder.send(*one))


def let_lapse(invited: Party) -> None:
    """The verb locks the exchange first, as every act on a party does; a faster answer counts."""
    with suppress(MoveRefused):
        invited.lapse(by=None)
