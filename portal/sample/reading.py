"""Reading ``data/``: plain records, and the few ways in which they are rewritten for the portal."""

import datetime as dt
import json
import re
from typing import Any

from django.conf import settings

Record = dict[str, Any]
SUMMARY_LENGTH = 240  # of the one-sentence summary of a sheet
KINDS = {
    "ministry": "ministry",
    "government_agency": "agency",
    "international_organization": "international",
    "ngo": "ngo",
    "private_sector": "private",
    "academia": "academia",
}
_END_OF_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÁÉÍÓÚÀÂÊÔÇÑ¿¡«\d])")


def records(name: str) -> list[Record]:
    found: list[Record] = read(name)
    return found


def read(name: str) -> Any:
    return json.loads((settings.BASE_DIR / "data" / f"{name}.json").read_text())


def in_two_lengths(text: str) -> tuple[str, str]:
    """The first sentence as summary and the rest as overview; a longer one is cut at a word."""
    first, *rest = _END_OF_SENTENCE.split(text.strip(), maxsplit=1)
    if len(first) <= SUMMARY_LENGTH:
        return first, rest[0] if rest else ""
    cut = first[: SUMMARY_LENGTH - 1].rsplit(" ", 1)[0].rstrip(",;:")
    return f"{cut}…", text.strip()


def state_of(exchange: Record, today: dt.date) -> str:
    """What the dates imply; an exchange without any has results on record and is completed."""
    start, end = exchange["start_year"], exchange["end_year"]
    if end and dt.date(end, 12, 31) + dt.timedelta(days=365 + 90) < today:
        return "closed"
    if start and (end is None or end >= today.year):
        return "running"
    return "completed"


def day_of(year: int | None, month: int, day: int) -> dt.datetime:
    """A day in ``year`` to sort by; an unknown year sorts before all."""
    return dt.datetime(year or 2000, month, day, tzinfo=dt.UTC)
