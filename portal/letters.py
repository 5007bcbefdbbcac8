"""The letters of the desk, handed what they tell of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from community.mail import post

if TYPE_CHECKING:
    from community.models import Letter, Person
    from portal.desk.waiting import Waiting

MOST = 40  # lines of a letter; the desk has them all


def desk_waits(things: list[Waiting], *, to: Person) -> Letter:
    """All that waits for the secretariat, the oldest first."""
    return post("desk_waits", to, things=things[:MOST], more=max(0, len(things) - MOST),
                number=len(things))  # fmt: skip
