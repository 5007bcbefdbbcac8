"""Numbers of exchanges: ``EXC-2026-001``, one after the other within a year."""

from __future__ import annotations

from django.db import connection, models
from django.utils import timezone


class YearCounter(models.Model):
    """The last number given out in a year; numbers are never used again."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"

    @classmethod
    def next(cls, year: int) -> int:
        """The next number of ``year``; two requests at once get two numbers."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO exchanges_yearcounter AS c (year, last) VALUES (%s, 1)"
                " ON CONFLICT (year) DO UPDATE SET last = c.last + 1 RETURNING last",
                [year],
            )
            return int(cursor.fetchone()[0])


def next_number() -> str:
    year = timezone.localdate().year
    return f"EXC-{year}-{YearCounter.next(year):03d}"
