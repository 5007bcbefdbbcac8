"""What a reviewer has before her: what changed since somebody looked, and who said what before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.models import Event
from experiences.differences import Change, changes
from experiences.models import Experience, Review, ReviewNote
from experiences.models.versions import Past
from experiences.vocabulary import Status

ASKED_IN = {Status.SUBMITTED, Status.RETURNED}  # a sheet that is public has answered


class Since(NamedTuple):
    """``title`` says since when; ``number`` is that version."""

    title: str | Promise
    number: int
    changes: list[Change]


def since(past: Past) -> Since | None:
    """Nothing for a first submission: all of it is new."""
    sheet = past.sheet
    if sheet.status == Status.PUBLISHED:
        title, row = _("Changed since the last review"), _as_reviewed(past)
    else:
        title, row = _("Changed since the last submission"), _as_submitted_before(past)
    if row is None:
        return None
    return _from(past, title, _number_of(past, row))


def since_seen(past: Past, seen: int) -> Since | None:
    """While somebody had the version ``seen`` before her."""
    if not 0 < seen < len(past):
        return None
    return _from(past, _("Changed while you read it"), seen)


def unread(past: Past) -> Since | None:
    """What came after a sheet was submitted, or after a public one was reviewed."""
    if past.sheet.status == Status.PUBLISHED:
        return since(past)
    rows = past.model.objects.filter(pgh_obj_id=past.sheet.pk, status=past.sheet.status)
    row = rows.filter(submitted_at=past.sheet.submitted_at).order_by("pgh_id").first()
    return _from(past, _("Changed after it was submitted"), _number_of(past, row)) if row else None


def returns_of(sheet: Experience) -> list[Event]:
    """Why it was sent back, newest first, until it is decided that it is public."""
    if sheet.status not in ASKED_IN:
        return []
    return list(Event.objects.of(sheet).filter(name="return").select_related("by"))


def beside_notes(
    sheet: Experience, parts: Iterable[dict[str, Any]], told: Since | None
) -> list[dict[str, Any]]:
    """Each part with what was asked about it, and with what became of it since."""
    asked: dict[str, list[ReviewNote]] = {}
    if sheet.status in ASKED_IN:
        for note in sheet.review_notes.order_by("-at", "-pk"):
            asked.setdefault(note.field, []).append(note)
    came_back = told if sheet.status == Status.SUBMITTED else None
    changed = {one.label: one.pieces for one in came_back.changes} if came_back else {}
    return [
        {
            **part,
            "asked": asked.get(part["name"]),
            "since": came_back.title if came_back else "",
            "pieces": changed.get(part["label"]),
        }
        for part in parts
    ]


def _number_of(past: Past, row: Any) -> int:
    return next(n for n, one in enumerate(past.known, 1) if one.pgh_id == row.pgh_id)


def _from(past: Past, title: str | Promise, number: int) -> Since:
    number = past.readable(number) or len(past)  # what is withheld is withheld from officers too
    before, now = past.moments([number, len(past)])
    return Since(title, number, changes(past, before, now, without=("status",)))


def _as_reviewed(past: Past) -> Any:
    rows = past.model.objects.filter(pgh_obj_id=past.sheet.pk, reviewed_at__isnull=False)
    return rows.filter(reviewed_at=past.sheet.reviewed_at).order_by("pgh_id").first()


def _as_submitted_before(past: Past) -> Any:
    rows = past.model.objects.filter(pgh_obj_id=past.sheet.pk, status=Status.SUBMITTED)
    return rows.exclude(submitted_at=past.sheet.submitted_at).order_by("-pgh_id").first()


def submission_of(past: Past, number: int) -> Any:
    """When the sheet as it was in that version was submitted."""
    row = past.model.objects.get(pgh_id=past.known[number - 1].pgh_id)
    return row.submitted_at


def seen_in(data: Mapping[str, Any], sheet: Experience) -> int:
    """The version that a page had, as its form says: of one sheet, or of one among several.

    0 where it says none: then all of it is new.
    """
    told = str(data.get(f"seen-{sheet.pk}", data.get("seen", "")))
    return int(told) if told.isdecimal() and len(told) < 10 else 0


def reviews_of(sheet: Experience) -> dict[str, list[Review]]:
    """Newest first: of what waits or stands now, and of what was submitted before."""
    told = list(sheet.reviews.select_related("reviewer"))
    for review in told:
        review.experience = sheet
    now = [review for review in told if review.submitted_at == sheet.submitted_at]
    return {"now": now, "before": [review for review in told if review not in now]}


def next_for(person: Any, *, after: Experience) -> Experience | None:
    """What waits longest and has no word of hers yet."""
    waiting = Experience.objects.filter(status=Status.SUBMITTED).exclude(pk=after.pk)
    told = Review.objects.of(person).values("experience", "submitted_at")
    done = {(row["experience"], row["submitted_at"]) for row in told.filter(
        experience__status=Status.SUBMITTED)}  # fmt: skip
    rows = waiting.order_by("status_since", "pk")[:200]
    return next((sheet for sheet in rows if (sheet.pk, sheet.submitted_at) not in done), None)
