"""Which parties of an exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from exchanges.vocabulary import MAIN_ROLES, SIGNING_ROLES, PartyRole, PartyState

if TYPE_CHECKING:
    from exchanges.models.parties import Party  # noqa: F401 - named in a string below


class PartyQuerySet(models.QuerySet["Party"]):
    def taking_part(self) -> PartyQuerySet:
        return self.filter(state=PartyState.ACCEPTED)

    def invited(self) -> PartyQuerySet:
        return self.filter(state=PartyState.INVITED)

    def offering(self) -> PartyQuerySet:
        return self.filter(state=PartyState.OFFERED)

    def present(self) -> PartyQuerySet:
        """All that have not declined or been declined."""
        return self.exclude(state=PartyState.DECLINED)

    def signing(self) -> PartyQuerySet:
        """Those whose word the plan needs: a party on record without an organization has none."""
        return self.taking_part().filter(role__in=SIGNING_ROLES).exclude(organization=None)

    def still_to_report(self) -> PartyQuerySet:
        due = self.taking_part().filter(role__in=MAIN_ROLES, report_waived_at=None)
        return due.exclude(organization=None).filter(report=None)

    def in_order(self) -> PartyQuerySet:
        """Recipients first, then providers, then the others, each in the order they came."""
        order = [models.When(role=role, then=place) for place, role in enumerate(PartyRole.values)]
        return self.order_by(models.Case(*order, default=99), "pk")

    def forget_acceptances(self) -> None:
        accepted = self.exclude(accepted_version=None)
        accepted.update(accepted_version=None, accepted_at=None, accepted_by=None)
