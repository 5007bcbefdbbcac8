"""``make messages``: brings ``locale/`` up to date with the code. Needs gettext's xgettext."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("es", "pt_BR", "fr")  # English is the language of the code
# Only the file is noted, as line numbers would change in every commit.
OPTIONS = ["--add-location=file", "--no-wrap", "--ignore=var", "--ignore=tests"]


def update(root: Path) -> None:
    if not shutil.which("xgettext") or not shutil.which("msgmerge"):
        sys.exit("Translations need gettext: install it (on Debian: apt-get install gettext).")
    (root / "locale").mkdir(exist_ok=True)
    languages = [word for language in LANGUAGES for word in ("--locale", language)]
    done = subprocess.run(
        [sys.executable, "manage.py", "makemessages", *languages, *OPTIONS],
        cwd=root,
        env=os.environ | {"PORTAL_MODE": "test"},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(done.stdout + done.stderr)


if __name__ == "__main__":
    update(ROOT)
