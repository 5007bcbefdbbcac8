"""What was read of a sheet: a decision is about that version, and about no newer one."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from community.lifecycle import MoveRefused


class ChangedMeanwhile(MoveRefused):
    """Somebody wrote while the page was open that the decision was made on."""


class Seen(models.Model):
    """Versions have the numbers that every reader sees: the newest one is how many there are."""

    class Meta:
        abstract = True

    # What the sheet itself has.
    status: Any
    versions: Any
    hold: Any

    @property
    def newest_version(self) -> int:
        return int(self.versions.count())

    def check_seen(self, seen: int | None, status: str) -> None:
        """Hold the sheet, so that nobody writes until the decision stands.

        ``seen`` is the number of the newest version that was read; ``None`` is a caller that knows
        the sheet by heart. Raises ``ChangedMeanwhile`` where there is a newer one. What is not in
        ``status`` any more was decided on by somebody else, which is to be said by the verb.
        """
        if seen is None:
            return
        self.hold()
        if self.status == status and self.newest_version > seen:
            raise ChangedMeanwhile(
                _("It was changed while you read it: nothing is decided yet. See what is new.")
            )
