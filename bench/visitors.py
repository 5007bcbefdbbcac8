"""Reading by visitors, in requests a second, beside a constant page; and what a worker weighs.

    DATABASE_URL=postgres://…/bench_10000 PORTAL_MODE=demo .venv/bin/python bench/visitors.py

Needs wrk (``apt install wrk``). Each site is granian with two processes; they run one after the
other on the same machine: take the ratios, not the numbers.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
PORT = int(os.environ.get("PORT", "8170"))
SITE = f"http://127.0.0.1:{PORT}"
SECONDS = int(os.environ.get("SECONDS", "5"))
LOOKS = int(os.environ.get("LOOKS", "20000"))  # at pages made anew, while the workers are weighed
CONNECTIONS = 16
PATHS = ("/en/experiences/", "/en/", "/en/experiences/?q=programa", "/en/experiences/made-100/")


@contextmanager
def serving(app: str, folder: Path, **environment: str) -> Iterator[int]:
    """The number of the process that the workers belong to."""
    options = f"--interface wsgi --port {PORT} --workers 2 --blocking-threads 4 --no-ws"
    command = [sys.executable, "-m", "granian", *options.split(), "--log-level", "error", app]
    process = subprocess.Popen(command, cwd=folder, env=os.environ | environment)
    try:
        for _try in range(100):
            try:
                urlopen(f"{SITE}/healthz")  # noqa: S310 - our own
                break
            except URLError as error:
                if getattr(error, "code", 0):  # it answers, if only that there is no such page
                    break
                time.sleep(0.2)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def rate(path: str, *headers: str, seconds: int = SECONDS) -> float:
    options = [word for header in headers for word in ("-H", header)]
    command = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", *options, SITE + path]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in told and not headers:
        raise SystemExit(f"{path}: {told}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])  # type: ignore[index]


def weight(parent: int) -> list[int]:
    """MB that each worker holds."""
    told = subprocess.run(
        ["ps", "--ppid", str(parent), "-o", "rss="], check=True, capture_output=True, text=True
    )
    return [int(line) // 1024 for line in told.stdout.split()]


def tag(path: str) -> str:
    with urlopen(SITE + path) as answer:  # noqa: S310
        return str(answer.headers["ETag"])


def main() -> None:
    if not shutil.which("wrk"):
        raise SystemExit("wrk is not installed (apt install wrk): nothing was measured.")
    with serving("constant:application", ROOT / "bench"):
        limit = rate("/")
    print(f"a constant page of 25 kB: {limit:.0f}/s\n")
    print("| page | made anew | kept | asked again (304) | kept : constant | 304 : constant |")
    print("|---|---|---|---|---|---|")
    with serving("portal.wsgi:application", ROOT, SHARE_PAGES="0"):
        fresh = {path: rate(path) for path in PATHS}
    with serving("portal.wsgi:application", ROOT, SHARE_PAGES="1") as parent:
        before = weight(parent)
        for path in PATHS:
            kept, again = rate(path), rate(path, f"If-None-Match: {tag(path)}")
            print(
                f"| {path} | {fresh[path]:.0f}/s | {kept:.0f}/s | {again:.0f}/s"
                f" | {kept / limit:.2f} | {again / limit:.2f} |"
            )
        first, done = weight(parent), 0.0
        while done < LOOKS:
            done += 5 * rate(PATHS[0], "Cookie: sessionid=nobody", seconds=5)
        print(f"\nMB of the workers: {before} at first, {first} after the table,")
        print(f"{weight(parent)} after {done:.0f} more pages that were made anew")


if __name__ == "__main__":
    main()
