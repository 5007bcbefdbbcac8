"""How quick the pages of organizations and countries are, with few organizations and with many.

    .venv/bin/python bench/directory.py [--sizes 100,1000,10000] [--seconds 4] [--folder var/bench]

``--seconds 0`` leaves the view from outside out.

Each size has a database of its own in the folder, made once by ``make_scale``. Two views of each
page: in this process (questions to the database, milliseconds that wait for it, milliseconds of
this processor, milliseconds in all; the best of 30, so that others on the machine count little)
and, where ``wrk`` is installed, from outside (requests a second at 16 connections through
granian), beside a constant page of 25 kB from a bare Django in the same run.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).parent.parent
PORT = 8159
TIMES = 30
ROUND = 20  # answers one after the other before a server is measured
PAGES = {
    "directory": "/en/organizations/",
    "kind": "/en/organizations/?kind=ministry",
    "country": "/en/organizations/?country=CL",
    "subregion": "/en/organizations/?subregion=caribbean",
    "grouping": "/en/organizations/?grouping=CARICOM",
    "theme known": "/en/organizations/?theme=conditional-cash-transfers",
    "theme sought": "/en/organizations/?seeks=cash-transfers",
    "language": "/en/organizations/?language=fr",
    "open offers": "/en/organizations/?offers=yes",
    "two filters": "/en/organizations/?kind=ngo&subregion=caribbean",
    "a word": "/en/organizations/?q=fundacion",
    "a name": "/en/organizations/?q={acronym}",
    "a typo": "/en/organizations/?q=fundasion",
    "deep page": "/en/organizations/?page=500",
    "organization": "/en/organizations/{slug}/",
    "country page": "/en/countries/{country}/",
    "table of all": "/en/organizations/csv/",
}
SERVER = (
    "-m granian --interface wsgi --host 127.0.0.1 --workers 2 --blocking-threads 4 --no-ws"
    " --workers-kill-timeout 2"
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="100,1000,10000")
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--folder", default=str(ROOT / "var" / "bench"))
    parser.add_argument("--measure", action="store_true", help="(the part that knows Django)")
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measured()))
        return
    limit = constant(options.seconds)
    for size in options.sizes.split(","):
        report(int(size), limit, options)


def report(size: int, limit: float, options: argparse.Namespace) -> None:
    place = Path(options.folder) / size_name(size)
    env = {**os.environ, "PORTAL_MODE": "demo", "VAR_DIR": str(place), "LOG_LEVEL": "ERROR"}
    prepare(size, place, env)
    told = run([sys.executable, __file__, "--measure"], env, stdout=subprocess.PIPE).stdout
    rows = json.loads(told)
    paths = {row["page"]: row["path"] for row in rows}
    rates = from_outside(paths, env, options.seconds)
    print(f"\n{size:,} organizations" + (f"; constant page {limit:,.0f}/s" if limit else ""))
    print(f"{'page':14} SQL  SQL ms  CPU ms  page ms   req/s of constant")
    for row in rows:
        rate = rates.get(row["page"], 0.0)
        share = f"{rate / limit:.3f}" if limit and rate else ""
        print(
            f"{row['page']:14} {row['queries']:3} {row['sql']:7.1f} {row['cpu']:7.1f}"
            f" {row['all']:8.1f} {rate:7.0f} {share:>11}"
        )


def size_name(size: int) -> str:
    return f"organizations-{size}"


def run(command: list[str], env: dict, **options) -> subprocess.CompletedProcess:
    return subprocess.run(command, env=env, cwd=ROOT, check=True, text=True, **options)


def prepare(size: int, place: Path, env: dict) -> None:
    done = place / "made"
    if done.exists():
        return
    manage = [sys.executable, "manage.py"]
    run([*manage, "migrate", "-v0"], env)
    run([*manage, "collectstatic", "--noinput", "-v0"], env)
    began = time.monotonic()
    run([*manage, "make_scale", f"--organizations={size}", f"--people={5 * size}",
         f"--experiences={size}"], env, stdout=subprocess.DEVNULL)  # fmt: skip
    print(f"{size:,} organizations made in {time.monotonic() - began:.0f} s", flush=True)
    done.touch()


# --- In this process ---------------------------------------------------------------------------


def measured() -> list[dict]:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    # The other half of this program, which starts servers, does without Django.
    import django  # noqa: PLC0415

    django.setup()
    from django.apps import apps  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    # The busiest one: sheets and exchanges are dealt out by Zipf's law.
    one = apps.get_model("members", "Organization").objects.exclude(country=None).earliest("pk")
    known = {"slug": one.slug, "acronym": one.acronym, "country": one.country_id.lower()}
    client = Client(HTTP_HOST="127.0.0.1")
    return [
        {"page": page, "path": path.format(**known)}
        | look_at(client, connection, path.format(**known), 3 if "all" in page else TIMES)
        for page, path in PAGES.items()
    ]


def look_at(client, connection, path: str, times: int) -> dict:
    asked: list[float] = []

    def timed(execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            asked.append(time.perf_counter() - began)

    b"".join(client.get(path))  # whatever is read once only
    rounds = []
    with connection.execute_wrapper(timed):
        for _time in range(times):
            asked.clear()
            began, used = time.perf_counter(), time.process_time()
            b"".join(client.get(path))
            whole, used = time.perf_counter() - began, time.process_time() - used
            rounds.append((whole, sum(asked), used, len(asked)))
    whole, sql, used = (1000 * min(column) for column in list(zip(*rounds, strict=True))[:3])
    return {"all": whole, "sql": sql, "cpu": used, "queries": rounds[0][3]}


# --- From outside ------------------------------------------------------------------------------


def from_outside(paths: dict[str, str], env: dict, seconds: int) -> dict[str, float]:
    if not seconds or not shutil.which("wrk"):
        return {}
    with Served("portal.wsgi:application", env):
        return {page: wrk(path, seconds) for page, path in paths.items()}


def constant(seconds: int) -> float:
    if not seconds or not shutil.which("wrk"):
        return 0.0
    with Served("bench.constant:application", dict(os.environ)):
        return wrk("/", seconds)


class Served:
    def __init__(self, application: str, env: dict) -> None:
        self.command = [sys.executable, *SERVER.split(), "--port", str(PORT), application]
        self.env = env

    def __enter__(self) -> None:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.server = subprocess.Popen(self.command, env=self.env, cwd=ROOT, **quiet)
        answers = 0
        for _time in range(600):
            answers = answers + 1 if answered() else 0
            if answers == ROUND:  # every worker has answered and has read what is read once
                return
            time.sleep(0 if answers else 0.1)
        raise SystemExit("The server did not start.")

    def __exit__(self, *error) -> None:
        self.server.terminate()
        self.server.wait(60)


def answered() -> bool:
    connection = HTTPConnection("127.0.0.1", PORT, timeout=20)
    try:
        connection.request("GET", "/")
        response = connection.getresponse()
        response.read()
    except OSError:
        return False
    finally:
        connection.close()
    return response.status in (200, 302)


def wrk(path: str, seconds: int) -> float:
    url = f"http://127.0.0.1:{PORT}{path}"
    command = ["wrk", "-t1", "-c16", f"-d{seconds}s", "--timeout", "20s", url]
    told = subprocess.run(command, check=True, text=True, capture_output=True).stdout
    if "Non-2xx" in told:
        raise SystemExit(f"{path} answers with errors:\n{told}")
    return float(told.partition("Requests/sec:")[2].split()[0])


if __name__ == "__main__":
    main()
