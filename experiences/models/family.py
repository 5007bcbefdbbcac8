"""Sheets adapted from others: who descends from whom, and that no circle closes."""

from __future__ import annotations

from typing import Any

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from community.acts import Act
from community.models import Event
from experiences import letters

CIRCLE = "no_sheet_descends_from_itself"  # as the trigger names it (0007_verdicts_and_freshness)
OWN_LINE = _("This sheet descends from yours already; it cannot be its origin too.")
ABOVE = """
    WITH RECURSIVE above (id) AS (
        SELECT %s::bigint
        UNION
        SELECT sheet.adapted_from_id FROM experiences_experience sheet
        JOIN above ON above.id = sheet.id WHERE sheet.adapted_from_id IS NOT NULL
    )
    SELECT EXISTS (SELECT FROM above WHERE id = %s)
"""


class Family(models.Model):
    adapted_from = models.ForeignKey(
        "experiences.Experience",
        verbose_name=_("adapted from"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="adaptations",
    )
    adapted_how = models.TextField(
        _("what was changed in the adaptation"), max_length=5000, blank=True
    )

    # What the sheet itself has.
    pk: Any
    number: Any
    organization: Any
    is_published: Any

    class Meta:
        abstract = True

    def is_above(self, other: Any) -> bool:
        """Is it ``other`` itself, or does ``other`` descend from it?"""
        if self.pk is None or other.pk is None:
            return False
        with connection.cursor() as cursor:
            cursor.execute(ABOVE, [other.pk, self.pk])
            return bool(cursor.fetchone()[0])

    def tell_the_original(self) -> None:
        """Once, when both are public, and where the author is somebody else.

        Call it in the transaction that publishes or changes the sheet, which holds its row.
        """
        original: Any = self.adapted_from
        if not (original and original.is_published and self.is_published):
            return
        if original.organization_id == self.organization.pk or self._has_told(original):
            return
        act = Act(None, self.organization.number, self.organization.name)
        Event.record(original, "adapted", act, target=self.number)
        letters.sheet_adapted(original, self, to=original.people())

    def _has_told(self, original: models.Model) -> bool:
        told = Event.objects.of(original).filter(name="adapted", target=self.number)
        return told.exists()
