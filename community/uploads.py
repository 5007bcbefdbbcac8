"""What people upload: known by its content alone, and stored under a name of ours.

``receive`` says what an upload is, or why it is refused; ``store`` keeps it in the default storage
as a whole or not at all, ``storing`` only together with the row that names it; ``forget`` removes
it once that row is gone for good.
"""

from __future__ import annotations

import errno
import hashlib
import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from community.documents import as_utf8, check_pdf
from community.file_kinds import EVERY, EXTENSIONS, KINDS, Kind
from community.file_names import given_extension, shown_name
from community.office_files import office_kind
from community.pictures import Picture, redrawn
from community.receiving import LARGEST, LostUpload

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
AWAY = _("This file cannot be kept at the moment. Please try again later.")
NO_ROOM = _("There is no room for this file at the moment. Please try again later.")
TOO_LARGE = _("This file is larger than 20 MB. Make it smaller and choose it again.")
EMPTY = _("This file is empty.")
UNKNOWN = _("Files of this kind are not accepted. These are: %(kinds)s.")
MISNAMED = _("The name says %(said)s, but the content is something else.")


class StorageAway(OSError):
    """The storage is out of reach: all may go well later."""


@dataclass(frozen=True)
class Received:
    """An upload that may be stored. ``name`` is for showing, never an address."""

    name: str
    kind: Kind
    content: File
    size: int
    sha256: str
    picture: Picture | None = None


def receive(upload: Any, kinds: Collection[str] = EVERY) -> Received:
    """``kinds`` are the extensions that may come. Raises ``ValidationError`` in plain words."""
    if isinstance(upload, LostUpload):
        raise ValidationError(NO_ROOM, code="no_room")
    if not upload.size:
        raise ValidationError(EMPTY, code="empty")
    if upload.size > LARGEST:
        raise ValidationError(TOO_LARGE, code="too_large")
    extension, content, picture = _known(upload, given_extension(upload.name), kinds)
    if extension not in kinds:
        raise _unknown(kinds)
    size, digest = _measured(content)
    name = shown_name(upload.name, extension)
    return Received(name, KINDS[extension], content, size, digest, picture)


def _known(upload: Any, said: str, kinds: Collection[str]) -> tuple[str, File, Picture | None]:
    """Its extension by content; the name only says which kind of text a text is."""
    upload.seek(0)
    head = upload.read(16)
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or head[8:12] == b"WEBP":
        picture = redrawn(upload)
        return picture.extension, ContentFile(picture.content), picture
    if head.startswith(b"%PDF-"):
        check_pdf(upload, upload.size)
        return "pdf", upload, None
    if head.startswith(b"PK\x03\x04"):
        return office_kind(upload, upload.size), upload, None
    kind = EXTENSIONS.get(said)
    if kind and kind.media_type.startswith("text/"):
        return kind.extension, as_utf8(upload), None
    if kind:
        raise ValidationError(MISNAMED, code="misnamed", params={"said": kind.label})
    raise _unknown(kinds)


def _unknown(kinds: Collection[str]) -> ValidationError:
    labels = ", ".join(kind.label for name, kind in KINDS.items() if name in kinds)
    return ValidationError(UNKNOWN, code="unknown", params={"kinds": labels})


def _measured(content: File) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    for part in content.chunks():
        digest.update(part)
        size += len(part)
    content.seek(0)
    return size, digest.hexdigest()


def store(content: File, folder: str, extension: str) -> str:
    """Keep ``content`` under a random name and return it; nothing stays of what did not fit.

    Raises ``ValidationError`` where there is no room, or no storage to be reached.
    """
    name = f"{folder}/{secrets.token_hex(16)}.{extension}"
    try:
        return default_storage.save(name, content)
    except BaseException as error:
        with suppress(OSError):
            default_storage.delete(name)
        if isinstance(error, OSError) and error.errno in FULL:
            raise ValidationError(NO_ROOM, code="no_room") from error
        if isinstance(error, StorageAway):
            raise ValidationError(AWAY, code="away") from error
        raise


@contextmanager
def storing(folder: str) -> Iterator[Callable[[File, str], str]]:
    """Hands out ``store`` for ``folder``; what it stored goes again when the block fails."""
    kept: list[str] = []

    def store_here(content: File, extension: str) -> str:
        kept.append(store(content, folder, extension))
        return kept[-1]

    try:
        yield store_here
    except BaseException:
        for name in kept:
            with suppress(StorageAway):
                default_storage.delete(name)
        raise


def forget(*names: str | None) -> None:
    """Remove stored files once the transaction is through: a rolled-back one keeps them."""
    for name in filter(None, names):
        transaction.on_commit(partial(default_storage.delete, name), robust=True)
