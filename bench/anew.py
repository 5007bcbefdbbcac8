"""What the processor does for a page that is made anew: milliseconds, calls, questions, bytes.

    VAR_DIR=var/bench/ten PORTAL_MODE=demo .venv/bin/python bench/anew.py

One process, no page cache, the way through all middleware; the best of many looks, so that others
on the machine count little. Processor time is this process's alone: the database has its own.
``--profile`` shows instead where one page spends its time; ``--keep FOLDER`` writes what readers
get, to be compared with what they got before.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import re
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ["SHARE_PAGES"] = "0"
os.environ["SEARCHES_A_MINUTE"] = str(10**9)

import django

django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import RequestFactory  # noqa: E402

from exchanges.models import Exchange  # noqa: E402
from experiences.models import Experience  # noqa: E402
from members.models import Organization  # noqa: E402

site = WSGIHandler()


def pages() -> dict[str, str]:
    sheet = Experience.objects.published().filter(slug__startswith="made-").order_by("pk")[100]
    exchange = Exchange.objects.public().order_by("-pk").first()
    organization = Organization.objects.approved().order_by("pk").first()
    return {
        "library": "/en/experiences/",
        "library, filtered": "/en/experiences/?country=CL&theme=old-age-income",
        "search, common word": "/en/experiences/?q=programa",
        "sheet": sheet.get_absolute_url(),
        "lessons": "/en/lessons/",
        "board": "/en/exchanges/",
        "exchange": exchange.get_absolute_url() if exchange else "/en/exchanges/",
        "directory": "/en/organizations/",
        "organization": organization.get_absolute_url() if organization else "/en/organizations/",
        "home": "/en/",
    }


def ask(path: str, **headers: str) -> bytes:
    """As the HTTP server would; what is not a page stops the bench."""
    path, _mark, query = path.partition("?")
    environ = RequestFactory(SERVER_NAME="127.0.0.1").get(path).environ
    told: list[str] = []

    def start(status: str, _headers: Any, *_others: Any) -> None:
        told.append(status)

    answer = site(environ | {"QUERY_STRING": query} | headers, start)
    body = b"".join(answer)
    answer.close()
    if told != ["200 OK"]:
        raise SystemExit(f"{path}: {told}")
    return body


def measured(path: str, times: int) -> tuple[float, float, int, int]:
    """Milliseconds of this processor, thousand calls, questions, bytes."""
    for _time in range(3):
        body = ask(path)
    spent = []
    for _time in range(times):
        began = time.process_time()
        ask(path)
        spent.append(time.process_time() - began)
    return 1000 * min(spent), called(path) / 1000, questions(path), len(body)


def called(path: str) -> int:
    with cProfile.Profile() as profile:
        ask(path)
    return sum(entry.callcount for entry in profile.getstats())


def questions(path: str) -> int:
    asked = []

    def counted(execute: Callable[..., Any], *arguments: Any) -> Any:
        asked.append(arguments[0])
        return execute(*arguments)

    with connection.execute_wrapper(counted):
        ask(path)
    return len(asked)


def profile(path: str, times: int) -> None:
    for _time in range(3):
        ask(path)
    with cProfile.Profile() as profile:
        for _time in range(times):
            ask(path)
    for order in ("tottime", "cumulative"):
        pstats.Stats(profile).sort_stats(order).print_stats(60)


def keep(paths: Iterable[str], folder: Path) -> None:
    """Each page in four languages; what is different each time (tokens) taken out."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in paths:
        for language in ("en", "es", "pt", "fr"):
            there = f"/{language}{path.removeprefix('/en')}"
            body = re.sub(rb'(name="csrfmiddlewaretoken" value=")[^"]+', rb"\1", ask(there))
            (folder / f"{re.sub('[^a-z0-9]+', '-', there.lower())}.html").write_bytes(body)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--profile", help="the name of a page, or an address")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    asked = parser.parse_args()
    known = pages()
    if asked.profile:
        profile(known.get(asked.profile, asked.profile), asked.times)
    elif asked.keep:
        keep(known.values(), asked.keep)
    else:
        print("| page | ms | thousand calls | questions | kB |\n|---|---|---|---|---|")
        for name, path in known.items():
            spent, calls, number, size = measured(path, asked.times)
            cells = f"{spent:.1f} | {calls:.0f} | {number} | {size / 1000:.0f}"
            print(f"| {name} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
