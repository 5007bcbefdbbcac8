"""What the clock asks and forgets, once a day. procrastinate finds this module by its name."""

from __future__ import annotations

from procrastinate.contrib.django import app

from community.clock import AGAIN, a_round
from members.models import Invitation, Organization
from members.reminding import leaders_asked, remind


@app.periodic(cron="20 9 * * *")
@app.task(name="ask_whether_still", queueing_lock="ask_whether_still", retry=AGAIN)
def ask_whether_still(timestamp: int) -> None:
    """Ask whom nobody asked for a year, and remind those who have not answered.

    Run twice or killed half-way it asks nobody again: what was asked is stamped with its letter.
    """
    with a_round() as now:
        now.each(Organization.objects.due_to_be_reminded, lambda one: one.remind())
        now.each(Organization.objects.due_to_be_asked, lambda one: one.ask_whether_still())


@app.periodic(cron="40 9 * * *")
@app.task(
    name="remind_of_requests_to_join", queueing_lock="remind_of_requests_to_join", retry=AGAIN
)
def remind_of_requests_to_join(timestamp: int) -> None:
    """Whoever asked to join waits for somebody who may have overlooked the letter."""
    with a_round() as now:
        now.of_all(leaders_asked, remind)


@app.periodic(cron="50 3 * * *")
@app.task(name="forget_invited_addresses", queueing_lock="forget_invited_addresses", retry=AGAIN)
def forget_invited_addresses(timestamp: int) -> None:
    """Whoever was invited and never came has not asked to be written down here."""
    Invitation.objects.forget_addresses()
