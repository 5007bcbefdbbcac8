"""Processes that do not outlive the one that started them, even if that one is killed."""

import ctypes
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None)


def tied(signal: int) -> Callable[[], None]:
    """For ``preexec_fn``: the system sends ``signal`` when the parent is gone (Linux only)."""

    def tie() -> None:
        if sys.platform == "linux":
            libc.prctl(PR_SET_PDEATHSIG, signal)

    return tie
