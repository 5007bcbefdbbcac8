"""What a party owes to the exchange: its word on the plan, and a report in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.acts import Act
from community.lifecycle import MoveRefused
from community.models import Event, Person
from exchanges import letters
from exchanges.models.leaving import Leaving
from exchanges.vocabulary import Status


class Accepting(Leaving):
    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what Party has
        accepted_version: Any
        accepted_at: Any
        accepted_by: Any
        report_waived_at: Any
        report_waived_why: Any

        @property
        def signs(self) -> bool: ...

    def agree(self, version: int, *, by: Person) -> None:
        """Accept ``version`` of the plan; with the last acceptance the exchange is agreed."""
        with transaction.atomic():
            exchange = self._lock()
            plan = exchange.plan
            if not (self.signs and self.led_by(by)):
                raise PermissionDenied
            if plan and self.accepted_version == version == plan.version:
                return  # said twice
            if exchange.status != Status.SHAPING or plan is None or plan.version != version:
                raise MoveRefused(_("The plan has changed; read the newest version first."))
            if problems := plan.missing():
                raise MoveRefused(list(problems.values()))
            self.accepted_version, self.accepted_at, self.accepted_by = version, timezone.now(), by
            self.save(update_fields=["accepted_version", "accepted_at", "accepted_by"])  # type: ignore[misc]
            act = exchange.act(by, self.organization)
            Event.record(self, "accept_plan", act).publish()
            if not exchange.parties.signing().exclude(accepted_version=version).exists():
                exchange.move("agree", act, agreed_at=timezone.now()).publish()
                letters.exchange_agreed(exchange, to=exchange.people())

    def waive_report(self, *, by: Person, reason: str) -> None:
        """The secretariat goes on without this report, and says why."""
        if not by.is_staff:
            raise PermissionDenied
        if not reason.strip():
            raise MoveRefused({"reason": _("Say why no report is awaited.")})
        with transaction.atomic():
            exchange = self._lock()
            due = exchange.parties.still_to_report().filter(pk=self.pk)
            if exchange.status != Status.REPORTING or not due.exists():
                raise MoveRefused(_("No report is awaited from this party."))
            self.report_waived_at, self.report_waived_why = timezone.now(), reason
            self.save(update_fields=["report_waived_at", "report_waived_why"])  # type: ignore[misc]
            Event.record(self, "waive_report", Act(by, reason=reason)).publish()
            letters.report_waived(self, reason, to=self.people())
