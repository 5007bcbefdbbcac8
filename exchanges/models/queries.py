"""Which exchanges, and what to load with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from community.models import Reader
from exchanges.vocabulary import ENDED_EARLY, LIVE, PRIVATE, PartyState, Status
from members.models import Membership, Organization

if TYPE_CHECKING:
    from exchanges.models.exchanges import Exchange  # noqa: F401 - named in a string below


class ExchangeQuerySet(models.QuerySet["Exchange"]):
    def public(self) -> ExchangeQuerySet:
        """Opened once: before that nobody outside sees anything, also when it was withdrawn."""
        return self.exclude(opened_at=None).exclude(status__in=PRIVATE)

    def seeking_partners(self) -> ExchangeQuerySet:
        return self.filter(status=Status.OPEN)

    def live(self) -> ExchangeQuerySet:
        return self.filter(status__in=LIVE)

    def ended_early(self) -> ExchangeQuerySet:
        return self.filter(status__in=ENDED_EARLY)

    def waiting(self) -> ExchangeQuerySet:
        """For the secretariat: to open, or to complete."""
        return self.filter(status__in=(Status.SUBMITTED, Status.REPORTING))

    def of(self, organization: Organization) -> ExchangeQuerySet:
        """Those it takes part in, asked for or helps with."""
        return self.filter(parties__organization=organization, parties__state=PartyState.ACCEPTED)

    def visible_to(self, user: Reader) -> ExchangeQuerySet:
        if user.is_staff:
            return self
        public = ~models.Q(opened_at=None) & ~models.Q(status__in=PRIVATE)
        if not user.is_authenticated:
            return self.filter(public)
        own = Membership.objects.active().of(user).values("organization_id")
        asked = models.Q(organization__in=own)
        return self.filter(public | asked)

    def newest(self) -> ExchangeQuerySet:
        return self.order_by("-status_since", "-pk")

    def as_cards(self) -> ExchangeQuerySet:
        return self.prefetch_related("parties__organization__country", "parties__country", "themes")
