"""Static files as readers fetch them: hashed, compressed, and the style sheet in one piece.

``static/css/portal.css`` imports one file per component. Twenty imports would be twenty requests
over a weak line, so at ``collectstatic`` each ``@import "x.css" layer(y);`` is replaced by
``@layer y { … }`` with the content of the file, which means the same.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
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
