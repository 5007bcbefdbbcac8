"""Keeps one PostgreSQL running as long as a process uses it: ``python -m portal.embedded.keeper``.

A process of its own, so that neither Ctrl-C nor the death of the one that started it takes the
database from the others. Who uses the server holds a shared lock on ``<folder>.users``, which the
system takes back from the dead: once the keeper gets that lock for itself, nobody is left.
"""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from portal.embedded import cluster
from portal.embedded.cluster import Failed, beside
from portal.embedded.locks import take
from portal.lifeline import tied

PAUSE = 0.1  # seconds between two looks
PATIENCE = 120.0  # seconds: recovery after a crash can take long
ANSWERS = (0, 1)  # what pg_isready returns for a server that takes or refuses connections
ATTEMPTS = 5  # a killed server's own children may hold its memory for a moment


def end_leftover(folder: Path) -> None:
    """A server that lost its keeper is asked to stop; the file of a dead one is taken away."""
    left = folder / "postmaster.pid"
    question = [cluster.program("pg_isready"), "-q", "-h", str(cluster.socket_folder(folder))]
    # Only an answer proves that the number in the file is not somebody else's by now.
    if left.exists() and subprocess.run(question).returncode in ANSWERS:
        os.kill(int(state(folder)[0]), signal.SIGINT)
        wait_until_gone(left)
    left.unlink(missing_ok=True)


def wait_until_gone(path: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while path.exists() and time.monotonic() < deadline:
        time.sleep(PAUSE)


def state(folder: Path) -> list[str]:
    """Number and state of the server: the first and the eighth line of its own file."""
    try:
        lines = (folder / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []
    return [line.strip() for line in lines[:1] + lines[7:8]]


def wait_until_ready(folder: Path, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        if state(folder) == [str(process.pid), "ready"]:
            return
        time.sleep(PAUSE / 4)
    raise Failed(f"PostgreSQL did not start: {last_words(folder)}")


def last_words(folder: Path) -> str:
    log = beside(folder, "log")
    lines = log.read_text(errors="replace").splitlines()[-20:]
    fatal = [line for line in lines if "FATAL" in line or "PANIC" in line]
    return fatal[-1] if fatal else f"{log} says why."


def start(folder: Path, user: str | None) -> "subprocess.Popen[bytes]":
    sockets = str(cluster.socket_folder(folder)).replace('"', '""')
    options = ["listen_addresses=", f'unix_socket_directories="{sockets}"', "log_checkpoints=off"]
    command = [cluster.program("postgres"), "-D", str(folder)]
    command += [word for option in options for word in ("-c", option)]
    with beside(folder, "log").open("ab") as log:
        return subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            cwd="/",
            preexec_fn=tied(signal.SIGINT),
            **cluster.identity(user),
        )


@contextmanager
def serving(folder: Path, user: str | None) -> Iterator["subprocess.Popen[bytes]"]:
    """PostgreSQL on a socket alone, ready for connections; stopped at the end of the block."""
    end_leftover(folder)
    cluster.own(cluster.socket_folder(folder), user)
    process = start(folder, user)
    try:
        wait_until_ready(folder, process)
        yield process
    finally:
        process.send_signal(signal.SIGINT)  # a fast shutdown, as PostgreSQL calls it
        process.wait()


def say(word: str) -> None:
    """One line to the process that started this one, which may be gone; then silence."""
    with suppress(BrokenPipeError):
        print(word, flush=True)  # noqa: T201
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def serve(folder: Path, user: str | None) -> bool:
    """True when the last user has left, False when the server died before."""
    with serving(folder, user) as process:
        say("ready")
        while process.poll() is None:
            # Held until the server is down: a new user waits for that, then starts another.
            if alone := take(beside(folder, "users"), fcntl.LOCK_EX | fcntl.LOCK_NB):  # noqa: F841
                return True
            time.sleep(PAUSE)
    return False


def keep(folder: Path) -> None:
    user = cluster.account()
    cluster.make(folder, user)
    failures = 0
    while True:
        try:
            if serve(folder, user):
                return
            failures = 0
        except Failed:
            failures += 1
            if failures == ATTEMPTS:
                raise
        time.sleep(PAUSE)


def main(folder: Path) -> None:
    lock = take(beside(folder, "keeper"), fcntl.LOCK_EX | fcntl.LOCK_NB)
    if lock is None:
        raise SystemExit(f"Another keeper serves {folder}.")
    lock.truncate(0)
    print(os.getpid(), file=lock, flush=True)  # whom ``server.stop`` asks
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        keep(folder)
    except (Failed, OSError) as error:
        say(f"PostgreSQL cannot be set up: {error}" if isinstance(error, OSError) else str(error))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
