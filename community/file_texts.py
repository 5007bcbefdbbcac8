"""The text of a stored file, read by a program that can do no harm (``text_of_files``)."""

from __future__ import annotations

import subprocess
import sys
from typing import NamedTuple

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext_lazy as _

from community.text_limits import BROKEN, LOCKED, MOST_SECONDS

PROGRAM = "community.text_of_files"  # never imported here: web processes need no PDF reader
PATIENCE = 2 * MOST_SECONDS  # by the clock


class Problem(models.TextChoices):
    """Why a file has no text."""

    EMPTY = "empty", _("it holds no words, perhaps only pictures of pages")
    LOCKED = "locked", _("it asks for a password")
    BROKEN = "broken", _("it is damaged")
    HEAVY = "heavy", _("it takes too much time or memory")
    LOST = "lost", _("it is not there any more")


class Read(NamedTuple):
    text: str
    problem: str = ""


ENDS = {LOCKED: Problem.LOCKED, BROKEN: Problem.BROKEN}


def read(stored: str, kind: str) -> Read:
    """``stored`` is its name in the default storage. A storage out of reach raises ``OSError``."""
    try:
        with default_storage.open(stored) as file:
            return read_content(file.read(), kind)
    except FileNotFoundError:
        return Read("", Problem.LOST)


def read_content(content: bytes, kind: str) -> Read:
    try:
        done = subprocess.run(  # noqa: S603 - ours, with a kind from our own list
            [sys.executable, "-m", PROGRAM, kind],
            input=content,
            capture_output=True,
            timeout=PATIENCE,
            cwd=settings.BASE_DIR,
            env={},  # what the site knows is none of its business
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Read("", Problem.HEAVY)
    if done.returncode:
        return Read("", ENDS.get(done.returncode, Problem.HEAVY))
    text = done.stdout.decode()
    return Read(text, "" if text else Problem.EMPTY)
