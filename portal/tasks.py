"""What the clock does at the desk. procrastinate finds this module by its name."""

from __future__ import annotations

from procrastinate.contrib.django import app

from community.clock import AGAIN, a_round
from community.models import Person
from portal.desk.reminding import remind


@app.periodic(cron="40 9 * * 1-5")
@app.task(name="remind_secretariat", queueing_lock="remind_secretariat", retry=AGAIN)
def remind_desk(timestamp: int) -> None:
    """On working days, of what has waited longer than was promised."""
    with a_round() as now:
        now.of_all(Person.objects.secretariat, remind)
