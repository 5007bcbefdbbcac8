"""``make check``: what can be said about the code without running it. A failure hides no other."""

import os
import secrets
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from setup import environment

ROOT = Path(__file__).resolve().parent.parent
TEST = {"PORTAL_MODE": "test"}


def python(line: str) -> list[str]:
    return [sys.executable, *line.split()]


def templates() -> list[str]:
    return sorted(str(path) for path in ROOT.glob("templates/**/*.html"))


def production() -> dict[str, str]:
    """The example of a production environment, so that it is checked along.

    Django asks the server what it can do; here that is the embedded one, not the example's.
    """
    here = {"DATABASE_URL": "embedded", "VAR_DIR": str(ROOT / "var" / "check")}
    secret = {"SECRET_KEY": secrets.token_urlsafe(64)}
    return environment.example(ROOT / ".env.example") | secret | here


def checks() -> dict[str, tuple[list[str], Mapping[str, str]]]:
    djade = [str(Path(sys.executable).with_name("djade")), "--check", *templates()]
    return {
        "format": (python("-m ruff format --check ."), {}),
        "lint": (python("-m ruff check ."), {}),
        "format of templates": (djade, {}),
        "types": (python("-m mypy"), TEST),
        "migrations": (python("manage.py makemigrations --check --dry-run"), TEST),
        "static files": (python("manage.py collectstatic --noinput --clear -v0"), production()),
        "compiled translations": (python("manage.py compile_translations -v0"), TEST),
        "production settings": (
            python("-W error manage.py check --deploy --fail-level WARNING"),
            production(),
        ),
        "translations": (python("-m setup.translations"), TEST),
        "lock": (python("-m setup.lock"), {}),
        "addresses": (python("-m setup.addresses"), {}),
    }


def passes(name: str, command: list[str], more: Mapping[str, str]) -> bool:
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | more,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name}", flush=True)
    if done.returncode != 0:
        print(done.stdout.strip() or f"exit code {done.returncode}", end="\n\n", flush=True)
    return done.returncode == 0


def main() -> None:
    failed = [name for name, check in checks().items() if not passes(name, *check)]
    sys.exit(f"make check: {', '.join(failed)} failed." if failed else 0)


if __name__ == "__main__":
    main()
