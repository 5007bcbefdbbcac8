"""In which language a reader gets a sheet, and what she is told about its translation."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from community.languages import current, speaking
from experiences.models import Experience
from experiences.models.told import OF_ROWS, Part, Said, parts_of
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
    def is_all_machine(self) -> bool:
        """Then nobody has translated it, and the page does not say so."""
        return bool(self._said) and all(piece["is_machine"] for _part, piece in self._said)

    @property
    def _said(self) -> list[tuple[Part, dict[str, str]]]:
        there = (part for part in self._parts if part.key in self._pieces)
        return [(part, self._pieces[part.key]) for part in there]

    def others(self) -> list[tuple[str, str]]:
        """The languages it can be read in besides this one, each with its address."""
        codes = [self.sheet.language, *(one.language for one in self.translations)]
        return [(code, _address(self.sheet, code)) for code in codes if code != self.language]


# Where a reader finds no heading with the name that its writers know.
READ_AS = {
    "summary": gettext_lazy("Summary"),
    "overview": gettext_lazy("Introduction"),
    "sustainability": gettext_lazy("What keeps it alive"),
    "exchange_how": gettext_lazy("Available for an exchange"),
    "adapted_how": gettext_lazy("What was changed"),
}


class PartReading:
    """The same of a lesson or a building block at its own address."""

    def __init__(self, row: Any) -> None:
        names = [name for name in OF_ROWS[row.PART].texts if getattr(row, name)]
        self._texts = {_label(row, name): row.said[name] for name in names}

    @property
    def is_translated(self) -> bool:
        return bool(self._those(lambda said: said.is_translated))

    @property
    def missing(self) -> list[str]:
        return self._those(lambda said: not said.is_translated)

    @property
    def old(self) -> list[str]:
        return self._those(lambda said: said.is_old)

    @property
    def machine(self) -> list[str]:
        return self._those(lambda said: said.is_machine)

    def _those(self, asked: Callable[[Said], bool]) -> list[str]:
        return [label for label, said in self._texts.items() if asked(said)]


def _label(row: Any, name: str) -> str:
    return capfirst(str(row._meta.get_field(name).verbose_name))


def _named(parts: list[Part]) -> list[str]:
    """A lesson once, however many of its texts are concerned."""
    names = (part.owner or str(READ_AS.get(part.key, part.label)) for part in parts)
    return list(dict.fromkeys(names))


def _address(sheet: Experience, code: str) -> str:
    with speaking(code):
        return sheet.get_absolute_url()
