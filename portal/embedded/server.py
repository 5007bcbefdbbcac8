"""The side of those who use the embedded PostgreSQL: sign on, sign off, stop."""

import atexit
import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO

from portal.embedded.cluster import Failed, beside, socket_folder
from portal.embedded.locks import take

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60.0  # seconds that a stopping server gets
_threads = threading.Lock()
_held: dict[Path, tuple[int, IO[str] | None]] = {}


def sign_on(folder: Path) -> Path:
    """Start the server unless it runs, use it until this process ends; the socket's folder."""
    with _threads:
        folder.parent.mkdir(parents=True, exist_ok=True)
        whose, lock = _held.get(folder, (0, None))
        if whose != os.getpid():  # a forked child counts for itself
            if lock:
                lock.close()  # the parent goes on holding it
            _held[folder] = os.getpid(), take(beside(folder, "users"), fcntl.LOCK_SH)
        with beside(folder, "start").open("a") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            if not is_kept(folder):
                start_keeper(folder)
    return socket_folder(folder)


def is_kept(folder: Path) -> bool:
    lock = take(beside(folder, "keeper"), fcntl.LOCK_SH | fcntl.LOCK_NB)
    if lock:
        lock.close()
    return lock is None


def start_keeper(folder: Path) -> None:
    keeper = subprocess.Popen(
        [sys.executable, "-m", "portal.embedded.keeper", str(folder)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        start_new_session=True,  # out of reach of Ctrl-C
        text=True,
    )
    assert keeper.stdout  # noqa: S101  it is a pipe; said for mypy
    with keeper.stdout as words:
        answer = words.readline().strip()
    keeper.returncode = 0  # it outlives us by design: nobody waits for it
    if answer != "ready":
        raise Failed(answer or "PostgreSQL did not start.")


def sign_off(folder: Path) -> bool:
    """Use the server no longer and wait for its end; False if others go on using it."""
    with _threads:
        _, lock = _held.pop(folder, (0, None))
        if lock:
            lock.close()
    return wait_for_end(folder)


@atexit.register
def close_all() -> None:
    """The end of the process would close them too, but not without a warning."""
    for _, lock in _held.values():
        if lock:
            lock.close()


def stop(folder: Path) -> bool:
    """End the server whoever uses it; False if it does not end in time."""
    if not is_kept(folder):
        return True
    os.kill(int(beside(folder, "keeper").read_text()), signal.SIGTERM)
    return wait_for_end(folder)


def wait_for_end(folder: Path) -> bool:
    deadline = time.monotonic() + PATIENCE
    while is_kept(folder):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
