"""How quick the statements of matching and of the matrix are, with many offers and requests.

    .venv/bin/python bench/matching.py [--offers 5000] [--exchanges 5000] [--folder var/bench]

The database is made once by ``make_scale`` in the folder; every second sheet says that others may
come for it. Each statement runs ``TIMES`` times in
this process for several requests and offers; the best time of each is kept, and of those the median
and the worst are told, in milliseconds that the whole call takes (statement, rows and reasons).
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
TIMES, SAMPLE = 5, 12
SHARE = """
from experiences.models import Experience
from django.db import connection, models
Experience.objects.alias(odd=models.F("pk") % 2).filter(odd=1).update(available_for_exchange=True)
connection.cursor().execute("ANALYZE experiences_experience")
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--offers", type=int, default=5000)
    parser.add_argument("--exchanges", type=int, default=5000)
    parser.add_argument("--organizations", type=int, default=2000)
    parser.add_argument("--folder", default=str(ROOT / "var" / "bench"))
    parser.add_argument("--measure", action="store_true", help="(the part that knows Django)")
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measured()))
        return
    place = Path(options.folder) / f"matching-{options.offers}-{options.exchanges}"
    env = {**os.environ, "PORTAL_MODE": "demo", "VAR_DIR": str(place), "LOG_LEVEL": "ERROR"}
    prepare(place, env, options)
    told = subprocess.run(
        [sys.executable, __file__, "--measure"], env=env, check=True, stdout=subprocess.PIPE
    ).stdout
    print(f"{options.offers:,} offers, {options.exchanges:,} exchanges: milliseconds")
    for name, (middle, worst) in json.loads(told).items():
        print(f"{name:28} median {middle:7.1f}  worst {worst:7.1f}")


def prepare(place: Path, env: dict[str, str], options: argparse.Namespace) -> None:
    if (place / "made").exists():
        return
    place.mkdir(parents=True, exist_ok=True)
    run = [sys.executable, str(ROOT / "manage.py")]
    numbers = [f"--{name}={getattr(options, name)}" for name in
               ("organizations", "offers", "exchanges")]  # fmt: skip
    for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run([*run, *command], env=env, check=True)
    subprocess.run([*run, "make_scale", *numbers], env=env, check=True)
    subprocess.run([*run, "shell", "-v0", "-c", SHARE], env=env, check=True)
    (place / "made").touch()


def measured() -> dict[str, tuple[float, float]]:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django  # noqa: PLC0415

    django.setup()
    from django.http import QueryDict  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from exchanges.matching.ranking import helpers_of, served_by  # noqa: PLC0415
    from exchanges.matrix import MatrixFilters  # noqa: PLC0415
    from exchanges.models import Exchange, Offer  # noqa: PLC0415

    requests = list(Exchange.objects.seeking_partners().as_page()[:SAMPLE])
    offers = list(Offer.objects.current().as_cards()[:SAMPLE])
    pages = Client(SERVER_NAME="127.0.0.1")
    return {
        "who could help": times(helpers_of, requests),
        "requests an offer serves": times(served_by, offers),
        "matrix": times(lambda _: MatrixFilters(QueryDict()).table(), [None]),
        "page of the matrix": times(lambda path: fresh(pages, path), ["/en/exchanges/matrix/"]),
        "page of an offer": times(lambda one: fresh(pages, f"/en/offers/{one.pk}/"), offers[:4]),
    }


def fresh(pages, path):
    """A page that no cache has kept: its address was never asked for."""
    return pages.get(path, {"n": time.perf_counter_ns()})


def times(act, things) -> tuple[float, float]:
    found = []
    for thing in things:
        tries = []
        for _ in range(TIMES):
            began = time.perf_counter()
            act(thing)
            tries.append((time.perf_counter() - began) * 1000)
        found.append(min(tries))
    return statistics.median(found), max(found)


if __name__ == "__main__":
    main()
