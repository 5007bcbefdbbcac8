"""Checks that no file tells where it was made: no package registry, no path of one machine."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Taken apart, so that this file does not name them either.
REGISTRIES = (
    r"py" + r"pi\.(org|io)",
    r"python" + r"hosted\.org",
    r"registry\." + r"npm",
    r"deb\." + r"debian\.org",
    r"files\." + r"pythonhosted",
    r"--(extra-)?" + r"index-url",
)
PATHS = (r"(?<![\w.:/-])/" + r"(root|home|work|Users)/\w",)
TELLTALE = re.compile("|".join(REGISTRIES + PATHS))


def tracked() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in names.stdout.split("\0") if (ROOT / name).is_file()]


def telling(file: Path) -> list[str]:
    """The lines of ``file`` that tell; a picture or another binary has none."""
    lines = file.read_bytes().decode("utf-8", "replace").splitlines()
    return [
        f"{file.relative_to(ROOT)}:{number}: {found[0]}"
        for number, line in enumerate(lines, 1)
        if (found := TELLTALE.search(line))
    ]


def main() -> None:
    found = [line for file in tracked() for line in telling(file)]
    print("\n".join(found))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
