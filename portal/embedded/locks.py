"""Locks between processes that the system takes back from the dead."""

import fcntl
from pathlib import Path
from typing import IO


def take(path: Path, kind: int) -> IO[str] | None:
    """The open file that holds the lock until it is closed; None where another holds it."""
    file = path.open("a+")
    try:
        fcntl.flock(file, kind)
    except BlockingIOError:
        file.close()
        return None
    return file
