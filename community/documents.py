"""PDF and plain text, known by what is in them. Each check raises ``ValidationError``."""

from __future__ import annotations

import codecs
import re
import zipfile
from collections.abc import Iterator
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext_lazy as _

A_PART = 2**16
TAIL = 1024
# What makes a browser or a server take a file for something to run.
ACTIVE = re.compile(rb"<(?:script|html|!doctype\s+html|iframe)[\s>/]", re.IGNORECASE)
MARKUP = re.compile(rb"<(?:[!?]\w|/?(?:script|html|head|body|svg|iframe|object|embed|math)\b)",
                    re.IGNORECASE)  # fmt: skip
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
LONGEST_MARK = 64  # a mark may lie across two parts

TWO_IN_ONE = _("This file is two kinds of file at once. Save it anew and choose it again.")
CUT = _("This PDF is not complete. Save it anew as PDF and choose it again.")
NOT_TEXT = _("This is not plain text. Save it as CSV or text in UTF-8 and choose it again.")
A_PAGE = _("This is a web page or a drawing in code. Save it as PDF and choose that.")


def check_pdf(file: IO[bytes], size: int) -> None:
    """Begins as a PDF, ends as one, and is nothing else besides."""
    file.seek(max(0, size - TAIL))
    _body, end, after = file.read().rpartition(b"%%EOF")
    if not end:
        raise ValidationError(CUT, code="broken")
    if after.strip(b"\0\r\n\t "):
        raise ValidationError(TWO_IN_ONE, code="polyglot")
    if any(ACTIVE.search(part) for part in overlapping(file)) or zipfile.is_zipfile(file):
        raise ValidationError(TWO_IN_ONE, code="polyglot")


def overlapping(file: IO[bytes] | File) -> Iterator[bytes]:
    """The whole file in parts that share their edges."""
    file.seek(0)
    edge = b""
    while part := file.read(A_PART):
        yield edge + part
        edge = part[-LONGEST_MARK:]


def as_utf8(file: File) -> File:
    """Text in UTF-8: itself where it is that already, converted where it is Windows-1252."""
    for part in overlapping(file):
        if CONTROLS.search(part):
            raise ValidationError(NOT_TEXT, code="not_text")
        if MARKUP.search(part):
            raise ValidationError(A_PAGE, code="markup")
    if _decodes(file, "utf-8"):
        return file
    if _decodes(file, "windows-1252"):
        return _converted(file)
    raise ValidationError(NOT_TEXT, code="not_text")


def _decoded(file: File, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    while part := file.read(A_PART):
        yield decoder.decode(part)
    yield decoder.decode(b"", final=True)


def _decodes(file: File, encoding: str) -> bool:
    try:
        return all(text is not None for text in _decoded(file, encoding))
    except UnicodeDecodeError:
        return False


def _converted(file: File) -> File:
    """With a mark at the beginning, without which Excel takes UTF-8 for something older."""
    text = "".join(_decoded(file, "windows-1252"))
    return ContentFile(codecs.BOM_UTF8 + text.encode())
