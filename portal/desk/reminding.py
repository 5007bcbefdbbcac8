"""The desk by letter: what has waited longer than was promised, and with it all that waits.

The letter itself is the stamp: an officer who has one of today gets no other, and one who has read
of all that is late is written to again after a week. Killed or run twice, the round asks neither
twice nor never.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from community.languages import speaking
from community.models import Letter, Person
from members.promises import working_days_after
from portal import letters
from portal.desk.waiting import Waiting, everything

NAME = "desk_waits"
AGAIN = dt.timedelta(days=7)


def remind(officer: Person) -> bool:
    """One letter, unless she knows of all that is late; locked, so that two rounds write one."""
    with transaction.atomic(), speaking(officer.language):
        rows = Person.objects.secretariat().select_for_update(no_key=True)
        found = rows.filter(pk=officer.pk).first()
        things = everything()
        late = [day for day in map(late_since, things) if day <= timezone.localdate()]
        if found is None or not late or knows_of(found, max(late)):
            return False
        letters.desk_waits(things, to=found)
    return True


def late_since(thing: Waiting) -> dt.date:
    """The day after the last one by which it was promised."""
    promised = working_days_after(timezone.localdate(thing.since))
    return promised + dt.timedelta(days=1)


def knows_of(officer: Person, newest: dt.date) -> bool:
    """She was written to today, or this week and since the ``newest`` became late."""
    last = Letter.objects.filter(person=officer, name=NAME).order_by("-written_at").first()
    if last is None:
        return False
    day, today = timezone.localdate(last.written_at), timezone.localdate()
    return day == today or (day >= newest and today - day < AGAIN)
