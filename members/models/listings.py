"""What the directory reads: a narrow table beside the organizations, and how many there are.

The database keeps both true by triggers (``0006_directory``), whatever way an organization is
written. Only approved ones are listed: what is not approved can be neither found nor counted.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from members.models.organizations import Organization


class ListingQuerySet(models.QuerySet["Listing"]):
    def having(self, facet: str, values: list[str]) -> ListingQuerySet:
        """With any of the values."""
        return self.filter(facets__overlap=[f"{facet}:{value}" for value in values])

    def facet_counts(self) -> Any:
        """Pairs of a facet and how many have it."""
        each = models.Func("facets", function="unnest", output_field=models.TextField())
        return self.order_by().annotate(each=each).values_list("each").annotate(models.Count("pk"))

    def counted_as(self, facet: str) -> Any:
        """One such pair: how many there are of what the table has no facet for."""
        each = models.Value(facet, output_field=models.TextField())
        return self.order_by().annotate(each=each).values_list("each").annotate(models.Count("pk"))

    def as_cards(self) -> ListingQuerySet:
        return self.select_related("organization__country")

    def in_order(self) -> ListingQuerySet:
        return self.order_by("plain", "pk")


class Listing(models.Model):
    """``facets`` are what it is filtered by, as ``country:CL``; ``plain`` is its place by name."""

    organization = models.OneToOneField(
        Organization,
        primary_key=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="listing",
    )
    plain = models.TextField()
    facets = ArrayField(models.TextField())

    objects = ListingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["plain", "organization"], name="listings_by_name"),
            GinIndex(fields=["facets"], name="listings_by_facets", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.plain


class Tally(models.Model):
    """How many listed organizations have a facet."""

    facet = models.TextField(primary_key=True)
    organizations = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.facet}: {self.organizations}"
