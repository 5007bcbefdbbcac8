"""A program of its own that reads a file from its input and writes the file's text.

    python -m community.text_of_files pdf < Manual.pdf

Files are the work of strangers, and so is what their readers do with them. So this has no
database, no settings and no secrets, little memory and little time; what it cannot read it says by
how it ends. ``community/file_texts.py`` calls it.
"""

from __future__ import annotations

import contextlib
import re
import resource
import sys
import time
import unicodedata
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple, NoReturn
from xml.parsers import expat

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

from community.text_limits import (
    BROKEN,
    ENOUGH_SECONDS,
    HEAVY,
    LOCKED,
    MOST_CHARACTERS,
    MOST_MEMORY,
    MOST_PAGES,
    MOST_SECONDS,
)

A_PART = 2**16

UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e"
                    "\u2060-\u2069\ue000-\uf8ff\ufeff\ufff0-\uffff]")  # fmt: skip
CUT_WORD = re.compile(r"(?<=[^\W\d_])-\n(?=[^\W\d_])")  # a line of print ends within it


class Marks(NamedTuple):
    """Elements by their local names: which hold text, which end a line, which are left out."""

    texts: frozenset[str]
    breaks: frozenset[str]
    silent: frozenset[str]


def _marks(texts: str, breaks: str, silent: str) -> Marks:
    return Marks(*(frozenset(names.split()) for names in (texts, breaks, silent)))


# What was deleted under "track changes", comments, and what is there twice for older programs.
WORD = _marks("t", "p br cr tab", "del moveFrom Fallback")
SLIDES = _marks("t", "p br", "Fallback")
SHEETS = _marks("t", "si is", "rPh")
OPEN = _marks("p h", "p h line-break tab s table-cell", "tracked-changes annotation note-citation")
OFFICE = {
    "docx": (WORD, r"word/(?:document|footnotes|endnotes)\.xml"),
    "pptx": (SLIDES, r"ppt/slides/slide\d+\.xml"),
    "xlsx": (SHEETS, r"xl/(?:sharedStrings|worksheets/sheet\d+)\.xml"),
    "odt": (OPEN, r"content\.xml"),
    "ods": (OPEN, r"content\.xml"),
    "odp": (OPEN, r"content\.xml"),
}


class LockedError(Exception):
    """A password is asked for."""


def text_of(kind: str, content: bytes) -> str:
    """The first ``MOST_CHARACTERS`` of the text, in lines, as a reader would see it."""
    if kind == "pdf":
        return _taken(_of_pages(content))
    if kind in OFFICE:
        return _taken(_of_office(content, *OFFICE[kind]))
    return _taken(iter([content.decode("utf-8-sig", "replace")]))


def _taken(parts: Iterator[str]) -> str:
    """As many parts as there is room and time for."""
    until = time.monotonic() + ENOUGH_SECONDS
    taken, size = [], 0
    for part in parts:
        taken.append(part)
        size += len(part)
        if size > 2 * MOST_CHARACTERS or time.monotonic() > until:  # some of it is only space
            break
    return _clean("".join(taken))[:MOST_CHARACTERS].strip()


def _clean(text: str) -> str:
    plain = UNSEEN.sub("", unicodedata.normalize("NFKC", text.replace("\r", "\n")))
    lines = (" ".join(line.split()) for line in CUT_WORD.sub("", plain).split("\n"))
    return "\n".join(filter(None, lines))


def _of_pages(content: bytes) -> Iterator[str]:
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise LockedError
    for number in range(min(len(reader.pages), MOST_PAGES)):
        yield reader.pages[number].extract_text() + "\n"


def _of_office(content: bytes, marks: Marks, members: str) -> Iterator[str]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(members, name)]
        for name in sorted(names, key=lambda name: (len(name), name)):  # slide2 before slide10
            yield from _of_xml(archive, name, marks)


def _of_xml(archive: zipfile.ZipFile, name: str, marks: Marks) -> Iterator[str]:
    """Read as it comes: no tree is built, whatever its size, and no entity is ever made."""
    found: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    within = {"text": 0, "silent": 0}

    def begins(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        within["text"] += local in marks.texts
        within["silent"] += local in marks.silent

    def ends(name: str) -> None:
        local = name.rpartition(" ")[2]
        within["text"] -= local in marks.texts
        within["silent"] -= local in marks.silent
        if local in marks.breaks:
            found.append("\n" if local not in {"s", "tab"} else " ")

    def says(text: str) -> None:
        if within["text"] and not within["silent"]:
            found.append(text)

    def refuses(*_declared: object) -> NoReturn:
        raise ValueError

    parser.StartElementHandler, parser.EndElementHandler = begins, ends
    parser.CharacterDataHandler = says
    parser.EntityDeclHandler = refuses
    with archive.open(name) as file:
        while part := file.read(A_PART):
            parser.Parse(part)
            yield "".join(found)
            found.clear()
        parser.Parse(b"", True)
    yield "".join(found)


def main() -> None:
    _limit()
    try:
        text = text_of(sys.argv[1], sys.stdin.buffer.read())
    except (LockedError, DependencyError, FileNotDecryptedError):
        sys.exit(LOCKED)
    except (MemoryError, RecursionError, LimitReachedError):
        sys.exit(HEAVY)
    except Exception:  # hostile bytes are met with many kinds of error
        sys.exit(BROKEN)
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))


def _limit() -> None:
    """What the system does not know it leaves out; who calls keeps to a time in any case."""
    for what, most in {
        resource.RLIMIT_AS: MOST_MEMORY,
        resource.RLIMIT_CPU: MOST_SECONDS,
        resource.RLIMIT_FSIZE: 0,
    }.items():
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()
