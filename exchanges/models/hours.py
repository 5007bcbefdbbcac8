"""When an activity takes place, by the clocks of its place."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import TYPE_CHECKING

from django.db import models

from exchanges.zones import today_in


class Hours(models.Model):
    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what Activity has
        starts_on: dt.date
        ends_on: dt.date
        begins_at: dt.time | None
        finishes_at: dt.time | None
        time_zone: str

    @property
    def begins(self) -> dt.datetime | None:
        """The moment, where the hour is known; it reads as the clocks of the place."""
        return self._moment(self.starts_on, self.begins_at)

    @property
    def is_daily(self) -> bool:
        """Its hours are those of each of its days. Where it finishes at an earlier hour than it
        begins, it goes on through the nights until the last day."""
        if self.begins_at is None or self.starts_on == self.ends_on:
            return False
        return self.finishes_at is None or self.finishes_at > self.begins_at

    @property
    def spans(self) -> list[tuple[dt.datetime, dt.datetime | None]]:
        """From when until when, where the hours are known; of daily hours the first day's and the
        last day's, by the clocks that the place has on each."""
        if self.is_daily:
            ends = (self.starts_on, self.ends_on)
            pairs = [(self._moment(day, self.begins_at), self._moment(day, self.finishes_at))
                     for day in ends]  # fmt: skip
        else:
            pairs = [(self.begins, self.finishes)]
        return [(begins, finishes) for begins, finishes in pairs if begins]

    @property
    def finishes(self) -> dt.datetime | None:
        """Unknown, too, where a shorter plan took away the day that the hour belonged to."""
        begins, finishes = self.begins, self._moment(self.ends_on, self.finishes_at)
        return finishes if begins and finishes and finishes > begins else None

    def _moment(self, day: dt.date, hour: dt.time | None) -> dt.datetime | None:
        if hour is None:
            return None
        return dt.datetime.combine(day, hour, zoneinfo.ZoneInfo(self.time_zone))

    @property
    def today(self) -> dt.date:
        """At its place: a webinar in Mexico begins after midnight of UTC, and is not over then."""
        return today_in(self.time_zone)
