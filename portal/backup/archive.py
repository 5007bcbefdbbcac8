"""One file with everything: a tar that ends with what proves that it is whole.

Its members are ``database.dump``, ``files/<name>`` for each stored file, ``manifest.json``, which
has the SHA-256 of all these, and ``manifest.sha256``.
"""

import hashlib
import io
import json
import tarfile
from pathlib import Path
from typing import IO, Any

from portal.embedded.cluster import Failed

FORMAT = 1  # of the archive: a reader refuses a higher one
DATABASE, FILES = "database.dump", "files/"
MANIFEST, SEAL = "manifest.json", "manifest.sha256"
PIECE = 2**20


class Measured:
    """Content that is hashed while it is read."""

    def __init__(self, content: Any) -> None:
        self.content, self.digest = content, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece: bytes = self.content.read(size)
        self.digest.update(piece)
        return piece


class Archive:
    """An archive that is being written."""

    def __init__(self, file: IO[bytes], made: float) -> None:
        self.tar = tarfile.TarFile(fileobj=file, mode="w")
        self.made = made
        self.parts: dict[str, str] = {}

    def add(self, name: str, content: Any, size: int) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = size, 0o600, int(self.made)
        measured = Measured(content)
        self.tar.addfile(member, measured)
        self.parts[name] = measured.digest.hexdigest()

    def seal(self, **manifest: Any) -> None:
        said = {"format": FORMAT, **manifest, "parts": dict(self.parts)}
        text = json.dumps(said, indent=1, ensure_ascii=False, sort_keys=True).encode()
        self.add(MANIFEST, io.BytesIO(text), len(text))
        line = f"{self.parts[MANIFEST]}  {MANIFEST}\n".encode()
        self.add(SEAL, io.BytesIO(line), len(line))
        self.tar.close()


def checked(path: Path) -> dict[str, Any]:
    """Its manifest, once every part has been read and is as it was written."""
    found: dict[str, str] = {}
    said: dict[str, bytes] = {}
    try:
        with tarfile.open(path, "r:") as tar:
            for member in tar:
                content = tar.extractfile(member)
                if content is None or member.name in found:
                    raise damaged(path, f"{member.name} does not belong there")
                measured = Measured(content)
                pieces = iter(lambda: measured.read(PIECE), b"")  # noqa: B023  read at once
                if member.name in (MANIFEST, SEAL):
                    said[member.name] = b"".join(pieces)
                else:
                    for _piece in pieces:
                        pass
                found[member.name] = measured.digest.hexdigest()
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise damaged(path, str(error)) from error
    if SEAL not in said or MANIFEST not in said:
        raise damaged(path, "its end is missing")
    if said[SEAL].split()[:1] != [found.pop(MANIFEST).encode()]:
        raise damaged(path, f"{MANIFEST} is not as it was written")
    del found[SEAL]
    return agreed(path, json.loads(said[MANIFEST]), found)


def agreed(path: Path, manifest: dict[str, Any], found: dict[str, str]) -> dict[str, Any]:
    if manifest["format"] > FORMAT:
        raise Failed(f"{path} is of a newer release of the portal: install that one first.")
    parts = manifest["parts"]
    for name in sorted({*parts, *found}):
        if name not in found:
            raise damaged(path, f"{name} is missing")
        if parts.get(name) != found[name]:
            raise damaged(path, f"{name} is not as it was written")
    return manifest


def damaged(path: Path, why: str) -> Failed:
    return Failed(f"{path} is damaged or no backup of the portal: {why}.")
