"""What became of a sheet, for those who wrote it: uses by month, follows, requests caused."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone
from django.utils.formats import date_format

from community.models import Follow, Reader
from experiences.models import Experience, Use, UseKind
from members.models import Membership

MONTHS = 12
SHOWN = 10  # sheets on a person's page
BAR, GAP, HIGH = 18, 6, 60  # the picture, in its own units


@dataclass(frozen=True)
class Month:
    day: dt.date
    counts: dict[str, int]

    @property
    def label(self) -> str:
        return date_format(self.day, "YEAR_MONTH_FORMAT")

    @property
    def cells(self) -> list[int]:
        return [self.counts.get(kind, 0) for kind in UseKind.values]

    @property
    def readings(self) -> int:
        return self.counts.get(UseKind.READING, 0)


@dataclass(frozen=True)
class Uses:
    """The numbers of one sheet."""

    months: list[Month]  # the last twelve, this one last
    totals: list[dict[str, Any]]  # label, year (of the last twelve months), all
    follows: int
    requests: int

    @property
    def bars(self) -> list[dict[str, Any]]:
        """As ``experiences/_parts/uses_picture.html`` draws them: readings by month."""
        most = max([month.readings for month in self.months], default=0) or 1
        return [
            {
                "x": place * (BAR + GAP),
                "y": HIGH - (height := round(HIGH * month.readings / most)),
                "height": height,
                "month": month,
            }
            for place, month in enumerate(self.months)
        ]

    @property
    def kinds(self) -> list[str]:
        return [str(label) for label in UseKind.labels]

    @property
    def view_box(self) -> str:
        return f"0 0 {len(self.months) * (BAR + GAP) - GAP} {HIGH}"


def may_see_uses(user: Reader, sheet: Experience) -> bool:
    """The people of its organization, and the secretariat."""
    if user.is_staff or not user.is_authenticated:
        return user.is_staff
    mine = Membership.objects.active().of(user)
    return mine.filter(organization=sheet.organization_id).exists()


def uses_of(sheet: Experience) -> Uses:
    rows = sheet.uses.annotate(month=TruncMonth("day")).values_list("month", "kind")
    counted = {(month, kind): number for month, kind, number in rows.annotate(Sum("count"))}
    months = [
        Month(day, {kind: counted.get((day, kind), 0) for kind in UseKind.values})
        for day in _months()
    ]
    totals = [
        {
            "label": kind.label,
            "year": sum(month.counts[kind] for month in months),
            "all": sum(number for (_m, of), number in counted.items() if of == kind),
        }
        for kind in UseKind
    ]
    requests: Any = sheet.asked_about  # of the floor above
    return Uses(months, totals, Follow.objects.of(sheet).count(), requests.public().count())


def most_used(user: Reader) -> list[Experience]:
    """The public sheets of a person's organizations with what was done with them in a year."""
    if not user.is_authenticated:
        return []
    mine = Membership.objects.active().of(user).values("organization_id")
    sheets = Experience.objects.published().filter(organization__in=mine)
    return list(with_uses(sheets).order_by("-readings", "-pk")[:SHOWN])


def with_uses(sheets: Any) -> Any:
    """Adds ``readings`` and ``downloads`` of the last twelve months, asked for row by row: a list
    of a million shows a few."""
    lately = Use.objects.since(_months()[0]).filter(experience=OuterRef("pk"))
    return sheets.annotate(
        **{
            name: Coalesce(Subquery(_sum(lately.filter(kind=kind))), 0)
            for name, kind in (("readings", UseKind.READING), ("downloads", UseKind.DOWNLOAD))
        }
    )


def _sum(uses: Any) -> Any:
    return uses.order_by().values("experience").annotate(all=Sum("count")).values("all")


def _months() -> list[dt.date]:
    """The first days of the last twelve months, this one last."""
    today = timezone.localdate()
    last = today.year * 12 + today.month - 1
    return [dt.date(m // 12, m % 12 + 1, 1) for m in range(last - MONTHS + 1, last + 1)]
