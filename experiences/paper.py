"""What of a sheet stands on the two pages that a minister takes along.

Short texts stand there whole. Where there is more than two pages hold, the longest texts are cut
to one length, each at the end of a sentence, and say where the rest is; what is left out is named
at the end. The lines are counted for the smaller paper (Letter) and a wide typeface
(``static/css/print.css``), so that nothing depends on the printer.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from math import ceil
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from community.printed import WIDTH, end_of, lines_of
from experiences.models import Experience
from experiences.reading import Fact

LINES = 226  # in both columns of both pages
PAGE = 80  # characters in a line across the page
ROWS = 6  # of a kind at most, as in print.css
LEVELS = range(2, LINES)  # lines of one text
HEADING, PICTURE = 2, 12
TEXTS = (
    "overview", "problem", "what_was_done", "results", "what_did_not_work", "legal_frame",
    "institutional_frame", "stakeholders", "sustainability", "conditions_for_transfer",
    "exchange_how",
)  # fmt: skip


@dataclass(frozen=True)
class Paper:
    sheet: Experience
    facts: Sequence[Fact]
    has_family: bool
    is_translated: bool

    @property
    def address(self) -> str:
        """Where all of it is, for ever."""
        return f"{settings.SITE_URL}{reverse('permanent', args=[self.sheet.number])}"

    @cached_property
    def _room(self) -> tuple[int, int]:
        """How many rows of a kind, and how many lines of one text: as many as two pages leave to
        the longest; fewer rows where long ones leave nothing."""
        for rows in range(ROWS, 0, -1):
            if fit := self._levels(rows):
                return rows, LEVELS[fit - 1]
        return 1, LEVELS[0]

    @property
    def rows(self) -> int:
        return self._room[0]

    @property
    def most(self) -> int:
        return self._room[1]

    def _levels(self, rows: int) -> int:
        """How many of ``LEVELS`` fit beside so many rows."""
        free = LINES - self._head() - self._rows(rows)
        texts = list(self._texts(rows))
        more = _lines(len(self.address) + 12)

        def needed(level: int) -> int:
            ends = [end_of(text, level) for text, _heading in texts]
            return sum(
                heading + lines_of(text[:end]) + more * (end < len(text))
                for (text, heading), end in zip(texts, ends, strict=True)
            )

        return bisect_right(LEVELS, free, key=needed)

    def _texts(self, rows: int) -> Iterator[tuple[str, int]]:
        """Each with the lines of its heading."""
        said: Any = self.sheet.said
        yield from ((said[name], HEADING) for name in TEXTS if said[name])
        if self.sheet.adapted_how and not self.has_family:
            yield said["adapted_how"], HEADING
        yield from ((row.said["because"], 0) for row in self._lessons[:rows] if row.because)
        yield from ((row.said["purpose"], 0) for row in self._blocks[:rows] if row.purpose)

    def _head(self) -> int:
        """What stands across the page, counted in lines of two columns."""
        said: Any = self.sheet.said
        facts = sum(1 + _lines(_length(fact), 32) for fact in self.facts)
        title = 2 * _lines(len(said["title"]), 46) + _lines(len(said["summary"]), PAGE)
        notes = 6 * self.is_translated + 2 * bool(self.sheet.is_sample)
        return 2 * (6 + title + notes + ceil(facts / 3))

    def _rows(self, rows: int) -> int:
        """What each row needs besides the texts that can be cut, and how to cite all of it."""
        lessons = sum(3 + _lines(len(row.said["claim"]), 38) for row in self._lessons[:rows])
        blocks = sum(1 + _lines(len(row.said["title"]), 38) for row in self._blocks[:rows])
        sources = sum(
            _lines(len(row.title) + len(row.url) + 14, 42) for row in self._sources[:rows]
        )
        heights = [
            4 + _lines(len(row.unit), 20) + _lines(len(row.source), 22)
            for row in self._figures[:rows]
        ]
        figures = sum(map(max, zip_longest(heights[::2], heights[1::2], fillvalue=0)))
        kinds = (self._lessons, self._blocks, self._sources, self._figures, self._pictures)
        cited = len(self.sheet.organization.name) + len(self.sheet.said["title"]) + 100
        named = sum(map(len, self._left_out(rows))) + 80
        return (
            HEADING * sum(map(bool, kinds)) + lessons + blocks + sources + figures
            + PICTURE * len(self._pictures) + 6 + _lines(cited) + _lines(named)
        )  # fmt: skip

    @property
    def _lessons(self) -> list[Any]:
        return list(self.sheet.lessons.all())

    @property
    def _blocks(self) -> list[Any]:
        return list(self.sheet.blocks.all())

    @property
    def _sources(self) -> list[Any]:
        return list(self.sheet.sources.all())

    @property
    def _figures(self) -> list[Any]:
        return list(self.sheet.figures.all())

    @property
    def _pictures(self) -> list[Any]:
        return [file for file in self.sheet.shown_files if file.is_picture][:1]

    @cached_property
    def left_out(self) -> list[str]:
        """What paper has no room for, in words."""
        return self._left_out(self.rows)

    def _left_out(self, rows: int) -> list[str]:
        kinds = (
            (_("Results"), len(self.sheet.figures.all()), rows),
            (_("Lessons"), len(self.sheet.lessons.all()), rows),
            (_("Building blocks"), len(self.sheet.blocks.all()), rows),
            (_("Files"), len(self.sheet.shown_files), len(self._pictures)),
            (_("Sources"), len(self.sheet.sources.all()), rows),
        )
        more = _("%(what)s (%(number)s more)")
        named = [more % {"what": what, "number": n - most} for what, n, most in kinds if n > most]
        others = (
            (_("Why this stage"), self.sheet.maturity),
            (_("Adapted from, adapted by"), self.has_family),
        )
        return named + [what for what, there in others if there]


def _lines(characters: int, width: int = WIDTH) -> int:
    return ceil(characters / width)


def _length(fact: Fact) -> int:
    return sum(len(str(one["value"])) + 2 for one in fact["several"])
