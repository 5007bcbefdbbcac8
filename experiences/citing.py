"""How a sheet is cited: its organization, the year and the number of the version, the address.

BibTeX and RIS are read by programs of all ages, so what would mean something else there is written
in another way. What nobody has said, as in a sample, has no organization as its author.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from community.languages import CODES
from experiences.models import Experience

PORTAL = "IASPN Knowledge Portal"
BABEL = dict(zip(CODES, ("english", "spanish", "portuguese", "french"), strict=True))
# Braces must be balanced for BibTeX even where LaTeX would escape them.
LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: rf"\{sign}" for sign in "&%$#_"},
    }
)

LICENCE = re.compile(r"CC (BY(?:-NC)?(?:-SA|-ND)?) (\d\.\d)")


def address_of(licence: str) -> str:
    """Where a licence of Creative Commons stands, for programs; of another one nobody knows."""
    found = LICENCE.fullmatch(licence.upper())
    if not found:
        return ""
    return f"https://creativecommons.org/licenses/{found[1].lower()}/{found[2]}/"


@dataclass(frozen=True)
class Citation:
    """``sheet`` may be one as it was; ``version`` is the number of the one that is cited."""

    publisher = PORTAL

    sheet: Experience
    version: int
    year: int

    @classmethod
    def of_today(cls, sheet: Experience) -> Citation:
        told = sheet.versions_told
        return cls(sheet, told.number, localtime(told.newest_at).year)

    @property
    def author(self) -> str:
        return "IASPN" if self.sheet.is_sample else self.sheet.organization.name

    @property
    def address(self) -> str:
        """It leads to this version for ever."""
        path = reverse("permanent", args=[self.sheet.number])
        return f"{settings.SITE_URL}{path}?version={self.version}"

    def apa(self) -> str:
        edition = _("version %(number)d") % {"number": self.version}
        parts = (
            f"{self.author.rstrip('.')}. ({self.year}).",
            f"{self.sheet}{self._translated} ({self.sheet.number}, {edition}).",
            f"{PORTAL}. {self.address}",
        )
        return " ".join(parts)

    @property
    def permanent(self) -> str:
        """It leads to the newest version."""
        return settings.SITE_URL + reverse("permanent", args=[self.sheet.number])

    @property
    def licence(self) -> str:
        return address_of(self.sheet.licence)

    @property
    def _translated(self) -> str:
        """The title in the reader's language, in brackets after the original one."""
        title = self.sheet.said["title"]
        return f" [{title}]" if title.is_translated else ""

    def bibtex(self) -> str:
        """Names and titles in two braces: neither parted into names nor put into lower case."""
        fields = {
            "author": f"{{{_latex(self.author)}}}",
            "title": f"{{{_latex(str(self.sheet))}}}",
            "year": str(self.year),
            "howpublished": PORTAL,
            "number": self.sheet.number,
            "version": str(self.version),
            "note": f"{self.sheet.number}, version {self.version}",
            "language": BABEL[self.sheet.language],
            "url": self.address,
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
        return "\n".join([f"@misc{{{self.name},", *lines, "}", ""])

    def ris(self) -> str:
        """A line a field; in an author a comma would part names and an asterisk is not allowed."""
        author = re.sub(r"\s*,\s*", " – ", _line(self.author).replace("*", ""))
        fields = (
            ("TY", "RPRT"),
            ("AU", author),
            ("PY", str(self.year)),
            ("TI", _line(str(self.sheet))),
            ("ET", str(self.version)),
            ("SN", self.sheet.number),
            ("PB", PORTAL),
            ("LA", self.sheet.language),
            ("UR", self.address),
            ("ER", ""),
        )
        return "".join(f"{tag}  - {value}\r\n" for tag, value in fields)

    @property
    def name(self) -> str:
        return f"{self.sheet.number}-v{self.version}"

    def formats(self) -> list[dict[str, str]]:
        """As ``components/cite.html`` wants them."""
        return [
            {
                "label": one.label,
                "type": one.content_type,
                "text": one.write(self),
                "url": f"{reverse(f'experiences:{kind}', args=[self.sheet.slug])}"
                f"?version={self.version}",
            }
            for kind, one in FORMATS.items()
        ]


class Format(NamedTuple):
    label: str
    extension: str
    content_type: str
    write: Callable[[Citation], str]


FORMATS = {
    "bibtex": Format("BibTeX", "bib", "application/x-bibtex", Citation.bibtex),
    "ris": Format("RIS", "ris", "application/x-research-info-systems", Citation.ris),
}


def _line(text: str) -> str:
    return " ".join(text.split())


def _latex(text: str) -> str:
    return _line(text).translate(LATEX)
