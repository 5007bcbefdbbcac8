"""Who writes a sheet and may not submit it asks those who lead her organization to do so."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from community.lifecycle import MoveRefused
from community.models import Event, Person, Reader
from experiences import letters
from experiences.models.course import LEADERS
from experiences.models.queries import ASK, UNSENT

ASK_AGAIN_AFTER = dt.timedelta(days=2)
NOBODY_LEADS = _("Nobody speaks for your organization at present: write to the secretariat.")


class Asking(models.Model):
    """The letter and the line on their page; it moves nothing."""

    # What the sheet itself has.
    pk: Any
    status: Any
    status_since: Any
    organization: Any
    asked_at: dt.datetime  # where ``Experience.objects.asked_to_submit`` brought it
    roles_of: Any
    editable_by: Any
    guard: Any
    MOVES: Any

    class Meta:
        abstract = True

    @cached_property
    def asked_to_submit(self) -> Event | None:
        """The last time since it is in this state."""
        events = Event.objects.of(self).filter(name=ASK, at__gte=self.status_since)
        return events.select_related("by").order_by("-at").first()

    def is_asked_for_by(self, person: Reader) -> bool:
        """Does she write it, and is it not hers to submit?"""
        if not person.is_authenticated or self.status not in UNSENT:
            return False
        return bool(self.editable_by(person) and not self.roles_of(person) & LEADERS)

    @property
    def is_asked_lately(self) -> bool:
        last = self.asked_to_submit
        return last is not None and last.at > timezone.now() - ASK_AGAIN_AFTER

    def ask_to_submit(self, *, by: Person) -> None:
        """Only for what is complete, and not every day."""
        if not self.editable_by(by) or self.roles_of(by) & LEADERS:
            raise PermissionDenied
        with transaction.atomic():
            rows = type(self)._base_manager.select_for_update(of=("self",), no_key=True)
            today = rows.get(pk=self.pk)
            if today.status not in UNSENT:
                raise MoveRefused(_("Somebody was faster, or this is no longer possible."))
            self.guard(self.MOVES["submit"])
            if today.is_asked_lately:
                raise MoveRefused(_("They were asked already, a short while ago."))
            leaders = self.organization.people()
            if not leaders:
                raise MoveRefused(NOBODY_LEADS)
            Event.record(self, ASK, self.organization.act(by))
            letters.sheet_to_submit(self, by, to=leaders)
        self.__dict__.pop("asked_to_submit", None)
