"""What the clock asks about sheets, once a day. procrastinate finds this module by its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils import timezone
from procrastinate.contrib.django import app

from community.clock import each
from experiences.models import Experience, Use
from experiences.models.freshness import ask, remind
from members.models import Membership, Organization

type Due = Callable[[], models.QuerySet[Any]]


@app.periodic(cron="40 9 * * *")
@app.task(name="ask_whether_sheets_are_true", queueing_lock="ask_whether_sheets_are_true")
def ask_whether_sheets_are_true(timestamp: int) -> None:
    """One letter to an organization about all of its sheets that are due, and one reminder.

    Run twice or killed half-way it asks nobody again: what was asked is stamped with its letter.
    """
    _of_each(Experience.objects.due_to_be_reminded, remind)
    _of_each(Experience.objects.due_to_be_asked, ask)


@app.periodic(cron="20 3 2 * *")
@app.task(name="throw_uses_together", queueing_lock="throw_uses_together")
def throw_uses_together(timestamp: int) -> None:
    """Once a month: the days of long ago become months."""
    Use.objects.throw_together(timezone.localdate())


def _of_each(due: Due, act: Callable[[Organization, models.QuerySet[Any]], None]) -> None:
    def owning() -> models.QuerySet[Organization]:
        """Those of whom somebody could answer."""
        writing = Membership.objects.active().writing().filter(person__is_active=True)
        approved = Organization.objects.approved().filter(pk__in=writing.values("organization_id"))
        return approved.filter(pk__in=due().values("organization_id"))

    each(owning, lambda organization: act(organization, due()))
