"""How fast the library is, from ten thousand sheets to a million, in one run on one machine.

    DATABASE_URL=postgres://…/bench PORTAL_MODE=demo .venv/bin/python bench/library.py 10000 100000

Each size has a database of its own beside the named one (``bench_library_10000``), made where it
is missing with ``make_scale`` and kept (``--drop`` takes them away). The sizes take turns, so that
whatever else the machine does meets all of them. Writes the table for docs/explanation/search.md.
The pages need their static files: `make run` once, or ``manage.py collectstatic``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
PYTHON = [sys.executable, str(ROOT / "manage.py")]
ROUNDS = 5  # turns of every size
MAKE = "make_scale --organizations 0 --experiences {}"
KINDS = ("sql", "processor", "page")
Times = dict[str, dict[str, list[float]]]


def main(about: str = "library", make: str = MAKE) -> None:
    """``about`` names the probe, ``make`` what fills its databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--drop", action="store_true", help="the databases afterwards")
    asked = parser.parse_args()
    base = os.environ.get("DATABASE_URL") or sys.exit("DATABASE_URL names a server to measure on.")
    databases = {size: prepared(base, about, make.format(size), size) for size in asked.sizes}
    probes = {size: Probe(about, address) for size, address in databases.items()}
    found: dict[int, Times] = {size: {} for size in asked.sizes}
    for _round in range(asked.rounds):
        for size, probe in probes.items():
            merge(found[size], probe.measure())
    memory = {size: probe.end() for size, probe in probes.items()}
    print(table(found))
    print(f"\nMemory of the measuring process (MB): {memory}")
    if asked.drop:
        for size in asked.sizes:
            drop(base, about, size)


# --- Databases -----------------------------------------------------------------------------------


def beside(base: str, about: str, size: int) -> tuple[str, str]:
    """Name and address of the database for a size."""
    parts = urlsplit(base)
    name = f"{parts.path.lstrip('/')}_{about}_{size}"
    return name, urlunsplit(parts._replace(path=f"/{name}"))


def prepared(base: str, about: str, make: str, size: int) -> str:
    name, address = beside(base, about, size)
    with psycopg.connect(server(base), autocommit=True) as admin:
        there = admin.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone()
        if there is not None:
            return address
        admin.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    for command in ("migrate -v0", "load_sample", make):
        started = time.monotonic()
        environment = os.environ | {"DATABASE_URL": address}
        subprocess.run([*PYTHON, *command.split()], check=True, env=environment, stdout=sys.stderr)
        print(f"{name}: {command}: {time.monotonic() - started:.0f} s", file=sys.stderr)
    return address


def drop(base: str, about: str, size: int) -> None:
    name, _address = beside(base, about, size)
    with psycopg.connect(server(base), autocommit=True) as admin:
        admin.execute(psycopg.sql.SQL("DROP DATABASE {}").format(psycopg.sql.Identifier(name)))


def server(base: str) -> str:
    return urlunsplit(urlsplit(base)._replace(path="/postgres"))


# --- Measuring -----------------------------------------------------------------------------------


class Probe:
    """A process of its own for each size: what one reads does not warm the other."""

    def __init__(self, about: str, address: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "bench" / f"{about}_probe.py")],
            env=os.environ | {"DATABASE_URL": address, "SEARCHES_A_MINUTE": str(10**9)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, word: str) -> Any:
        assert self.process.stdin  # noqa: S101 - a pipe, like the other
        assert self.process.stdout  # noqa: S101
        print(word, file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())

    def measure(self) -> Times:
        times: Times = self.ask("measure")
        return times

    def end(self) -> int:
        memory = int(self.ask("memory"))
        self.process.communicate()
        return memory


def merge(whole: Times, part: Times) -> None:
    for case, kinds in part.items():
        for kind, values in kinds.items():
            whole.setdefault(case, {}).setdefault(kind, []).extend(values)


# --- The table -----------------------------------------------------------------------------------


def table(found: dict[int, Times]) -> str:
    """Best / median / p95 in milliseconds; ratio of the best to that of the smallest size.

    The best is what the rest of the machine disturbed least; p95 says how much it did.
    """
    sizes = list(found)
    least = found[sizes[0]]
    kinds = " | ".join(("SQL", "processor", "page"))
    heads = "".join(f" {size:,}: questions | {kinds} | {kinds} |" for size in sizes)
    lines = [f"| |{heads}", "|---|" + "---|" * (7 * len(sizes))]
    for case in least:
        cells = []
        for size in sizes:
            times = found[size][case]
            ratios = (min(times[kind]) / max(min(least[case][kind]), 0.1) for kind in KINDS)
            asked = int(median(times["questions"]))
            shown_times = " | ".join(shown(times[kind]) for kind in KINDS)
            cells.append(f"{asked} | {shown_times} | " + " | ".join(f"{r:.1f}" for r in ratios))
        lines.append(f"| {case} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def shown(times: list[float]) -> str:
    return f"{min(times):.1f} / {median(times):.1f} / {p95(times):.1f}"


def p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


if __name__ == "__main__":
    main()
