"""How a sheet changed: its versions, the difference of neighbors, and its moves.

The public sees versions from the first publication on, and organizations instead of people.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from community.models import Event, Person, Reader
from experiences.file_history import changed_files
from experiences.models import Experience
from experiences.models.parts import label_of
from experiences.vocabulary import Population, Status

COMPARED = (
    "title",
    "summary",
    "overview",
    "programme",
    "language",
    "scale",
    "start_year",
    "end_year",
    "populations",
    "instrument",
    "maturity",
    "problem",
    "what_was_done",
    "results",
    "what_did_not_work",
    "conditions_for_transfer",
    "licence",
    "status",
)
MOST_WORDS = 2000  # longer texts are compared sentence by sentence
PIECE = re.compile(r"\S+\s*")
SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*\s*")


@dataclass(frozen=True)
class Change:
    """One field: ``pieces`` are (what became of it, text), "same", "gone" or "come"."""

    label: str
    pieces: list[tuple[str, str]]


@dataclass(frozen=True)
class Version:
    number: int
    at: dt.datetime
    who: str
    changes: list[Change]
    is_first: bool


def is_insider(sheet: Experience, user: Reader) -> bool:
    """Its organization's people and the secretariat."""
    if not user.is_authenticated:
        return False
    return user.is_staff or sheet.organization.memberships.active().of(user).exists()


class Versions(Sequence[Any]):
    """Newest first; a slice remembers the row after it, which its last one is compared with."""

    def __init__(self, sheet: Experience, rows: QuerySet[Any], names: bool) -> None:
        self.rows, self.names = rows, names
        self.sheet, self.organization = sheet, sheet.organization.name

    def __len__(self) -> int:
        return self.rows.count()

    def __getitem__(self, part: Any) -> Any:
        self.read = list(self.rows[part.start : part.stop + 1])
        return self.read[: part.stop - part.start]

    def compared(self, page: Any) -> list[Version]:
        """The versions of a page, each with what it changed."""
        start, total, rows = page.start_index() - 1, page.paginator.count, self.read
        people, files = self._people(rows), changed_files(self.sheet, rows)
        pairs = zip(rows, [*rows[1:], None], strict=True)
        return [
            Version(
                total - start - place,
                row.pgh_created_at,
                people.get(_person_id(row), self.organization),
                [] if before is None else changes(before, row, files.get(row.pgh_id, [])),
                before is None,
            )
            for place, (row, before) in enumerate(pairs)
        ][: len(page.object_list)]

    def _people(self, rows: Iterable[Any]) -> dict[int | None, str]:
        if not self.names:
            return {}
        ids = {pk for row in rows if (pk := _person_id(row))}
        return {pk: str(person) for pk, person in Person.objects.in_bulk(ids).items()}


def _person_id(row: Any) -> int | None:
    found = row.pgh_context.metadata.get("user") if row.pgh_context else None
    return int(found) if found else None


def versions_of(sheet: Experience, user: Reader) -> Versions:
    model = apps.get_model("experiences", "ExperienceVersion")
    rows = model.objects.filter(pgh_obj_id=sheet.pk).select_related("pgh_context")
    insider = is_insider(sheet, user)
    if not insider:
        first = rows.filter(status=Status.PUBLISHED).order_by("pgh_id").values("pgh_id")[:1]
        rows = rows.filter(pgh_id__gte=first)
    return Versions(sheet, rows.order_by("-pgh_id"), insider)


def changes(before: Any, after: Any, files: Iterable[tuple[str, str]] = ()) -> list[Change]:
    """What differs between two versions, field by field, in the order of the sheet."""
    different = [name for name in COMPARED if getattr(before, name) != getattr(after, name)]
    told = [
        Change(label_of(name), pieces(shown(before, name), shown(after, name)))
        for name in different
    ]
    of_files = [piece for old, new in files for piece in (*pieces(old, new), ("same", "\n"))]
    return [*told, Change(label_of("attachments"), of_files)] if of_files else told


def shown(row: Any, name: str) -> str:
    if name == "populations":
        labels = dict(Population.choices)
        return ", ".join(str(labels.get(value, value)) for value in row.populations)
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    return "" if value is None else str(value)


def pieces(before: str, after: str) -> list[tuple[str, str]]:
    """The words of both texts in order, each run with what became of it."""
    cut = PIECE if max(before.count(" "), after.count(" ")) < MOST_WORDS else SENTENCE
    old, new = cut.findall(before), cut.findall(after)
    told: list[tuple[str, str]] = []
    for what, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
        if what == "equal":
            told.append(("same", "".join(new[j1:j2])))
            continue
        told += [("gone", "".join(old[i1:i2]))] if i2 > i1 else []
        told += [("come", "".join(new[j1:j2]))] if j2 > j1 else []
    return told


def events_of(sheet: Experience, user: Reader) -> list[dict[str, Any]]:
    """As ``components/timeline.html`` wants them; the public sees no reasons and no names."""
    insider = is_insider(sheet, user)
    events = Event.objects.of(sheet).as_timeline().reverse()
    labels = dict(Status.choices)
    return [
        {
            "what": _move(event.name),
            "who": _who(event, insider),
            "when": event.at,
            "from_label": labels.get(event.source, "") if insider else "",
            "to_label": labels.get(event.target, ""),
            "why": event.reason if insider else "",
        }
        for event in events
        if insider or event.target in (Status.PUBLISHED, Status.ARCHIVED)
    ]


def _move(name: str) -> str:
    if name == "review":
        return _("Looked at again after a change")
    if name == "transfer":
        return _("Given to another organization")
    if name == "still_true":
        return _("Confirmed as still true")
    if name == "adapted":
        return _("Another sheet was adapted from it")
    move = Experience.MOVES.get(name)
    return str(move.label) if move else name


def _who(event: Event, insider: bool) -> str:
    body = event.organization_name or _("The secretariat")
    return f"{event.by}, {body}" if insider and event.by else body
