"""Static files as readers fetch them: hashed, compressed, and the style sheet in one piece.

``static/css/portal.css`` imports one file per component. Twenty imports would be twenty requests
over a weak line, so at ``collectstatic`` each ``@import "x.css" layer(y);`` is replaced by
``@layer y { … }`` with the content of the file, which means the same.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.http import HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "css/portal.css"
IMPORT = re.compile(r'@import "(?P<file>[^"]+)" layer\((?P<layer>\w+)\);')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
INDENT = re.compile(r"\n\s+|\n{2,}")


def joined(sheet: str, part: Callable[[str], str]) -> str:
    """``sheet`` with every imported file, read by ``part``, in the place of its import."""

    def layer(found: re.Match[str]) -> str:
        return f"@layer {found['layer']} {{\n{part(found['file'])}\n}}"

    return INDENT.sub("\n", COMMENT.sub("", IMPORT.sub(layer, sheet)))


class PortalStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage; the style sheet is joined before it gets its hash."""

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        if SHEET in paths and not dry_run:
            storage, name = paths[SHEET]

            def part(file: str) -> str:
                with storage.open(posixpath.join(posixpath.dirname(name), file)) as opened:
                    return opened.read().decode()

            memory = InMemoryStorage()
            memory.save(SHEET, ContentFile(joined(part(posixpath.basename(name)), part).encode()))
            paths = {**paths, SHEET: (memory, SHEET)}
        yield from super().post_process(paths, dry_run=dry_run, **options)


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise's, which knows the files of its start, and those that are gathered later too.

    An update restarts one process after the other: a page of the first one asks any of them for
    its styles, and without them it would be bare.
    """

    gathered = 0.0  # when the files that are known were

    def add_files(self, root: str, prefix: str | None = None) -> None:
        self.gathered = self.last_gathered()
        super().add_files(root, prefix)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = request.path_info
        if asked.startswith(self.static_prefix) and asked not in self.files:
            self.look_again()
        answer: HttpResponseBase = super().__call__(request)
        return answer

    def look_again(self) -> None:
        """At most once after each ``collectstatic``, which writes its list of files in the end."""
        if self.gathered != self.last_gathered():
            self.add_files(self.static_root, self.static_prefix)

    def last_gathered(self) -> float:
        files = Path(self.static_root) / PortalStaticFilesStorage.manifest_name
        return files.stat().st_mtime if files.exists() else 0.0
