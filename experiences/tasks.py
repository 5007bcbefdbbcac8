"""Jobs of the library: what the clock asks once a day, and reading files for the search.

procrastinate finds this module by its name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, models
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from community.clock import AGAIN, Round, a_round
from community.file_texts import read
from experiences.models import Attachment, Experience, Use, file_texts
from experiences.models.freshness import ask, remind
from members.models import Membership, Organization

# The storage may be out of reach for a while; the sweep asks again after that.
LATER = RetryStrategy(max_attempts=10, exponential_wait=2)

type Due = Callable[[], models.QuerySet[Any]]


@app.periodic(cron="40 9 * * *")
@app.task(
    name="ask_whether_sheets_are_true", queueing_lock="ask_whether_sheets_are_true", retry=AGAIN
)
def ask_whether_sheets_are_true(timestamp: int) -> None:
    """One letter to an organization about all of its sheets that are due, and one reminder.

    Run twice or killed half-way it asks nobody again: what was asked is stamped with its letter.
    """
    with a_round() as now:
        _of_each(now, Experience.objects.due_to_be_reminded, remind)
        _of_each(now, Experience.objects.due_to_be_asked, ask)


@app.periodic(cron="20 3 2 * *")
@app.task(name="throw_uses_together", queueing_lock="throw_uses_together", retry=AGAIN)
def throw_uses_together(timestamp: int) -> None:
    """Once a month: the days of long ago become months."""
    Use.objects.throw_together(timezone.localdate())


def _of_each(
    now: Round, due: Due, act: Callable[[Organization, models.QuerySet[Any]], None]
) -> None:
    def owning() -> models.QuerySet[Organization]:
        """Those of whom somebody could answer."""
        writing = Membership.objects.active().writing().filter(person__is_active=True)
        approved = Organization.objects.approved().filter(pk__in=writing.values("organization_id"))
        return approved.filter(pk__in=due().values("organization_id"))

    now.each(owning, lambda organization: act(organization, due()))


@app.task(name="read_file", retry=LATER)
def read_file(attachment_id: int) -> None:
    """Outside of any transaction until there is a result: killed before, it is read again."""
    file = Attachment.objects.filter(pk=attachment_id).first()
    if file is None:
        return
    result = read(str(file.file), file.kind)
    try:
        file_texts.keep(attachment_id, result)
    except IntegrityError:  # deleted meanwhile
        if Attachment.objects.filter(pk=attachment_id).exists():
            raise


@app.periodic(cron="*/10 * * * *")
@app.task(name="read_unread_files", queueing_lock="read_unread_files")
def read_unread_files(timestamp: int) -> None:
    """Files from before there was such a job, and those that lost theirs."""
    unread = Attachment.objects.unread().order_by("pk").values_list("pk", flat=True)
    file_texts.queue_all(list(unread[:1000]))
