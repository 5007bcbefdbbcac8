"""Who offers and who seeks: the matrix, the same for machines, and what stands in one cell."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from community.languages import current
from community.models import Theme
from community.open_data import Writer
from community.prepared import Given, Prepared
from community.tables import Columns
from exchanges.matrix import ABROAD, MatrixFilters
from exchanges.models import Exchange, Offer
from exchanges.models.on_offer import sheets_on_offer
from exchanges.offered import SharedSheet, shared
from members.models import Country, Organization

MOST = 20
PAIR: Columns = {
    "theme": lambda pair: pair[0].theme.slug,
    "theme_name": lambda pair: pair[0].theme.label,
    "country": lambda pair: pair[1].column.code,
    "country_name": lambda pair: pair[1].column.name,
    "offer_or_know_it": lambda pair: pair[1].offers,
    "seek_it": lambda pair: pair[1].seeks,
    "nobody_offers_it": lambda pair: pair[0].is_gap,
}


@login_not_required
def matrix(request: HttpRequest) -> HttpResponse:
    filters = MatrixFilters(request.GET)
    return render(request, "exchanges/matrix.html", {"filters": filters, "matrix": filters.table()})


@login_not_required
def pairs(request: HttpRequest, write: Writer) -> StreamingHttpResponse:
    groups = MatrixFilters(request.GET).table().groups
    rows = ((row, cell) for group in groups for row in group.rows for cell in row.cells)
    return write("matrix", PAIR, (pair for pair in rows if pair[1].kind))


@login_not_required
def cell(request: HttpRequest, theme: str, place: str) -> HttpResponse:
    """Who offers, knows, asks about and seeks one theme in one country, or in none."""
    about = get_object_or_404(Theme, slug=theme)
    country = None if place == ABROAD else Country.objects.filter(iso2=place.upper()).first()
    if country is None and place != ABROAD:
        raise Http404
    context = {
        "theme": about,
        "country": country,
        "place": country.name if country else _("International bodies"),
        **_found(about, country),
    }
    return render(request, "exchanges/matrix_cell.html", context)


def _found(theme: Theme, country: Country | None) -> dict[str, Any]:
    bodies = Organization.objects.approved().filter(country=country).in_order().as_cards()
    here = {"organization__country": country, "themes": theme}
    asked = _asked(current(), abroad=country is None)
    at = {"country": country.iso2} if country else {}
    where = {"theme": theme.slug, **at}
    offers, directory = reverse("exchanges:offers"), reverse("members:directory")
    sheets = _some(shared(sheets_on_offer().filter(**here)).newest(), offers, where)
    sheets["rows"] = [SharedSheet(sheet) for sheet in sheets["rows"]]
    return {
        "offers": _some(Offer.objects.current().filter(**here).newest().as_cards(), offers, where),
        "sheets": sheets,
        "knowers": _some(bodies.filter(knows=theme), directory, where),
        "requests": _some(
            asked.rows(country=country and country.pk, theme=theme.pk),
            reverse("exchanges:board"),
            {"status": "open", **where},
        ),
        "seekers": _some(bodies.filter(seeks=theme), directory, {"seeks": theme.slug, **at}),
    }


@cache
def _asked(_language: str, *, abroad: bool) -> Prepared[Exchange]:
    """About a theme, in a country or in none; in ``_language``, which is the current one."""
    here = {"organization__country": None if abroad else Given("country"), "themes": Given("theme")}
    asked = Exchange.objects.seeking_partners().public().filter(**here)
    return Prepared(asked.newest().as_cards()[: MOST + 1])


def _some(rows: Any, page: str, where: dict[str, str]) -> dict[str, Any]:
    """The first of them, and where there are more the address of the list that has all."""
    found = list(rows[: MOST + 1])
    return {
        "rows": found[:MOST],
        "more": f"{page}?{urlencode(where)}" if len(found) > MOST else "",
    }
