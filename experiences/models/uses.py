"""How often a sheet was used, by day: numbers alone, nothing about who did it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from experiences.models.experiences import Experience

KEPT_BY_DAY = 25  # months; what is older is kept by month


class UseKind(models.TextChoices):
    READING = "reading", _("Readings")
    DOWNLOAD = "download", _("Downloads of files")
    COMPARISON = "comparison", _("Comparisons")
    CITATION = "citation", _("Citations taken")


class Used(NamedTuple):
    """What is counted: one kind of use of one sheet, by its address name, on one day."""

    slug: str
    day: dt.date
    kind: str


# In one order, so that two processes that count the same sheets never wait crosswise.
COUNT = """
    INSERT INTO experiences_use (experience_id, day, kind, count)
    SELECT sheet.id, used.day, used.kind, used.number
    FROM unnest(%s::text[], %s::date[], %s::text[], %s::int[]) AS used (slug, day, kind, number)
    JOIN experiences_experience sheet ON sheet.slug = used.slug AND sheet.status = 'published'
    ORDER BY sheet.id, used.day, used.kind
    ON CONFLICT (experience_id, day, kind)
    DO UPDATE SET count = experiences_use.count + EXCLUDED.count
"""
BY_MONTH = """
    WITH old AS (
        DELETE FROM experiences_use WHERE day < %(before)s AND extract(day FROM day) > 1
        RETURNING experience_id, date_trunc('month', day)::date AS day, kind, count
    )
    INSERT INTO experiences_use (experience_id, day, kind, count)
    SELECT experience_id, day, kind, sum(count) FROM old GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (experience_id, day, kind)
    DO UPDATE SET count = experiences_use.count + EXCLUDED.count
"""


class UseQuerySet(models.QuerySet["Use"]):
    def since(self, day: dt.date) -> UseQuerySet:
        return self.filter(day__gte=day)

    def count_up(self, used: Mapping[Used, int]) -> None:
        """In one statement; what is no public sheet, or no longer, is not counted."""
        columns = zip(*((*one, number) for one, number in used.items()), strict=True)
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [list(column) for column in columns])

    def throw_together(self, today: dt.date) -> None:
        """Days of months long ago become one row of that month."""
        months = today.year * 12 + today.month - 1 - KEPT_BY_DAY
        with connection.cursor() as cursor:
            cursor.execute(BY_MONTH, {"before": dt.date(months // 12, months % 12 + 1, 1)})


class Use(models.Model):
    experience = models.ForeignKey(Experience, on_delete=models.CASCADE, related_name="uses")
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=10, choices=UseKind.choices)
    count = models.PositiveIntegerField(_("number"))

    objects = UseQuerySet.as_manager()

    class Meta:
        verbose_name = _("use")
        verbose_name_plural = _("uses")
        constraints = [
            models.UniqueConstraint(
                fields=["experience", "day", "kind"], name="a_use_of_a_day_is_counted_in_one_row"
            )
        ]
        indexes = [models.Index(fields=["day"], name="uses_by_day")]

    def __str__(self) -> str:
        return f"{self.experience_id} {self.day} {self.kind}: {self.count}"
