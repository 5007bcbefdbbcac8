"""The first view on a weak line: what Lighthouse says of each kind of page, on a phone and slow 4G.

    make run                       # once: the sample content, in var/
    npm install lighthouse         # anywhere; Chromium is found as the tests find it
    LIGHTHOUSE=…/node_modules/.bin/lighthouse PORTAL_MODE=demo .venv/bin/python bench/lighthouse.py

On the database of ``make run``, or the one at DATABASE_URL. Times are Lighthouse's own simulation
of the line; the busier the machine, the worse they are. ``TURNS=3`` tells the best of three.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from visitors import PORT, ROOT, SITE, serving

LANGUAGE = os.environ.get("BENCH_LANGUAGE", "es")  # that of most readers; LANGUAGE is the system's
TURNS = int(os.environ.get("TURNS", "1"))
PATHS = (
    "",
    "experiences/",
    "experiences/?country=CL",
    "experiences/?q=transferencias+condicionadas",
    "experiences/chile-solidario-puente/",
    "lessons/",
    "exchanges/",
    "exchanges/EXC-2009-001/",
    "organizations/",
    "organizations/aecid/",
    "countries/cl/",
    "themes/",
    "themes/cash-transfers/",
    "about/",
)
MARKS = ("performance", "accessibility", "best-practices", "seo")


@dataclass(frozen=True)
class View:
    marks: list[int]
    painted: float  # milliseconds to the largest picture or text
    shifted: float
    kilobytes: float
    complaints: list[str]

    @classmethod
    def told(cls, report: dict[str, Any]) -> View:
        audits, categories = report["audits"], report["categories"]

        def number(name: str) -> float:
            return float(audits[name].get("numericValue", float("nan")))

        missed = [
            f"{mark}: {audits[ref['id']]['title']}"
            for mark in MARKS[1:]
            for ref in categories[mark]["auditRefs"]
            if ref["weight"] and audits[ref["id"]]["score"] not in (None, 1)
        ]
        return cls(
            [round(100 * categories[mark]["score"]) for mark in MARKS],
            number("largest-contentful-paint"),
            number("cumulative-layout-shift"),
            number("total-byte-weight") / 1024,
            missed,
        )


def view(program: str, chromium: str, address: str) -> View:
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        subprocess.run(
            [
                program, address, "--quiet", "--output=json", f"--output-path={report}",
                "--chrome-flags=--headless --no-sandbox --disable-gpu",
            ],
            check=True, timeout=180, env=os.environ | {"CHROME_PATH": chromium},
        )  # fmt: skip
        return View.told(json.loads(report.read_text()))


def main() -> None:
    program = os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse")
    if not program:
        raise SystemExit("Lighthouse is not installed (npm install lighthouse): nothing measured.")
    chromium = subprocess.run(
        ["sh", "setup/chromium.sh"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(collect, cwd=ROOT, check=True)
    print(f"| page | {' | '.join(MARKS)} | largest painted, ms | shift | kB |")
    print("|---|---|---|---|---|---|---|---|")
    with serving(*SITE, PORT, workers=1) as site:
        for path in PATHS:
            address = f"{site.site}/{LANGUAGE}/{path}"
            seen = [view(program, chromium, address) for _turn in range(TURNS)]
            best = max(seen, key=lambda one: (sum(one.marks), -one.painted))
            marks = " | ".join(map(str, best.marks))
            print(
                f"| /{LANGUAGE}/{path} | {marks} | {best.painted:.0f} | {best.shifted:.3f} |"
                f" {best.kilobytes:.0f} |",
                flush=True,
            )
            for complaint in best.complaints:
                print(f"    {complaint}")


if __name__ == "__main__":
    main()
