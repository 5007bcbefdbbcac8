"""Checks that the lock matches pyproject.toml; ``--upgrade`` makes it anew (``make lock``)."""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# One lock for every system, from the oldest Python that may run it; no header, as it holds a path.
COMPILE = "--quiet --universal --python-version 3.12 --generate-hashes --no-header"
SITE = ["pyproject.toml", "--constraint", "requirements/constraints.in"]
SOURCES = {
    "base.txt": SITE,
    "s3.txt": [*SITE, "--extra", "s3"],
    "dev.txt": [*SITE, "--extra", "s3", "--group", "dev"],
    "uv.txt": ["requirements/uv.in"],
}


def compile(name: str, target: Path, *more: str) -> None:
    """What ``target`` holds stays as it is where it still fits."""
    done = subprocess.run(
        [".uv/bin/uv", "pip", "compile", *COMPILE.split(), *more, *SOURCES[name], "-o", target],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(
            f"requirements/{name} cannot be compiled. Either pyproject.toml asks for what does "
            f"not exist, or the package index cannot be reached:\n{done.stderr.strip()}"
        )


def pins(text: str) -> list[str]:
    """Names, versions and markers. New files of the same version bring hashes, nothing else."""
    return [line for line in text.splitlines() if line and line[0] not in "# "]


def check(name: str) -> bool:
    lock = (ROOT / "requirements" / name).read_text()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / name
        copy.write_text(lock)
        compile(name, copy)
        fits = pins(copy.read_text()) == pins(lock)
    if not fits:
        print(f"requirements/{name} does not match pyproject.toml: run 'make lock'.")
    return fits


def main() -> None:
    if "--upgrade" in sys.argv:
        for name in SOURCES:
            compile(name, ROOT / "requirements" / name, "--upgrade")
    else:
        wrong = [name for name in SOURCES if not check(name)]
        sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
