"""Lists as tables (CSV) for spreadsheets: every row that matches, sent while it is read.

The first line names the columns by English words that stay the same; values that a filter knows
are those of its addresses. What a spreadsheet would take for a formula begins with ``'``.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import StringIO
from itertools import batched
from typing import Any

from django.conf import settings
from django.http import StreamingHttpResponse
from django.utils import timezone

from community.languages import current, speaking

AT_ONCE = 500  # rows that are read and sent together
MARK = "\ufeff"  # by which spreadsheets know UTF-8
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
# Where a comma is the sign of decimals, in most of our countries, a spreadsheet that opens a table
# by a double click parts it at semicolons and lines, and a formula begins within a cell. Lines of a
# list begin with a hyphen and a space.
WITHIN = re.compile(r"(?<=[;\n\r])( *)(?=[=@＝＠]|[+\-＋－](?! ))")
type Columns = Mapping[str, Callable[[Any], Any]]


def table(name: str, columns: Columns, rows: Iterable[Any]) -> StreamingHttpResponse:
    """``rows`` may be endless: no more than ``AT_ONCE`` of them are held."""
    response = StreamingHttpResponse(
        _lines(columns, rows, current()), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(columns: Columns, rows: Iterable[Any], language: str) -> Iterator[str]:
    yield MARK + _written([list(columns)])
    yield from in_parts(
        rows,
        language,
        lambda some: _written([[cell(read(row)) for read in columns.values()] for row in some]),
    )


def in_parts(
    rows: Iterable[Any], language: str, tell: Callable[[Iterable[Any]], str]
) -> Iterator[str]:
    """Looked for and told in ``language``, whatever the thread has spoken meanwhile."""
    parts = batched(rows, AT_ONCE)
    while True:
        with speaking(language):
            if (some := next(parts, None)) is None:
                return
            told = tell(some)
        yield told


def _written(rows: Iterable[list[Any]]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def cell(value: Any) -> Any:
    """As a spreadsheet may show it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date().isoformat()
    if isinstance(value, list | tuple | set):
        value = "; ".join(str(one) for one in value)
    if isinstance(value, str):
        begins = "'" if value.lstrip(" ").startswith(FORMULA) else ""
        return begins + WITHIN.sub(r"\1'", value)
    return "" if value is None else value


def address(thing: Any) -> str:
    """The page of a thing, as the site is known outside."""
    return settings.SITE_URL + str(thing.get_absolute_url())


def slugs(themes: Any) -> list[str]:
    return sorted(theme.slug for theme in themes.all())
