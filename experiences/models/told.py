"""What readers see of a text: what people translated where they did, else the original.

A leaf: it knows neither the models of sheets nor those of translations. A row that was loaded with
``spoken`` (the published pieces in the reader's language) says its texts in ``said``, each with the
language it is in: ``sheet.said["title"]``, or ``sheet.said.title`` in a template.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

from django.db import models
from django.utils.text import capfirst

# Names, sources, links and what is in files stay as they are.
OF_THE_SHEET = (
    "title",
    "summary",
    "overview",
    "problem",
    "what_was_done",
    "results",
    "what_did_not_work",
    "legal_frame",
    "institutional_frame",
    "stakeholders",
    "sustainability",
    "conditions_for_transfer",
    "exchange_how",
    "adapted_how",
)


class Rows(NamedTuple):
    """Rows beside a sheet: the relation that has them, their texts."""

    relation: str
    texts: tuple[str, ...]


# By the word that their pieces begin with: "lesson:12:claim". The database knows these rows too:
# a new kind is one more line in the view ``experiences_translatable_rows``.
OF_ROWS = {
    "block": Rows(
        "blocks",
        (
            "title",
            "purpose",
            "how",
            "enabling_factors",
            "lesson",
            "needed_law",
            "needed_data",
            "needed_systems",
        ),
    ),
    "lesson": Rows("lessons", ("claim", "because", "do_differently", "holds_where", "not_where")),
    "figure": Rows("figures", ("unit",)),
    "file": Rows("attachments", ("title", "alt")),
}
RELATIONS = tuple(rows.relation for rows in OF_ROWS.values())
ON_CARDS = ("title", "summary", "overview")


class Said(str):
    """A text in ``code``, its language; ``is_old`` where the original was changed since."""

    code: str
    is_translated: bool
    is_old: bool
    is_machine: bool

    def __new__(
        cls,
        text: str,
        code: str,
        *,
        is_translated: bool = False,
        is_old: bool = False,
        is_machine: bool = False,
    ) -> Said:
        said = super().__new__(cls, text)
        said.code, said.is_translated = code, is_translated
        said.is_old, said.is_machine = is_old, is_machine
        return said


class Told:
    """The texts of one row by their names, in the reader's language as far as there is one."""

    def __init__(
        self, row: Any, texts: tuple[str, ...], prefix: str, language: str, loaded: Any = None
    ) -> None:
        """``loaded`` is the row that has ``spoken`` where that is another one."""
        self.row, self.texts, self.prefix, self.language = row, texts, prefix, language
        self.pieces = {piece["part"]: piece for piece in spoken_of(loaded or row)}

    def __getitem__(self, name: str) -> Said:
        if name not in self.texts:
            raise KeyError(name)
        today = getattr(self.row, name)
        piece = self.pieces.get(self.prefix + name)
        # What the original no longer says is said by nobody.
        if piece is None or not today or piece["language"] == self.language:
            return Said(today, self.language)
        return Said(
            piece["text"],
            piece["language"],
            is_translated=True,
            is_old=piece.get("original", today) != today,
            is_machine=piece.get("is_machine", False),
        )


def spoken_of(row: Any) -> list[dict[str, Any]]:
    """Its own pieces, else those that its sheet was loaded with; none where nobody asked."""
    spoken = getattr(row, "spoken", None)
    if spoken is None:
        sheet = row._state.fields_cache.get("experience")
        spoken = getattr(sheet, "spoken", None)
    return spoken or []


class Speaking(models.Model):
    """A row with texts that can be translated."""

    PART: ClassVar[str] = ""  # what the pieces of such rows begin with; nothing for the sheet

    class Meta:
        abstract = True

    @cached_property
    def said(self) -> Told:
        if not self.PART:
            return Told(self, OF_THE_SHEET, "", self._own_language)
        return Told(self, OF_ROWS[self.PART].texts, f"{self.PART}:{self.pk}:", self._own_language)

    @property
    def is_read(self) -> bool:
        """Readers see it with its sheet; nobody translates what they do not."""
        return True

    @property
    def _own_language(self) -> str:
        """Of rows without one, their sheet's."""
        if hasattr(self, "language"):
            return str(self.language)
        sheet = self._state.fields_cache.get("experience")
        return sheet.language if sheet else ""


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


# --- What there is to translate ------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One text of a sheet: ``key`` as its piece is called, ``owner`` the row it stands on."""

    key: str
    label: str
    text: str
    longest: int
    is_long: bool
    owner: str = ""

    @property
    def digest(self) -> str:
        """Says in a form which original stood beside it."""
        return digest_of(self.text)

    @property
    def anchor(self) -> str:
        return self.key.replace(":", "-")


def parts_of(sheet: Any) -> list[Part]:
    """Every text that the sheet says today, in the order of the tables above."""
    parts = [_part(sheet, name, name) for name in OF_THE_SHEET]
    for kind, rows in OF_ROWS.items():
        read = (row for row in getattr(sheet, rows.relation).all() if row.is_read)
        for number, row in enumerate(read, 1):
            parts += _of_row(kind, rows, number, row)
    return [part for part in parts if part.text]


def _of_row(kind: str, rows: Rows, number: int, row: Any) -> Iterator[Part]:
    owner = f"{capfirst(str(row._meta.verbose_name))} {number}"
    for name in rows.texts:
        yield _part(row, name, f"{kind}:{row.pk}:{name}", owner)


def _part(row: Any, name: str, key: str, owner: str = "") -> Part:
    field = row._meta.get_field(name)
    label = capfirst(str(field.verbose_name))
    is_long = isinstance(field, models.TextField)
    # The same words take more room in one language than in another.
    return Part(key, label, getattr(row, name), field.max_length * 3 // 2, is_long, owner)
