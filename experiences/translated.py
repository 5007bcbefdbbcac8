"""In which language a reader gets a sheet, and what she is told about its translation."""

from __future__ import annotations

from functools import cached_property

from community.languages import current, speaking
from experiences.models import Experience
from experiences.models.told import Part, parts_of
from experiences.models.whole import PublicTranslation


class Reading:
    """``asked`` is whether she asked for the original, though there is a translation for her."""

    def __init__(self, sheet: Experience, *, asked: bool = False) -> None:
        self.sheet, self.asked, self.language = sheet, asked, current()
        self.translations = sheet.public_translations

    @property
    def is_foreign(self) -> bool:
        return self.sheet.language != self.language

    @property
    def translation(self) -> PublicTranslation | None:
        """The one into her language."""
        return next((one for one in self.translations if one.language == self.language), None)

    @property
    def is_shown(self) -> bool:
        return self.translation is not None and not self.asked

    # --- What is said of its parts ---------------------------------------------------------------

    @cached_property
    def _pieces(self) -> dict[str, dict[str, str]]:
        return {piece["part"]: piece for piece in getattr(self.sheet, "spoken", [])}

    @cached_property
    def _parts(self) -> list[Part]:
        return parts_of(self.sheet)

    @property
    def missing(self) -> list[str]:
        """Those shown as they were written."""
        return _named([part for part in self._parts if part.key not in self._pieces])

    @property
    def old(self) -> list[str]:
        """Those whose original was changed since."""
        return _named([part for part, piece in self._said if piece["original"] != part.text])

    @property
    def machine(self) -> list[str]:
        return _named([part for part, piece in self._said if piece["is_machine"]])

    @property
    def _said(self) -> list[tuple[Part, dict[str, str]]]:
        there = (part for part in self._parts if part.key in self._pieces)
        return [(part, self._pieces[part.key]) for part in there]

    def others(self) -> list[tuple[str, str]]:
        """The languages it can be read in besides this one, each with its address."""
        codes = [self.sheet.language, *(one.language for one in self.translations)]
        return [(code, _address(self.sheet, code)) for code in codes if code != self.language]


def _named(parts: list[Part]) -> list[str]:
    """A lesson once, however many of its texts are concerned."""
    return list(dict.fromkeys(part.owner or part.label for part in parts))


def _address(sheet: Experience, code: str) -> str:
    with speaking(code):
        return sheet.get_absolute_url()
