"""How an upload reaches us: never more of it than a form may take, and never all or nothing.

What arrives is kept by the request alone. A file that is too large is cut short, one that finds no
room on the disk is lost; the form says so, and everything else that was typed is there.
"""

from contextlib import suppress
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler

LARGEST = 20 * 2**20  # of one file and of all files of a request


class LostUpload(InMemoryUploadedFile):
    """Stands where a file would be that the disk could not hold."""


class NoMoreThanLargest(FileUploadHandler):
    """The first in line: hands on a little more than the limit, so that the form sees it passed."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.left = LARGEST + 1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        part = raw_data[: self.left]
        self.left -= len(part)
        return part or None

    def file_complete(self, file_size: int) -> None:
        return None


class OnDisk(TemporaryFileUploadHandler):
    """Django's handler of large files, for which a full disk is no accident."""

    lost = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.lost = False
        try:
            super().new_file(*args, **kwargs)
        except OSError:
            self.lost = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            if not self.lost:
                super().receive_data_chunk(raw_data, start)
        except OSError:
            self._lose()

    def file_complete(self, file_size: int) -> UploadedFile | None:
        try:
            if not self.lost:
                return super().file_complete(file_size)
        except OSError:  # the last bytes are written only now
            self._lose()
        return LostUpload(BytesIO(), "", self.file_name, "", 0, None)

    def _lose(self) -> None:
        self.lost = True
        with suppress(OSError):
            self.file.close()
