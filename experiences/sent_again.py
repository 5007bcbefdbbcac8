"""A form that came before: its answer was lost on the way, or its button was pressed twice.

The page does not know what was made or added the first time. That is not made again, and what was
written since is kept all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict

from community.meanwhile import SEVERAL
from experiences.models import Experience
from experiences.rows import ROWS

ALL = ("figures", "lessons", "sources")  # a file is known by its content


def showed_nothing(data: QueryDict, form: Any, names: Iterable[str]) -> QueryDict:
    """With what the page of something new has shown of its fields: nothing.

    Of choices among several the form says that by itself.
    """
    longer = data.copy()
    for name in names:
        if not isinstance(form.base_fields[name], SEVERAL):
            longer.setdefault(f"initial-{name}", "")
    return longer


def without_rows_sent_before(
    data: QueryDict, sheet: Experience, names: Iterable[str] = ALL
) -> QueryDict:
    """New rows that the sheet has already, beside those on the page, are blank."""
    longer = data.copy()
    for name in names:
        new = _new_rows(data, name)
        saved, begun = _beside_the_page(data, sheet, name) if new else ([], [])
        for form in new:
            if _is_saved(form, saved) or _is_begun(form, begun):
                for field in form.fields:
                    shown = data.get(form.add_initial_prefix(field), "")
                    longer[form.add_prefix(field)] = shown
    return longer


def _new_rows(data: QueryDict, name: str) -> list[Any]:
    rows, most = data.get(f"{name}-TOTAL_FORMS", ""), ROWS[name].absolute_max
    number = min(int(rows), most) if rows.isdecimal() and len(rows) <= 3 else 0
    places = [f"{name}-{place}" for place in range(number)]
    new = [place for place in places if not data.get(f"{place}-id")]
    forms = [ROWS[name].form(data, prefix=place, may_wait=True) for place in new]
    return [form for form in forms if any(form.typed().values())]


def _beside_the_page(
    data: QueryDict, sheet: Experience, name: str
) -> tuple[list[Any], list[dict[str, str]]]:
    """Rows of the sheet that the page does not name: saved ones, and what was typed into others."""
    on_page, waiting = (_named(data, name, what) for what in ("id", "kept"))
    saved = [row for row in getattr(sheet, name).all() if str(row.pk) not in on_page]
    begun = sheet.unfinished_rows.filter(rows=name, row=None)
    if sheet.is_published:  # where nothing may wait
        begun = begun.none()
    return saved, [row.typed for row in begun if str(row.pk) not in waiting]


def _named(data: QueryDict, name: str, what: str) -> set[str]:
    fields = (key for key in data if key.startswith(f"{name}-") and key.endswith(f"-{what}"))
    return {str(data[key]) for key in fields}


def _is_saved(form: Any, saved: list[Any]) -> bool:
    """Each is met once: two rows that say the same are two."""
    told = form.cleaned_data if form.is_valid() else {}
    for row in saved if told else ():
        if all(_plain(getattr(row, name)) == _plain(value) for name, value in told.items()):
            saved.remove(row)
            return True
    return False


def _is_begun(form: Any, begun: list[dict[str, str]]) -> bool:
    typed = form.typed()
    if typed not in begun:
        return False
    begun.remove(typed)
    return True


def _plain(value: Any) -> Any:
    """Browsers end lines in their own way, which nobody sees."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
