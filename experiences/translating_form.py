"""The page on which a sheet is translated: every part beside its original, one of them open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _

from community.languages import named
from community.plain_text import PlainTextForm, one_line, refuse_controls
from experiences.differences import Pieces, pieces
from experiences.models import TranslatedPiece, Translation
from experiences.models.told import Part, digest_of, parts_of
from experiences.models.translations import Progress

LINE = 80  # characters; a box has as many lines as the original needs, within reason


class PieceForm(PlainTextForm, forms.Form):
    use_required_attribute = False

    text = forms.CharField(widget=forms.Textarea)

    def __init__(
        self, part: Part, piece: TranslatedPiece | None, language: str, data: Any = None
    ) -> None:
        super().__init__(data, initial={"text": piece.text if piece else ""})
        text: Any = self.fields["text"]
        text.label = _("In %(language)s") % {"language": named(language)}
        text.required = piece is None
        if piece:
            text.help_text = _("Leave it empty to take the translation of this part out.")
        text.validators = [*text.validators, MaxLengthValidator(part.longest)]
        if not part.is_long:
            text.validators.append(one_line)
        refuse_controls(text)
        rows = len(part.text) // LINE + part.text.count("\n") + 2
        text.widget.attrs |= {
            "lang": "pt-BR" if language == "pt" else language,
            "rows": max(3, min(16, rows)) if part.is_long else 2,
        }


@dataclass(frozen=True)
class Section:
    """One part: what was written, and the form where it is the open one."""

    part: Part
    piece: TranslatedPiece | None
    form: PieceForm | None = None

    @property
    def state(self) -> str:
        if self.piece is None:
            return "missing"
        if self.piece.original != self.part.text:
            return "stale"
        return "machine" if self.piece.is_machine else "done"

    @property
    def was(self) -> str:
        """Says in the form what stands there today."""
        return self.piece.digest if self.piece else digest_of("")

    @property
    def changes(self) -> Pieces:
        """From the original that it was made from to today's."""
        assert self.piece is not None  # noqa: S101 - asked for where the piece is stale
        return pieces(self.piece.original, self.part.text)


class Desk:
    """``asked`` is the part to open; without one, the first that wants work."""

    def __init__(self, translation: Translation, asked: str = "", data: Any = None) -> None:
        self.translation, self.data = translation, data
        self.parts = parts_of(translation.experience)
        self.pieces = {piece.part: piece for piece in translation.pieces.all()}
        self.open = asked if asked in {part.key for part in self.parts} else self._first()

    def _first(self) -> str:
        waiting = [one for one in map(self._closed, self.parts) if one.state != "done"]
        waiting.sort(key=lambda one: one.state == "missing")  # what readers may see comes first
        return waiting[0].part.key if waiting else ""

    def _closed(self, part: Part) -> Section:
        return Section(part, self.pieces.get(part.key))

    @cached_property
    def form(self) -> PieceForm | None:
        part = next((part for part in self.parts if part.key == self.open), None)
        if part is None:
            return None
        return PieceForm(part, self.pieces.get(part.key), self.translation.language, self.data)

    def sections(self) -> list[Section]:
        return [
            Section(part, self.pieces.get(part.key), self.form if part.key == self.open else None)
            for part in self.parts
        ]

    @property
    def progress(self) -> Progress:
        return self.translation.progress(self.parts)
