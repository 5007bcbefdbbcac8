"""Reading by visitors beside a constant page: requests a second, and processor time of each.

    VAR_DIR=var/bench/ten PORTAL_MODE=demo .venv/bin/python bench/visitors.py

On a database made by ``manage.py make_scale``, in VAR_DIR or at DATABASE_URL. Needs wrk (``apt
install wrk``). The sites are granian with two processes each and are asked in turns, a second or
so each, so that what else the machine does weighs on all of them alike: take the ratios. *CPU* is
what the web processes used for one answer (system time included), which others hardly change; the
server of the database, which answers one question for each, is not in it, but in the rates.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parent.parent
PORT = int(os.environ.get("PORT", "8170"))
SECONDS = float(os.environ.get("SECONDS", "2"))  # of each turn
TURNS = int(os.environ.get("TURNS", "3"))
CONNECTIONS = 16
# As docs/howto/deploy.md says.
LEAN = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "16384",
    "MALLOC_TRIM_THRESHOLD_": "65536",
}
TICK = os.sysconf("SC_CLK_TCK")
SITE = ("portal.wsgi:application", ROOT)
PATHS = (
    "/en/experiences/",
    "/en/",
    "/en/exchanges/",
    "/en/organizations/",
    "/en/experiences/?country=CL&theme=old-age-income",
    "/en/experiences/?q=programa",
    "/en/experiences/made-100/",
)


class Rate(NamedTuple):
    a_second: float
    cpu: float  # microseconds of the web processes for an answer


class Server:
    def __init__(self, pid: int, port: int) -> None:
        self.pid, self.site = pid, f"http://127.0.0.1:{port}"

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def used(self) -> float:
        """Seconds of the processors so far."""
        stats = [Path(f"/proc/{pid}/stat").read_text() for pid in self.workers()]
        fields = [stat.rpartition(")")[2].split() for stat in stats]
        return sum(int(field[11]) + int(field[12]) for field in fields) / TICK

    def asked(self, path: str, *headers: str) -> Rate:
        options = [word for header in headers for word in ("-H", header)]
        wrk = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{SECONDS:g}s", *options, self.site + path]
        before = self.used()
        told = subprocess.run(wrk, check=True, capture_output=True, text=True).stdout
        if "Non-2xx" in told and not any("None-Match" in header for header in headers):
            raise SystemExit(f"{path}: {told}")
        answers = int(re.search(r"(\d+) requests in", told)[1])  # type: ignore[index]
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])  # type: ignore[index]
        return Rate(rate, 1e6 * (self.used() - before) / max(answers, 1))

    def tag(self, path: str, *headers: str) -> str:
        pairs = dict(header.split(": ", 1) for header in headers)
        with urlopen(Request(self.site + path, headers=pairs)) as answer:  # noqa: S310 - our own
            return str(answer.headers["ETag"])


@contextmanager
def serving(
    app: str, folder: Path, port: int, workers: int = 2, **environment: str
) -> Iterator[Server]:
    options = f"--interface wsgi --port {port} --workers {workers} --blocking-threads 4 --no-ws"
    command = [sys.executable, "-m", "granian", *options.split(), "--log-level", "error", app]
    environment = {**LEAN, **environment}
    process = subprocess.Popen(command, cwd=folder, env=os.environ | environment)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield Server(process.pid, port)
    finally:
        process.terminate()
        process.wait()


def wait_for(address: str) -> None:
    for _try in range(100):
        try:
            urlopen(address, timeout=5)  # noqa: S310 - our own
            return
        except OSError as error:
            if isinstance(error, HTTPError):  # it answers, if only that there is no such page
                return
            time.sleep(0.2)


def middle(rates: list[Rate]) -> Rate:
    return Rate(*(statistics.median(column) for column in zip(*rates, strict=True)))


def row(path: str, constant: Server, anew: Server, shared: Server) -> str:
    packed = "Accept-Encoding: gzip"
    again = f"If-None-Match: {shared.tag(path)}"
    kinds = {
        "constant": lambda: constant.asked("/"),
        "anew": lambda: anew.asked(path),
        "kept": lambda: shared.asked(path),
        "packed": lambda: shared.asked(path, packed),
        "again": lambda: shared.asked(path, again),
    }
    for ask in kinds.values():  # both processes have kept what they will
        ask()
    found: dict[str, list[Rate]] = {kind: [] for kind in kinds}
    for _turn in range(TURNS):
        for kind, ask in kinds.items():
            found[kind].append(ask())
    limit, *others = (middle(rates) for rates in found.values())
    cells = [f"{limit.a_second:.0f}/s {limit.cpu:.0f} µs"]
    cells += [f"{others[0].a_second:.0f}/s {others[0].cpu / 1000:.1f} ms"]
    cells += [
        f"{one.a_second:.0f}/s {one.cpu:.0f} µs **{one.a_second / limit.a_second:.2f}**"
        f" ({limit.cpu / one.cpu:.2f})"
        for one in others[1:]
    ]
    return f"| {path} | {' | '.join(cells)} |"


def main() -> None:
    if not shutil.which("wrk"):
        raise SystemExit("wrk is not installed (apt install wrk): nothing was measured.")
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(collect, cwd=ROOT, check=True)
    print("Share of the constant page in **requests a second** (in processor time).\n")
    print("| page | constant | made anew | kept | kept, compressed | asked again (304) |")
    print("|---|---|---|---|---|---|")
    with ExitStack() as sites:
        constant = sites.enter_context(serving("constant:application", ROOT / "bench", PORT))
        anew = sites.enter_context(serving(*SITE, PORT + 1, SHARE_PAGES="0"))
        shared = sites.enter_context(serving(*SITE, PORT + 2, SHARE_PAGES="1"))
        for server in (anew, shared):
            for path in PATHS * 2:  # both workers have compiled and kept what they will
                server.asked(path)
        for path in PATHS:
            print(row(path, constant, anew, shared), flush=True)


if __name__ == "__main__":
    main()
