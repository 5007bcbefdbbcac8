"""Documents of Word, Excel, PowerPoint and OpenDocument: looked into, never unpacked.

They are zip archives, and so may be everything a zip may be: a bomb, a way out of a folder, a
program. Each check raises ``ValidationError``.
"""

from __future__ import annotations

import re
import stat
import zipfile
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from community.file_kinds import KINDS

MOST_MEMBERS = 5_000
MOST_UNPACKED = 200 * 2**20
MOST_RATIO = 200  # of a member above ``SMALL``; documents stay far below
SMALL = 2**20
A_PART = 2**16
# Documents are packed in no other way. What a zip may have besides Python unpacks as a whole,
# however little of it is asked for: of 700 bytes it makes gigabytes.
PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
END_OF_ZIP, SECOND_LIST = b"PK\x05\x06", b"PK\x06\x07"
LONGEST_LIST = 2**20  # bytes; each member has 46 and a name
MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
OPEN_DOCUMENTS = {KINDS[name].media_type: name for name in ("odt", "ods", "odp")}
OUTSIDE = re.compile(r"^[/~]|^\w:|\\|(?:^|/)\.\.(?:/|$)|[\x00-\x1f\x7f]")
PROGRAMS = re.compile(
    r"vbaproject|vbadata|macrosheets/|activex/|^basic/|^scripts/"
    r"|\.(?:exe|dll|com|bat|cmd|scr|msi|ps1|vbs|js|jar|hta|lnk|sh|html?)$",
    re.IGNORECASE,
)

NOT_OFFICE = _("This archive is no document of Word, Excel, PowerPoint or OpenDocument.")
BROKEN = _("This document is broken or locked. Save it anew without a password.")
BOMB = _("This document is much larger inside than it looks. Save it anew or make it smaller.")
UNSAFE = _("This document holds paths that lead out of it. Save it anew and choose it again.")
PROGRAM = _("This document holds macros or programs. Save it without them and choose it again.")


def office_kind(file: IO[bytes], size: int) -> str:
    """The extension of the kind of document that ``file`` is; read to its end without a fault."""
    try:
        _check_list(file, size)
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _check_frame(archive)
            _check_weight(members, size)
            for member in members:
                _check_member(member)
            kind = _kind(archive, {member.filename for member in members})
            _read_through(archive, members)
            return kind
    except ValidationError:
        raise
    except Exception as error:  # zipfile meets hostile bytes with many kinds of error
        raise ValidationError(BROKEN, code="broken") from error


def _check_list(file: IO[bytes], size: int) -> None:
    """Nothing stands behind the archive, and its list of members is no bomb itself: Python reads it
    as a whole, and makes seven bytes of one. Large archives have a second list, documents none.
    """
    file.seek(max(0, size - 42))
    tail = file.read()
    end = tail[-22:]
    if not end.startswith(END_OF_ZIP) or tail.startswith(SECOND_LIST):
        raise ValidationError(BROKEN, code="polyglot")
    if int.from_bytes(end[12:16], "little") > LONGEST_LIST:
        raise ValidationError(BOMB, code="zip_bomb")


def _check_frame(archive: zipfile.ZipFile) -> None:
    """The archive fills the file: nothing stands before it, or in a comment."""
    begins = min((member.header_offset for member in archive.infolist()), default=1)
    if archive.comment or begins:
        raise ValidationError(BROKEN, code="polyglot")


def _check_weight(members: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or packed > size:
        raise ValidationError(BOMB, code="zip_bomb")
    for member in members:
        if member.file_size > SMALL and member.file_size > MOST_RATIO * member.compress_size:
            raise ValidationError(BOMB, code="zip_bomb")
    names = {member.filename.casefold() for member in members}
    if len(names) < len(members):  # two readers would see two documents
        raise ValidationError(BROKEN, code="broken")


def _check_member(member: zipfile.ZipInfo) -> None:
    mode = member.external_attr >> 16
    if OUTSIDE.search(member.orig_filename) or stat.S_ISLNK(mode):
        raise ValidationError(UNSAFE, code="path")
    if PROGRAMS.search(member.filename):
        raise ValidationError(PROGRAM, code="program")
    if member.flag_bits & 0x1:
        raise ValidationError(BROKEN, code="encrypted")
    if member.compress_type not in PACKINGS:
        raise ValidationError(BROKEN, code="packing")


def _kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "mimetype" in names and "content.xml" in names:
        with archive.open("mimetype") as file:
            said = file.read(200).decode("ascii", "replace").strip()
        if said in OPEN_DOCUMENTS:
            return OPEN_DOCUMENTS[said]
    found = [kind for kind, main in MAIN.items() if main in names]
    if "[Content_Types].xml" not in names or len(found) != 1:
        raise ValidationError(NOT_OFFICE, code="not_office")
    with archive.open("[Content_Types].xml") as file:
        if b"macroenabled" in file.read(SMALL).lower():
            raise ValidationError(PROGRAM, code="program")
    return found[0]


def _read_through(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """What the directory says of sizes is true, every sum is right, no part names an entity."""
    for member in members:
        with archive.open(member) as file:
            while part := file.read(A_PART):
                if b"<!ENTITY" in part:
                    raise ValidationError(BOMB, code="entities")
