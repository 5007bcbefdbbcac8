"""What the secretariat can give from one organization to another, one by one."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from community.acts import Act
from community.lifecycle import MoveRefused
from community.models import Event, Person
from members import letters
from members.models.organizations import Organization


class Transferable(models.Model):
    """A row with an ``organization``; ``give_to`` says what goes along with it."""

    organization: Any

    class Meta:
        abstract = True

    def transfer(self, to: Organization, *, by: Person, reason: str) -> None:
        """Give it to another organization; both hear why. Its history stays as it was."""
        if not by.is_staff:
            raise PermissionDenied
        if not reason.strip():
            raise MoveRefused({"reason": _("Say why; the reason is sent to both organizations.")})
        with transaction.atomic():
            self.hold()
            before = self.organization
            self._check_transfer(before, to)
            self.give_to(to)
            numbers = {"source": before.number, "target": to.number}
            Event.record(self, "transfer", Act(by, reason=reason), **numbers)
            told = (before.people() | to.people()).distinct()
            letters.thing_transferred(self, before, to, reason, told=told)

    def hold(self) -> None:
        """Lock the row, and look at it as it is now."""
        type(self)._base_manager.select_for_update(of=("self",), no_key=True).get(pk=self.pk)
        self.refresh_from_db()

    def give_to(self, to: Organization) -> None:
        rows: models.QuerySet[Any] = type(self)._base_manager.filter(pk=self.pk)
        rows.update(organization=to)
        self.organization = to

    def _check_transfer(self, before: Organization | None, to: Organization) -> None:
        if before is None:
            raise MoveRefused(_("This stands on record for a country, not for an organization."))
        if before == to:
            raise MoveRefused({"to": _("It is with %(name)s already.") % {"name": to.name}})
        if not to.is_approved:
            raise MoveRefused({"to": _("Only an approved organization can take it over.")})
