"""A sheet as it was: made of a version, to be read and never saved."""

from __future__ import annotations

from typing import Any

from experiences.differences import file_said
from experiences.models import Block, Experience, Figure, Lesson, Source
from experiences.models.versions import Moment, Past


def as_it_was(past: Past, moment: Moment) -> Experience:
    """Its own fields, rows and tags of then, as if they had been fetched with it."""
    old = _made(Experience, moment.row, slug=past.sheet.slug)  # today's address leads to it
    parts: dict[str, list[Any]] = {
        # Without their numbers: the page of a block or a lesson says what it is today.
        "blocks": [_made(Block, row, id=None, experience=old) for row in moment.parts["blocks"]],
        "lessons": [_made(Lesson, row, id=None, experience=old) for row in moment.parts["lessons"]],
        "figures": [_made(Figure, row) for row in moment.parts["figures"]],
        "sources": [_made(Source, row) for row in moment.parts["sources"]],
        "attachments": [],
    }
    for name in ("themes", "countries", "keywords"):
        parts[name] = past.tags(moment, name)
    old._prefetched_objects_cache = parts
    return old


def files_said(moment: Moment) -> list[str]:
    """The words about its files; the files themselves may be gone."""
    return list(filter(None, map(file_said, moment.parts["attachments"])))


def _made(model: type[Any], row: Any, **others: Any) -> Any:
    names = (field.attname for field in model._meta.concrete_fields)
    kept = {name: getattr(row, name) for name in names if hasattr(row, name)}
    if "experience" in others:
        del kept["experience_id"]
    return model(**kept | others)
