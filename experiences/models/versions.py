"""What a sheet was: every version is a row of the sheet, with the parts of that time beside it.

Triggers keep all of it. A part (a lesson, a theme, …) belongs to the version it was saved with: the
first of the same context, as one request may save and submit. What changed without the sheet being
saved, such as a merged keyword, belongs to the version of its time.
"""

from __future__ import annotations

import datetime as dt
import itertools
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.apps import apps
from taggit.models import Tag

from community.models import Theme
from experiences.vocabulary import Status
from members.models import Country


class Part(NamedTuple):
    """Rows beside a sheet: the model of their versions, whose they are, what tells them apart."""

    model: str
    owner: str
    key: str


PARTS = {
    "themes": Part("ThemedExperienceVersion", "content_object_id", "tag_id"),
    "countries": Part("CountryOfExperienceVersion", "experience_id", "country_id"),
    "keywords": Part("KeywordedExperienceVersion", "content_object_id", "tag_id"),
    "blocks": Part("BlockVersion", "experience_id", "id"),
    "lessons": Part("LessonVersion", "experience_id", "id"),
    "figures": Part("FigureVersion", "experience_id", "id"),
    "sources": Part("SourceVersion", "experience_id", "id"),
    "attachments": Part("AttachmentVersion", "experience_id", "id"),
}


class Known(NamedTuple):
    """What is read of every version, to find the one that is asked for."""

    pgh_id: int
    at: dt.datetime
    context: Any
    status: str


@dataclass(frozen=True)
class Moment:
    """One version: the sheet's own fields in ``row``, its ``parts`` by name, in their order."""

    number: int
    row: Any
    parts: dict[str, list[Any]]


class Past:
    """The versions of one sheet, numbered from 1 for every reader."""

    def __init__(self, sheet: Any) -> None:
        self.model = apps.get_model("experiences", "ExperienceVersion")
        self.sheet = sheet
        rows = self.model.objects.filter(pgh_obj_id=sheet.pk).order_by("pgh_id")
        told = rows.values_list("pgh_id", "pgh_created_at", "pgh_context_id", "status")
        self.known = [Known(*row) for row in told]

    def __len__(self) -> int:
        return len(self.known)

    @cached_property
    def withheld(self) -> dict[int, dt.datetime]:
        """Those that nobody reads any more, and since when (``withholding.py``)."""
        return dict(self.sheet.withheld.values_list("number", "at"))

    def readable(self, number: int) -> int:
        """It, or the last one before it that can be read; 0 where there is none."""
        return next((one for one in range(number, 0, -1) if one not in self.withheld), 0)

    def earlier(self) -> list[int]:
        """Those before the newest that can be read, newest first."""
        return [one for one in range(len(self) - 1, 0, -1) if one not in self.withheld]

    def first_public(self) -> int:
        """The number of the first one that was published; one too many where none was."""
        numbers = (n for n, one in enumerate(self.known, 1) if one.status == Status.PUBLISHED)
        return next(numbers, len(self.known) + 1)

    def moments(self, numbers: Iterable[int]) -> list[Moment]:
        """In the order asked for."""
        numbers = list(numbers)
        ids = [self.known[number - 1].pgh_id for number in numbers]
        rows = self.model.objects.select_related("pgh_context").in_bulk(ids)
        return [
            Moment(number, rows[pk], {name: self._part(name, number) for name in PARTS})
            for number, pk in zip(numbers, ids, strict=True)
        ]

    def moment(self, number: int) -> Moment:
        return self.moments([number])[0]

    # --- Parts -----------------------------------------------------------------------------------

    def _part(self, name: str, number: int) -> list[Any]:
        """What there was of it at the end of a version."""
        there: dict[Any, Any] = {}
        for place, event in self._told[name]:
            if place <= number:
                there[getattr(event, PARTS[name].key)] = event
        left = [event for event in there.values() if event.pgh_label != "delete"]
        return sorted(left, key=lambda event: getattr(event, "position", 0))

    @cached_property
    def _told(self) -> dict[str, list[tuple[int, Any]]]:
        return {name: list(self._events(part)) for name, part in PARTS.items()}

    def _events(self, part: Part) -> Iterable[tuple[int, Any]]:
        model = apps.get_model("experiences", part.model)
        events = model.objects.filter(**{part.owner: self.sheet.pk}).order_by("pgh_id")
        return ((self._place(event), event) for event in events)

    def _place(self, event: Any) -> int:
        """``NOW()`` is the same in one transaction: equal times mean saved together."""
        together = (event.pgh_created_at, event.pgh_context_id)
        return (
            self._by_context.get(event.pgh_context_id)
            or self._by_transaction.get(together)
            or max(1, bisect_right(self._times, event.pgh_created_at))
        )

    @cached_property
    def _by_context(self) -> dict[Any, int]:
        numbered = reversed(list(enumerate(self.known, 1)))
        return {one.context: number for number, one in numbered if one.context}

    @cached_property
    def _by_transaction(self) -> dict[Any, int]:
        return {(one.at, one.context): number for number, one in enumerate(self.known, 1)}

    @cached_property
    def _times(self) -> list[dt.datetime]:
        """A transaction that began earlier may have written later."""
        return list(itertools.accumulate((one.at for one in self.known), max))

    # --- What the keys of tags stand for ---------------------------------------------------------

    def _ids(self, name: str) -> set[Any]:
        return {getattr(event, PARTS[name].key) for _place, event in self._told[name]}

    @cached_property
    def themes(self) -> dict[int, Theme]:
        """By the name of then, also those that are part of another one by now."""
        return Theme.every.select_related("merged_into").in_bulk(self._ids("themes"))

    @cached_property
    def countries(self) -> dict[str, Country]:
        return Country.objects.in_bulk(self._ids("countries"))

    @cached_property
    def keywords(self) -> dict[int, Tag]:
        """Also those that were merged into another word since."""
        ids = self._ids("keywords")
        found = Tag.objects.in_bulk(ids)
        if gone := ids - set(found):
            kept = apps.get_model("experiences", "KeywordVersion").objects.filter(id__in=gone)
            found |= {word.id: Tag(name=word.name) for word in kept}
        return found

    def tags(self, moment: Moment, name: str) -> list[Any]:
        """The themes, countries or keywords themselves; what was deleted for good is left out."""
        found = getattr(self, name)
        keys = (getattr(event, PARTS[name].key) for event in moment.parts[name])
        return [found[key] for key in keys if key in found]
