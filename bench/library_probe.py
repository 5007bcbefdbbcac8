"""One database measured: reads ``measure`` or ``memory`` line by line, answers JSON.

Started by bench/library.py. ``sql`` is the time that the database takes for all statements of the
page, ``processor`` what of it its process worked (where it runs on this machine: whatever else runs
there hardly changes it), ``page`` that of the whole answer from Django, in milliseconds.
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

from community.content import count_change  # noqa: E402
from community.models import Person  # noqa: E402
from experiences.models import Block, Experience, Translation, Word  # noqa: E402
from experiences.related import related_to  # noqa: E402

LIBRARY, LESSONS = "/en/experiences/", "/en/lessons/"
TIMES = 8  # looks at the addresses of a case in a turn
settings.ALLOWED_HOSTS = ["*"]


class Clock:
    """Adds up what the database takes."""

    def __init__(self) -> None:
        self.spent = 0.0
        self.worked = 0.0
        self.questions = 0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        process = arguments[-1]["connection"].connection.info.backend_pid
        worked, started = processor(process), time.perf_counter()
        self.questions += 1
        try:
            return execute(*arguments)
        finally:
            self.spent += time.perf_counter() - started
            self.worked += processor(process) - worked


def processor(process: int) -> float:
    """Seconds that it has worked, as Linux counts them; nothing for one of another machine."""
    try:
        name = Path(f"/proc/{process}/comm").read_text().strip()
        times = Path(f"/proc/{process}/schedstat").read_text().split()
    except OSError:
        return 0.0
    return int(times[0]) / 1e9 if name.startswith("postgres") else 0.0


def rare() -> list[str]:
    """The rarest words that at least fifteen sheets use."""
    known = Word.objects.filter(sheets__gte=15, word__regex="^[a-z]+$").order_by("sheets", "word")
    return list(known.values_list("word", flat=True)[:4])


def blocks() -> list[Block]:
    made = Block.objects.published().filter(experience__slug__startswith="made-")
    return list(made.select_related("experience").order_by("pk")[:4])


def translated() -> list[str]:
    """Each in a language it was not written in."""
    made = Translation.objects.published().filter(experience__slug__startswith="made-")
    some = made.select_related("experience").order_by("pk")[:4]
    return [f"/{one.language}/experiences/{one.experience.slug}/" for one in some]


CHOSEN_PAGES = [
    f"{LIBRARY}?country={iso2}&theme={theme}&language={code}"
    for iso2, theme, code in (
        ("CL", "old-age-income", "es"),
        ("BR", "cash-transfers", "pt"),
        ("JM", "school-feeding", "en"),
        ("MX", "social-registries", "es"),
    )
]
ANEW = ", first after a publication"  # nothing that was counted or chosen from before is valid


def cases() -> Iterator[tuple[str, list[str]]]:
    slugs = Experience.objects.published().filter(slug__startswith="made-").order_by("pk")
    some = [slugs[place].slug for place in range(0, 400, 100)]
    yield "newest", [LIBRARY]
    yield f"newest{ANEW}", [LIBRARY]
    yield "filters: country, theme, language", CHOSEN_PAGES
    yield f"filters{ANEW}", CHOSEN_PAGES
    yield "filters that many pass", [f"{LIBRARY}?language=es&maturity=pilot"]
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
    yield "like Barbados", [f"{LIBRARY}?like=BB"]
    yield "like Barbados, page 100", [f"{LIBRARY}?like=BB&page=100"]
    yield (
        "like Barbados, a common word",
        [f"{LIBRARY}?q={word}&like=BB" for word in ("programa", "children")],
    )
    yield (
        "like Barbados, a concept",
        [f"{LIBRARY}?q={word}&like=BB" for word in ("cash", "pensiones")],
    )
    yield "like Barbados, a rare word", [f"{LIBRARY}?q={word}&like=BB" for word in rare()]
    yield "sheet", [f"{LIBRARY}{slug}/" for slug in some]
    yield "sheet in translation", translated()
    yield "building block", [block.get_absolute_url() for block in blocks()]
    yield "search of the whole site", ["/en/search/?q=pensiones"]
    yield (
        "suggestions",
        [f"{LIBRARY}suggestions/?q={typed}" for typed in ("pro", "alim", "transf mon", "pens")],
    )
    yield "home", ["/en/"]
    yield "lessons", ["/en/lessons/"]
    yield "lessons, a word", [f"{LESSONS}?q={word}" for word in ("programa", "alimentación")]
    yield "lessons, two words", [f"{LESSONS}?q={words}" for words in ("ahorro+rural", "cash+women")]
    yield (
        "lessons, filtered",
        [f"{LESSONS}?polarity=does-not-work&country=CL", f"{LESSONS}?theme=cash-transfers"],
    )
    yield "theme", ["/en/themes/cash-transfers/"]
    yield "feed", ["/en/experiences/feed/"]
    yield "feed of two words", [f"{LIBRARY}feed/?q=ahorro+rural"]
    yield "table (CSV) of a rare word", [f"{LIBRARY}csv/?q={word}" for word in rare()[:2]]
    yield "table (CSV) of two words", [f"{LIBRARY}csv/?q=ahorro+rural&country=CL"]


def measure() -> dict[str, dict[str, list[float]]]:
    client = Client(raise_request_exception=True)
    every = dict(cases())
    for addresses in every.values():
        client.get(addresses[0])  # templates are compiled, the usual pages of the index in memory
    found: dict[str, dict[str, list[float]]] = {"constant 25 kB page": constant()}
    for case, addresses in every.items():
        times: dict[str, list[float]] = {"sql": [], "page": []}
        for _time in range(max(1, TIMES // len(addresses))):
            for address in addresses:
                if case.endswith(ANEW):
                    count_change()
                with clocked(times):
                    answer = client.get(address)
                    if answer.streaming:
                        b"".join(answer.streaming_content)  # type: ignore[arg-type]
                if answer.status_code != 200:
                    raise SystemExit(f"{address}: {answer.status_code}")
        found[case] = times
    found["publication"] = publication()
    found["related sheets alone"] = relatives()
    found |= {f"bare: {name}": bare(statement) for name, statement in BARE.items()}
    return found


@contextmanager
def clocked(times: dict[str, list[float]]) -> Iterator[None]:
    clock = Clock()
    started = time.perf_counter()
    with connection.execute_wrapper(clock):
        yield
    times["page"].append(1000 * (time.perf_counter() - started))
    times["sql"].append(1000 * clock.spent)
    times.setdefault("processor", []).append(1000 * clock.worked)
    times.setdefault("questions", []).append(clock.questions)


def relatives() -> dict[str, list[float]]:
    times: dict[str, list[float]] = {"sql": [], "page": []}
    for sheet in (
        Experience.objects.published().filter(slug__startswith="made-").as_sheets()[:TIMES]
    ):
        with clocked(times):
            related_to(sheet)
    return times


# What the least that a page needs costs without any page: the limits of docs/explanation/search.md.
CARDS = "SELECT * FROM experiences_experience WHERE id IN (SELECT experience_id FROM hit LIMIT 20)"
FACETS = "SELECT f, count(*) FROM hit, unnest(hit.facets) f GROUP BY f"
HITS = (
    "WITH hit AS (SELECT experience_id FROM experiences_indexentry {}) " + CARDS  # noqa: S608
)
COUNTED = (
    "WITH hit AS MATERIALIZED (SELECT * FROM experiences_indexentry WHERE {}) " + FACETS  # noqa: S608
)
SAYS = "vector @@ to_tsquery(portal_config('es'), '{}')"
CHOSEN = {
    "country": "('country', 'CL')",
    "language": "('language', 'es')",
    "theme": "('theme', (SELECT id::text FROM community_theme WHERE slug = 'old-age-income'))",
}


def having(*kinds: str) -> str:
    """The condition of sheets that pass these filters."""
    pairs = ", ".join(CHOSEN[kind] for kind in kinds)
    return f"""facets @> ARRAY(
        SELECT id::int FROM experiences_facet WHERE (kind, value) IN ({pairs})
    )"""  # noqa: S608


def without(kind: str) -> str:
    """What each value of a filter would give without it."""
    others = COUNTED.format(having(*(one for one in CHOSEN if one != kind)))
    return f"""{others.removesuffix("GROUP BY f")}
        WHERE f IN (SELECT id FROM experiences_facet WHERE kind = '{kind}') GROUP BY f"""  # noqa: S608


THREE = COUNTED.format(having(*CHOSEN))
BARE = {
    "newest": HITS.format("ORDER BY published_at DESC, experience_id DESC LIMIT 20"),
    "filters: country, theme, language": THREE,
    "the same, each counted without itself": " UNION ALL ".join(
        f"({part})" for part in (THREE, *map(without, CHOSEN))
    ),
    "two words": COUNTED.format(SAYS.format("ahorro & rural")),
    "common word": HITS.format(
        f"WHERE {SAYS.format('programa')} ORDER BY quality DESC, experience_id DESC LIMIT 20"
    ),
}


def bare(statement: str) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {"sql": [], "page": []}
    for _time in range(TIMES):
        with clocked(times), connection.cursor() as cursor:
            cursor.execute(statement)
            cursor.fetchall()
    return times


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


def answering(measure: Callable[[], Any]) -> None:
    activate("en")
    Person.objects.exists()  # the connection is open before anything is measured
    for line in sys.stdin:
        if line.strip() == "measure":
            print(json.dumps(measure()), flush=True)
        else:
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, flush=True)
            return


if __name__ == "__main__":
    answering(measure)
