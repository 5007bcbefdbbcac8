"""Which files came, went or were described anew with each version of a sheet.

The words about a file outlive it: its title, kind, size and maker stay readable in the history.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.template.defaultfilters import filesizeformat

from community.file_kinds import KINDS, PICTURES

Told = list[tuple[str, str]]


def changed_files(sheet: Any, versions: Iterable[Any]) -> dict[int, Told]:
    """By the id of a version: (what was said of a file before, what is said of it after).

    ``versions`` are newest first. What is saved together has one context; a request may make two
    versions, as when it saves and submits, and the first of them has the files.
    """
    first = {row.pgh_context_id: row.pgh_id for row in versions if row.pgh_context_id}
    changes: dict[int, Told] = {}
    said: dict[int, str] = {}
    model = apps.get_model("experiences", "AttachmentVersion")
    for event in model.objects.filter(experience_id=sheet.pk).order_by("pgh_id"):
        before, after = said.get(event.id, ""), _said_by(event)
        said[event.id] = after
        if before != after and event.pgh_context_id in first:
            changes.setdefault(first[event.pgh_context_id], []).append((before, after))
    return changes


def _said_by(event: Any) -> str:
    """As readers saw it; nothing where they did not see it."""
    shown = event.credit and (event.alt or event.kind not in PICTURES)
    if event.pgh_label == "delete" or not shown:
        return ""
    facts = f"{KINDS[event.kind].label}, {filesizeformat(event.size)}"
    words = (f"{event.title or event.name} ({facts})", event.alt, event.credit)
    return " · ".join(filter(None, words))
