"""How many lessons have each value of a filter."""

from __future__ import annotations

from typing import Any

from django.db import connection, models
from django.utils.translation import gettext_lazy

from experiences.models import LessonEntry, Verdict
from experiences.vocabulary import Stance

type Entries = models.QuerySet[LessonEntry]

COLUMNS = {
    "polarity": "polarity",
    "phase": "phase",
    "evidence": "evidence",
    "theme": "themes",
    "country": "countries",
}
VALUES = {name: f"unnest({name})" for name in ("theme", "country")}  # of columns of several
FOUND = {
    "confirmed": gettext_lazy("Confirmed, not contradicted"),
    "contradicted": gettext_lazy("Contradicted, not confirmed"),
    "disputed": gettext_lazy("Confirmed and contradicted"),
}


def found_by_others(value: str) -> Any:
    """The lessons of one value of the filter; they are few, and looked up by their verdicts."""
    heard = Verdict.objects.heard().order_by()
    confirmed = heard.filter(stance=Stance.CONFIRMS).values("lesson")
    contradicted = heard.filter(stance=Stance.CONTRADICTS).values("lesson")
    if value == "disputed":
        return confirmed.filter(lesson__in=contradicted)
    if value == "confirmed":
        return confirmed.exclude(lesson__in=contradicted)
    return contradicted.exclude(lesson__in=confirmed)


def judged(rows: Entries) -> dict[str, int]:
    each = {value: models.Q(pk__in=found_by_others(value)) for value in FOUND}
    numbers = {value: models.Count("pk", filter=found) for value, found in each.items()}
    heard = Verdict.objects.heard().order_by().values("lesson")
    verdicts = LessonEntry.objects.filter(pk__in=heard).filter(pk__in=rows.values("pk"))
    return dict(verdicts.aggregate(**numbers))


def counted(rows: Entries, names: list[str]) -> dict[str, dict[str, int]]:
    """How many of ``rows``, which are read once, have each value of each filter.

    A lesson has each theme of its sheet once, and those above.
    """
    sql, values = rows.values_list(*(COLUMNS[name] for name in names)).query.sql_with_params()
    each = " UNION ALL ".join(
        f"SELECT '{name}', {VALUES.get(name, name)}::text, count(*) FROM found GROUP BY 2"  # noqa: S608
        for name in names
    )
    found: dict[str, dict[str, int]] = {name: {} for name in names}
    with connection.cursor() as cursor:
        cursor.execute(f"WITH found ({', '.join(names)}) AS MATERIALIZED ({sql}) {each}", values)
        for name, value, number in cursor.fetchall():
            if value:
                found[name][value] = number
    return found
