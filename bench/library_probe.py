"""One database measured: reads ``measure`` or ``memory`` line by line, answers JSON.

Started by bench/library.py. ``sql`` is the time that the database takes for all statements of the
page, ``page`` that of the whole answer from Django, in milliseconds.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ["SHARE_PAGES"] = "0"  # every page is made anew

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.utils.translation import activate  # noqa: E402

from community.models import Person  # noqa: E402
from experiences.models import Experience, Word  # noqa: E402

LIBRARY = "/en/experiences/"
TIMES = 8  # looks at the addresses of a case in a turn
settings.ALLOWED_HOSTS = ["*"]


class Clock:
    """Adds up what the database takes."""

    def __init__(self) -> None:
        self.spent = 0.0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            self.spent += time.perf_counter() - started


def rare() -> list[str]:
    """The rarest words that at least fifteen sheets use."""
    known = Word.objects.filter(sheets__gte=15, word__regex="^[a-z]+$").order_by("sheets", "word")
    return list(known.values_list("word", flat=True)[:4])


def cases() -> Iterator[tuple[str, list[str]]]:
    slugs = Experience.objects.published().filter(slug__startswith="made-").order_by("pk")
    some = [slugs[place].slug for place in range(0, 400, 100)]
    yield "newest", [LIBRARY]
    yield (
        "filters: country, theme, language",
        [
            f"{LIBRARY}?country={iso2}&theme={theme}&language={code}"
            for iso2, theme, code in (
                ("CL", "old-age-pensions", "es"),
                ("BR", "cash-transfers", "pt"),
                ("JM", "school-feeding", "en"),
                ("MX", "social-registries", "es"),
            )
        ],
    )
    yield "rare word", [f"{LIBRARY}?q={word}" for word in rare()]
    yield (
        "two words",
        [
            f"{LIBRARY}?q={words}"
            for words in (
                "pension+mujeres",
                "evaluation+households",
                "renda+escola",
                "ahorro+rural",
            )
        ],
    )
    yield (
        "common word",
        [f"{LIBRARY}?q={word}" for word in ("programa", "familias", "social", "children")],
    )
    yield "common words, filtered", [f"{LIBRARY}?q=programa+social&country=CL&language=es"]
    yield "typing error", [f"{LIBRARY}?q={word}" for word in ("alimentasion", "pensionnes")]
    yield "four words", [f"{LIBRARY}?q=evaluacion+impacto+transferencias+ni%C3%B1ez"]
    yield "page 500 of all", [f"{LIBRARY}?page=500"]
    yield "last page of a common word", [f"{LIBRARY}?q=programa&page=500"]
    yield "by title", [f"{LIBRARY}?sort=title", f"{LIBRARY}?sort=title&page=100"]
    yield "sheet", [f"{LIBRARY}{slug}/" for slug in some]
    yield "search of the whole site", ["/en/search/?q=pensiones"]
    yield (
        "suggestions",
        [f"{LIBRARY}suggestions/?q={typed}" for typed in ("pro", "alim", "transf mon", "pens")],
    )
    yield "home", ["/en/"]
    yield "lessons", ["/en/lessons/"]
    yield "theme", ["/en/themes/cash-transfers/"]
    yield "feed", ["/en/experiences/feed/"]


def measure() -> dict[str, dict[str, list[float]]]:
    client = Client(raise_request_exception=True)
    for addresses in ALL.values():
        client.get(addresses[0])  # templates are compiled, the usual pages of the index in memory
    found: dict[str, dict[str, list[float]]] = {"constant 25 kB page": constant()}
    for case, addresses in ALL.items():
        times: dict[str, list[float]] = {"sql": [], "page": []}
        for _time in range(max(1, TIMES // len(addresses))):
            for address in addresses:
                with clocked(times):
                    answer = client.get(address)
                if answer.status_code != 200:
                    raise SystemExit(f"{address}: {answer.status_code}")
        found[case] = times
    found["publication"] = publication()
    return found


@contextmanager
def clocked(times: dict[str, list[float]]) -> Iterator[None]:
    clock = Clock()
    started = time.perf_counter()
    with connection.execute_wrapper(clock):
        yield
    times["page"].append(1000 * (time.perf_counter() - started))
    times["sql"].append(1000 * clock.spent)


def publication() -> dict[str, list[float]]:
    """A sheet withdrawn from the library and published again, to the commit."""
    times: dict[str, list[float]] = {"sql": [], "page": []}
    for sheet in Experience.objects.published().filter(slug__startswith="made-")[:TIMES]:
        with clocked(times), transaction.atomic():
            Experience.objects.filter(pk=sheet.pk).update(status="archived")
        with clocked(times), transaction.atomic():
            Experience.objects.filter(pk=sheet.pk).update(status="published")
    return times


def constant() -> dict[str, list[float]]:
    """What Django with all our middleware takes for a page of 25 kB that asks nobody anything."""
    times: dict[str, list[float]] = {"sql": [], "page": []}
    with override_settings(ROOT_URLCONF="constant_urls"):
        client = Client()
        client.get("/")
        for _time in range(TIMES):
            with clocked(times):
                client.get("/")
    return times


def main() -> None:
    for line in sys.stdin:
        if line.strip() == "measure":
            print(json.dumps(measure()), flush=True)
        else:
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, flush=True)
            return


if __name__ == "__main__":
    activate("en")
    ALL = dict(cases())
    Person.objects.exists()  # the connection is open before anything is measured
    main()
