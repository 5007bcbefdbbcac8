"""Lists as JSON for programs: what the tables (CSV) say, of the same columns, with its kinds.

A list stays a list, a number a number, and what nobody has said is ``null``. Dates are days, as in
the tables. Every answer names its licence; a long list is sent while it is read.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils import timezone

from community.languages import current
from community.tables import Columns, in_parts, table

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
JSON = "application/json"
# ``table`` and ``listed`` alike: the name of the list, how each thing is told, the things.
type Writer = Callable[[str, Columns, Iterable[Any]], StreamingHttpResponse]


def listed(
    name: str, columns: Columns, rows: Iterable[Any], *, ignored: Sequence[str] = ()
) -> StreamingHttpResponse:
    """``rows`` may be endless: no more than ``AT_ONCE`` of them are held. ``ignored`` is what the
    address asked for and nobody knows: it is said before them."""
    head = _head(name) | ({"ignored": ignored} if ignored else {})
    return StreamingHttpResponse(_pieces(head, columns, rows, current()), content_type=JSON)


WRITERS: dict[str, Writer] = {"csv": table, "json": listed}


def for_programs(where: str, view: Callable[..., Any], name: str = "") -> list[URLPattern]:
    """What people read at ``where``, as a table and as JSON: ``<name>csv`` and ``<name>json``."""
    return [
        path(f"{where}{form}/", view, {"write": write}, name=f"{name}{form}")
        for form, write in WRITERS.items()
    ]


def one(name: str, said: Mapping[str, Any]) -> HttpResponse:
    """A single thing, whole."""
    return HttpResponse(_json({**_head(name), "item": plain(said)}), content_type=JSON)


def told(columns: Columns, thing: Any) -> dict[str, Any]:
    """One thing by its columns."""
    return {key: plain(read(thing)) for key, read in columns.items()}


def plain(value: Any) -> Any:
    """As JSON has it. Text that the language of the reader decides is said in it now."""
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date().isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(inner) for inner in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value) or None


def _pieces(
    head: Mapping[str, Any], columns: Columns, rows: Iterable[Any], language: str
) -> Iterator[str]:
    yield f'{_json(head)[:-1]}, "items": [\n'
    comma = ""
    lines = in_parts(
        rows, language, lambda some: ",\n".join(_json(told(columns, row)) for row in some)
    )
    for part in lines:
        yield comma + part
        comma = ",\n"
    yield "\n]}\n"


def _head(name: str) -> dict[str, str]:
    return {"list": name, "licence": LICENCE, "source": settings.SITE_URL}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
