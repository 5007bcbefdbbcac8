"""One database with exchanges measured; started by bench/exchanges.py, as bench/library.py does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import transaction
from django.db.models import Count
from django.test import Client
from library_probe import TIMES, answering, clocked, constant

from community.models import Person
from exchanges.figures import grouped
from exchanges.models import Exchange, Party
from exchanges.models.reminders import Reminder, to_remind
from portal.desk import waiting

BOARD = "/en/exchanges/"
Act = Callable[[], object]


def pages() -> Iterator[tuple[str, str]]:
    big = Exchange.objects.annotate(n=Count("parties")).order_by("-n")[0]
    yield "board", BOARD
    yield "board, filtered", f"{BOARD}?status=open&country=CL&theme=cash-transfers"
    yield "board, a word", f"{BOARD}?q=capacitación"
    yield "board, a rare word", f"{BOARD}?q=sisben"
    yield "board, last page", f"{BOARD}?page=500"
    yield "feed of the board", f"{BOARD}feed/"
    yield "table (CSV)", f"{BOARD}csv/"
    yield "matrix", f"{BOARD}matrix/"
    yield "flows", f"{BOARD}flow/"
    yield "ripple", f"{BOARD}ripple/"
    yield "calendar of the network", f"{BOARD}calendar/"
    yield (
        "an exchange",
        Exchange.objects.exclude(pk=big.pk).filter(status="closed")[0].get_absolute_url(),
    )
    yield "the big exchange", big.get_absolute_url()
    yield "its calendar", f"{big.get_absolute_url()}calendar/"
    yield "home", "/en/"
    yield "search of the whole site", "/en/search/?q=capacitación"


def acts() -> Iterator[tuple[str, Act]]:
    visitor, member = Client(), Client()
    for name, address in pages():
        yield name, lambda address=address: seen(visitor, address)
    member.force_login(busy())
    yield "my page, busy", lambda: seen(member, "/en/my/")
    yield "waiting for the secretariat", lambda: list(waiting.everything())
    yield "figures", grouped


def busy() -> Person:
    """Who leads the organization with the most exchanges."""
    parties = Party.objects.filter(state="accepted").values("organization").order_by()
    first = parties.annotate(n=Count("pk")).order_by("-n")[0]["organization"]
    return Person.objects.get(
        memberships__organization=first, memberships__role="focal_point", memberships__ended_at=None
    )


def seen(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    if answer.streaming:
        for _piece in answer:
            pass


def measure() -> dict[str, dict[str, list[float]]]:
    found: dict[str, dict[str, list[float]]] = {"constant 25 kB page": constant()}
    for name, act in acts():
        act()
        times: dict[str, list[float]] = {"sql": [], "page": [], "questions": []}
        for _time in range(2 if "CSV" in name else TIMES):
            with clocked(times):
                act()
        found[name] = times
    found["round of reminders"] = reminders()
    return found


def reminders() -> dict[str, list[float]]:
    """With all its letters; then taken back."""
    times: dict[str, list[float]] = {"sql": [], "page": [], "questions": []}
    with clocked(times), transaction.atomic():
        for person, waiting in to_remind():
            Reminder.send(person, waiting)
        transaction.set_rollback(True)
    return times


if __name__ == "__main__":
    answering(measure)
