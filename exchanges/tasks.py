"""What the clock does to exchanges, once a day. procrastinate finds this module by its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from exchanges.models import Exchange
from exchanges.models.queries import ExchangeQuerySet


@app.periodic(cron="10 5 * * *")
@app.task(name="move_exchanges_on", queueing_lock="move_exchanges_on")
def move_exchanges_on(timestamp: int) -> None:
    """Start what begins today, wind up what is over, let lapse what nobody took up in a year."""
    today = timezone.localdate()
    _each(lambda: Exchange.objects.due_to_start(today), lambda one: one.start(by=None))
    _each(lambda: Exchange.objects.due_to_wind_up(today), lambda one: one.wind_up(by=None))
    _each(lambda: Exchange.objects.due_to_lapse(), lambda one: one.lapse(by=None))


def _each(due: Callable[[], ExchangeQuerySet], move: Callable[[Exchange], Any]) -> None:
    """Each in a transaction of its own, looked at again once it is locked."""
    for pk in list(due().values_list("pk", flat=True)):
        with transaction.atomic():
            rows = due().select_for_update(of=("self",), no_key=True, skip_locked=True)
            if exchange := rows.filter(pk=pk).first():
                move(exchange)
