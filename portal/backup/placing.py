"""How an archive comes to its place: complete, flushed and read again, or not at all.

What a killed run leaves is called ``….unfinished``; the next run takes it away.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from portal.backup.archive import Archive, checked
from portal.embedded.cluster import Failed
from portal.embedded.locks import take

NAMES = "portal-*.tar"  # of archives that the portal named
UNFINISHED = ".unfinished"


@contextmanager
def writing(target: Path, made: float) -> Iterator[Archive]:
    """Gets its name once it is sealed, on the disk and read again; never takes another's."""
    sweep(target)
    if os.path.lexists(target):
        raise Failed(f"{target} is there already, and nothing is overwritten.")
    unfinished = target.with_name(target.name + UNFINISHED)
    with open(unfinished, "xb", opener=private) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield Archive(file, made)
            file.flush()
            os.fsync(file.fileno())
            checked(unfinished)
            publish(unfinished, target)
        finally:
            unfinished.unlink(missing_ok=True)


def private(path: str, flags: int) -> int:
    """It holds what people told the portal alone."""
    return os.open(path, flags, 0o600)


def sweep(target: Path) -> None:
    """Takes away what killed runs left; whoever still writes holds a lock."""
    own = target.with_name(target.name + UNFINISHED)
    for left in {own, *target.parent.glob(NAMES + UNFINISHED)}:
        if left.exists():
            if lock := take(left, fcntl.LOCK_EX | fcntl.LOCK_NB):
                left.unlink()
                lock.close()
            elif left == own:
                raise Failed(f"Another backup is being written to {target}.")


def publish(unfinished: Path, target: Path) -> None:
    try:
        os.link(unfinished, target)  # fails where the name is taken, which a rename does not
    except FileExistsError:
        raise Failed(f"{target} is there already, and nothing is overwritten.") from None
    except OSError:  # a file system without links, such as that of a memory stick
        unfinished.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    with suppress(OSError):
        os.fsync(folder)
    os.close(folder)
