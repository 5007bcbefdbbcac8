"""What goes wrong, in one sentence for the operator and her mail from cron."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import DatabaseError

from portal.embedded.cluster import Failed
from portal.health import AWAY

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def in_one_sentence(failed: str) -> Iterator[None]:
    """``failed`` says what has not happened; the reason follows it."""
    try:
        yield
    except KeyboardInterrupt:
        raise CommandError(f"{failed} Stopped.") from None
    except (Failed, OSError, DatabaseError, *AWAY) as error:
        raise CommandError(f"{failed} {sentence(error)}") from error


def sentence(error: Exception) -> str:
    if (isinstance(error, OSError) and error.errno in FULL) or "No space left" in str(error):
        return "The disk is full (where the archive goes, or the temporary folder)."
    if isinstance(error, PermissionError):
        return f"No permission: {error.filename}."
    if isinstance(error, OSError):
        place = f": {error.filename}" if error.filename else ""
        return f"{error.strerror or error}{place}."
    if isinstance(error, AWAY):
        return f"The database does not answer: {' '.join(str(error).split())}"
    return " ".join(str(error).split())
