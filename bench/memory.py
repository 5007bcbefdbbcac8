"""What a web process weighs over 100,000 answers: kept, 304, made anew at all kinds of addresses.

    VAR_DIR=var/bench/ten PORTAL_MODE=demo .venv/bin/python bench/memory.py

On a database made by ``manage.py make_scale``. One granian process with four threads is asked
over four connections. Of five answers one is made anew, at an address nobody asked for before:
sheets, organizations, filters, words, pages, languages, feeds, tables, nonsense. Every 5,000
the content changes, so that all that was kept is of no use any more, and MB are printed.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django

django.setup()

from bench.visitors import SITE, Server, serving  # noqa: E402
from community import content  # noqa: E402
from experiences.models import Experience, Word  # noqa: E402
from members.models import Country, Organization  # noqa: E402

PORT = int(os.environ.get("PORT", "8180"))
ANSWERS = int(os.environ.get("ANSWERS", "100000"))
ROUND = 5000
THREADS = 4
FRESH = 0.2  # of all answers
# All questions come from one address, which the throttle of searches would soon turn away.
SETTINGS = {"SHARE_PAGES": "1", "SEARCHES_A_MINUTE": "1000000"}
USUAL = [
    f"/{language}/{page}"
    for language in ("en", "es", "pt", "fr")
    for page in ("", "experiences/", "exchanges/", "organizations/", "lessons/", "themes/")
]


class Addresses:
    """Of all kinds; nearly never the same twice."""

    def __init__(self) -> None:
        self.sheets = list(Experience.objects.published().values_list("slug", flat=True)[:9000])
        self.organizations = list(Organization.objects.approved().values_list("slug", flat=True))
        self.words = list(Word.objects.order_by("-sheets").values_list("word", flat=True)[:5000])
        self.countries = list(Country.objects.values_list("iso2", flat=True))
        self.chance = random.Random(20261125)

    def fresh(self) -> str:
        pick, number = self.chance.choice, self.chance.randrange
        path = pick(
            [
                f"experiences/{pick(self.sheets)}/?from={number(10**9)}",
                f"organizations/{pick(self.organizations)}/?from={number(10**9)}",
                f"countries/{pick(self.countries).lower()}/?from={number(10**9)}",
                f"experiences/?q={pick(self.words)}+{pick(self.words)}",
                f"experiences/?country={pick(self.countries)}&page={number(90)}&x={number(10**9)}",
                f"experiences/feed/?q={pick(self.words)}",
                f"experiences/suggestions/?q={pick(self.words)}",
                f"organizations/?country={pick(self.countries)}&q={pick(self.words)}",
                f"exchanges/?country={pick(self.countries)}&status={number(10**9)}",
                f"lessons/?country={pick(self.countries)}&q={number(10**9)}",
                f"search/?q={pick(self.words)}",
                f"exchanges/calendar/?organization={pick(self.organizations)}&x={number(10**9)}",
                f"nonsense-{number(10**9)}/",
            ]
        )
        return f"/{pick(('en', 'es', 'pt', 'fr'))}/{path}"


class Browser:
    """One connection that stays open; it remembers the tags of the usual pages."""

    def __init__(self, addresses: Addresses, chance: int) -> None:
        self.line = HTTPConnection("127.0.0.1", PORT, timeout=600)
        self.addresses, self.chance = addresses, random.Random(chance)
        self.tags: dict[str, str] = {}
        self.seen: Counter[str] = Counter()

    def look(self, answers: int) -> None:
        for _answer in range(answers):
            self._ask()

    def _ask(self) -> None:
        is_fresh = self.chance.random() < FRESH
        path = self.addresses.fresh() if is_fresh else self.chance.choice(USUAL)
        headers = {"Accept-Encoding": "gzip"} if self.chance.random() < 0.5 else {}
        key = path + headers.get("Accept-Encoding", "")
        if not is_fresh and key in self.tags and self.chance.random() < 0.6:
            headers["If-None-Match"] = self.tags[key]
        self.line.request("GET", path, headers=headers)
        answer = self.line.getresponse()
        answer.read()
        if answer.status >= 500 or answer.status == 429:
            raise SystemExit(f"{path}: {answer.status}")
        if not is_fresh:
            self.tags[key] = answer.headers["ETag"]
        self.seen["fresh" if is_fresh else str(answer.status)] += 1


def weight(server: Server) -> tuple[float, float]:
    """MB now, and the most there ever were."""
    (pid,) = server.workers()
    lines = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines()
    )
    return tuple(int(lines[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))  # type: ignore[return-value]


def main() -> None:
    addresses = Addresses()
    with serving(*SITE, PORT, workers=1, **SETTINGS) as server:
        browsers = [Browser(addresses, number) for number in range(THREADS)]
        print(f"at first: {weight(server)[0]:.0f} MB", flush=True)
        for done in range(ROUND, ANSWERS + 1, ROUND):
            began, used = time.monotonic(), server.used()
            with ThreadPoolExecutor(THREADS) as threads:
                list(threads.map(lambda browser: browser.look(ROUND // THREADS), browsers))
            now, most = weight(server)
            seen = sum((browser.seen for browser in browsers), Counter[str]())
            print(
                f"{done:7,} answers ({seen['fresh']:,} fresh, {seen['304']:,} 304): {now:.0f} MB"
                f" (most {most:.0f}), {time.monotonic() - began:.0f} s,"
                f" {server.used() - used:.0f} s of the processor",
                flush=True,
            )
            content.count_change()


if __name__ == "__main__":
    main()
