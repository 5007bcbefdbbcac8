"""What the clock does at the desk. procrastinate finds this module by its name."""

from __future__ import annotations

from procrastinate.contrib.django import app

from portal.desk.reminding import remind_secretariat


@app.periodic(cron="40 9 * * 1-5")
@app.task(name="remind_secretariat", queueing_lock="remind_secretariat")
def remind_desk(timestamp: int) -> None:
    """On working days, those who work there of what has waited longer than was promised."""
    remind_secretariat()
