"""Who gives and who receives, and which way it flows between the countries.

Every country does both in time; a square grid shows all pairs of 35 countries at once, where lines
between circles would cross. Exchanges that ended early flowed nowhere.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext

from community.open_data import Writer
from community.tables import Columns
from exchanges.vocabulary import ENDED_EARLY, PRIVATE
from members.models import Country
from members.tilemap import TileMap, step_of, tilemap, upper_bounds

GIVING = ("first-provider", "second-provider")
PAIRS = """
    SELECT gives.country_id, receives.country_id, count(DISTINCT exchange.id)
    FROM exchanges_exchange exchange
    JOIN exchanges_party gives ON gives.exchange_id = exchange.id
        AND gives.state = 'accepted' AND gives.role = ANY (%s)
    JOIN exchanges_party receives ON receives.exchange_id = exchange.id
        AND receives.state = 'accepted' AND receives.role = 'recipient'
    WHERE exchange.opened_at IS NOT NULL AND exchange.status <> ALL (%s)
        AND gives.country_id <> receives.country_id
    GROUP BY 1, 2
"""
EITHER = """
    SELECT party.country_id, party.role = 'recipient', count(DISTINCT exchange.id)
    FROM exchanges_exchange exchange JOIN exchanges_party party ON party.exchange_id = exchange.id
    WHERE exchange.opened_at IS NOT NULL AND exchange.status <> ALL (%s)
        AND party.state = 'accepted' AND party.country_id IS NOT NULL
        AND (party.role = 'recipient' OR party.role = ANY (%s))
    GROUP BY 1, 2
"""
SIDE, GAP, LABEL = 20, 2, 30  # of a cell, between two, and what the codes need; picture units
NOWHERE = [*PRIVATE, *ENDED_EARLY]
PAIR: Columns = {
    "giver": lambda pair: pair[0][0],
    "receiver": lambda pair: pair[0][1],
    "exchanges": lambda pair: pair[1],
}


@dataclass(frozen=True)
class Cell:
    """``count`` exchanges in which one country gave to another; ``x`` and ``y`` its corner."""

    source: Country
    target: Country
    count: int
    x: int
    y: int
    step: int


@dataclass(frozen=True)
class Mark:
    """The code of a country, at the row where it gives or the column where it receives."""

    country: Country
    place: int


@dataclass(frozen=True)
class Flow:
    cells: list[Cell]
    rows: list[Mark]
    columns: list[Mark]
    width: int
    height: int
    side: int = SIDE
    label: int = LABEL

    @property
    def table(self) -> list[Cell]:
        """The same, the most frequent first."""
        return sorted(self.cells, key=lambda c: (-c.count, c.source.name, c.target.name))


@login_not_required
def flow(request: HttpRequest) -> HttpResponse:
    countries = {country.iso2: country for country in Country.objects.in_order()}
    gives, receives = sides()
    context = {
        "gives": _map(countries, gives),
        "receives": _map(countries, receives),
        "flow": drawn(pairs(), countries),
    }
    return render(request, "exchanges/flow.html", context)


@login_not_required
def data(request: HttpRequest, write: Writer) -> StreamingHttpResponse:
    return write("flow", PAIR, sorted(pairs().items()))


def pairs() -> dict[tuple[str, str], int]:
    """(who gives, who receives) → number of exchanges."""
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, [list(GIVING), NOWHERE])
        return {(source, target): count for source, target, count in cursor}


def sides() -> tuple[Counter[str], Counter[str]]:
    """How often each country gives, and how often it receives."""
    gives: Counter[str] = Counter()
    receives: Counter[str] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(EITHER, [NOWHERE, list(GIVING)])
        for country, is_recipient, count in cursor:
            (receives if is_recipient else gives)[country] = count
    return gives, receives


def drawn(found: dict[tuple[str, str], int], countries: dict[str, Country]) -> Flow:
    """Rows give, columns receive; only countries that do, in the order of their names."""
    order = list(countries)
    rows = sorted({source for source, _target in found}, key=order.index)
    columns = sorted({target for _source, target in found}, key=order.index)
    bounds = upper_bounds(max(found.values(), default=0))
    cells = [
        Cell(
            countries[source],
            countries[target],
            count,
            _place(columns.index(target)),
            _place(rows.index(source)),
            step_of(count, bounds),
        )
        for (source, target), count in sorted(found.items())
    ]
    return Flow(
        cells,
        [Mark(countries[code], _place(index)) for index, code in enumerate(rows)],
        [Mark(countries[code], _place(index)) for index, code in enumerate(columns)],
        _place(len(columns)),
        _place(len(rows)),
    )


def _place(index: int) -> int:
    return LABEL + index * (SIDE + GAP)


def _map(countries: dict[str, Country], numbers: Counter[str]) -> TileMap:
    board = reverse("exchanges:board")

    def told(number: int) -> str:
        return ngettext("%(number)d exchange", "%(number)d exchanges", number) % {"number": number}

    rows: list[Any] = [
        (code, country.name, numbers[code], f"{board}?country={code}" if numbers[code] else "",
         told(numbers[code]))
        for code, country in countries.items()
    ]  # fmt: skip
    return tilemap(rows)
