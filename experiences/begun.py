"""Building blocks that somebody began without the title that makes one: a draft keeps them, too.

Each is known by the key of its form, and waits beside the sheet as an ``UnfinishedRow``.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import QueryDict

from experiences.models import Experience, UnfinishedRow
from experiences.models.blocks import MOST_BLOCKS
from experiences.section_forms import BlockForm
from experiences.unfinished import LONGEST

ROWS = "blocks"


def begun(sheet: Experience) -> list[dict[str, str]]:
    """Those that wait, each with the first words that were typed into it."""
    return [
        {"key": kept.typed["key"], "words": next(filter(None, _words(kept)), "")}
        for kept in sheet.unfinished_rows.filter(rows=ROWS)
    ]


def _words(kept: UnfinishedRow) -> list[str]:
    """The kind, a choice from a list, says least."""
    names = sorted(BlockForm.base_fields, key=lambda name: name == "kind")
    return [str(kept.typed.get(name, "")).strip() for name in names]


def typed_before(sheet: Experience, key: uuid.UUID) -> QueryDict | None:
    """What was typed into the form with this key, as a browser would send it."""
    kept = _waiting(sheet, key).first()
    if kept is None:
        return None
    data = QueryDict(mutable=True)
    data.update(kept.typed)
    return data


def put_aside(sheet: Experience, data: Mapping[str, Any], key: uuid.UUID) -> bool:
    """Keep what says something; what was emptied again is gone. Does it wait now?"""
    words = {name: str(data.get(name) or "").replace("\0", "") for name in BlockForm.base_fields}
    typed = {name: text[:LONGEST] for name, text in words.items()}
    says_something = any(text.strip() for text in typed.values())
    with transaction.atomic():
        Experience.objects.select_for_update(no_key=True).get(pk=sheet.pk)  # one form at a time
        forget(sheet, key)
        if says_something and sheet.unfinished_rows.filter(rows=ROWS).count() < MOST_BLOCKS:
            sheet.unfinished_rows.create(rows=ROWS, typed={**typed, "key": str(key)})
    return says_something


def forget(sheet: Experience, key: uuid.UUID) -> None:
    _waiting(sheet, key).delete()


def _waiting(sheet: Experience, key: uuid.UUID) -> Any:
    return sheet.unfinished_rows.filter(rows=ROWS, typed__key=str(key))
