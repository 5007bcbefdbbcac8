"""Which organizations, and what to load with them."""

from __future__ import annotations

from django.db import models

from community.models import Person, Reader
from community.plain_text import is_wordless
from members import finding
from members.models import resemblance
from members.models.orphans import WatchedQuerySet
from members.vocabulary import ENDED, PUBLIC_BODIES, Status


class OrganizationQuerySet(WatchedQuerySet):
    def approved(self) -> OrganizationQuerySet:
        return self.filter(status=Status.APPROVED)

    def public_bodies(self) -> OrganizationQuerySet:
        return self.filter(kind__in=PUBLIC_BODIES)

    def waiting(self) -> OrganizationQuerySet:
        """For the secretariat to decide."""
        return self.filter(status=Status.APPLIED)

    def pending(self) -> OrganizationQuerySet:
        """Applications that are not decided."""
        return self.filter(status__in=(Status.APPLIED, Status.QUESTION))

    def of(self, person: Person) -> OrganizationQuerySet:
        """One filter for one membership: a request of somebody else does not count against it."""
        return self.filter(
            memberships__person_id=person.pk,
            memberships__confirmed_at__isnull=False,
            memberships__ended_at=None,
        )

    def visible_to(self, user: Reader) -> OrganizationQuerySet:
        """Approved ones to everybody; the others to their own people and to the secretariat.

        A merged one has no page: its address leads to the one that it became part of.
        """
        if user.is_staff:
            return self.filter(merged_into=None)
        public = models.Q(status=Status.APPROVED)
        if not user.is_authenticated:
            return self.filter(public)
        own = OrganizationQuerySet(self.model).of(user).filter(merged_into=None).values("pk")
        return self.filter(public | models.Q(pk__in=own))

    def led_by(self, user: Reader) -> OrganizationQuerySet:
        """Those she is focal point or deputy of."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(pk__in=user.memberships.active().leading().values("organization_id"))

    def editable_by(self, user: Reader) -> OrganizationQuerySet:
        """By its leaders, until its story here has ended."""
        return self.led_by(user).exclude(status__in=ENDED)

    def search(self, words: str) -> OrganizationQuerySet:
        """By any name in any language, acronym, domain or country, whatever the accents."""
        if is_wordless(words):
            return self.none()
        return self.filter(finding.holding(words)) if words else self

    def resembling(
        self, name: str = "", acronym: str = "", domain: str = "", country: str = ""
    ) -> OrganizationQuerySet:
        """Those that somebody who types this may mean, the most alike first.

        By trigrams over every name of an organization (``members_name``), as a reader sees them:
        letters of other alphabets count for those they resemble. See ``resemblance``.
        """
        return resemblance.narrow(self, name, acronym, domain, country)

    def in_order(self) -> OrganizationQuerySet:
        return self.order_by("name__unaccent", "pk")

    def newest(self) -> OrganizationQuerySet:
        """Verified last; those from public sources, which nobody verified, at the end."""
        return self.order_by(models.F("verified_at").desc(nulls_last=True), "-pk")

    def as_cards(self) -> OrganizationQuerySet:
        return self.select_related("country")
