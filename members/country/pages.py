"""The index of countries and the page of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.countries import FactKind, Grouping, Subregion
from members.country.priorities import commitments_on, priorities_of
from members.likeness import Context, contexts
from members.models import Country, Listing, Tally
from members.partners import numbers, partner_countries
from members.record import SHOWN, record_of
from members.tilemap import TileMap, tilemap
from members.upstairs import exchanges, parties, sheets
from members.working_languages import names

ALIKE = 5  # countries that are named as most like one


@login_not_required
def countries(request: HttpRequest) -> HttpResponse:
    context = {"subregions": countries_by_subregion()}
    return render(request, "members/countries.html", context)


@login_not_required
def country(request: HttpRequest, iso2: str) -> HttpResponse:
    if not (iso2.isascii() and iso2.isalpha()):
        raise Http404
    country = get_object_or_404(Country, iso2=iso2.upper())
    if iso2 != iso2.lower():
        return redirect(country, permanent=True)
    return render(request, "members/country.html", of_country(country))


def countries_by_subregion() -> list[dict[str, Any]]:
    """All countries with the numbers of their organizations, experiences and exchanges."""
    organizations = dict(Tally.objects.values_list("facet", "organizations"))
    written = sheets().published_by_country()
    taking_part = parties().taking_part().filter(exchange__in=exchanges().public().values("pk"))
    shared = numbers(taking_part.values_list("country"), "exchange")
    groups: dict[str, list[dict[str, Any]]] = {value: [] for value in Subregion.values}
    for country in Country.objects.in_order():
        key = country.iso2
        row = {"country": country, "organizations": organizations.get(f"country:{key}", 0)}
        row |= {"experiences": written.get(key, 0), "exchanges": shared[key]}
        groups[country.subregion].append(row)
    return [
        {"slug": value, "title": Subregion(value).label, "rows": rows}
        for value, rows in groups.items()
        if rows
    ]


def of_country(country: Country) -> dict[str, Any]:
    """Everything the page of a country shows."""
    listed = Listing.objects.having("country", [country.pk])
    partners = partner_countries(country)
    priorities = priorities_of(country)
    known = contexts()
    return {
        "country": country,
        "trail": [{"label": _("Countries"), "url": reverse("members:countries")}],
        "facts": country_facts(country),
        "recorded": recorded(known[country.pk]) if country.pk in known else [],
        "alike": known.likest(country.pk)[:ALIKE],
        "organizations": [row.organization for row in listed.in_order().as_cards()[:SHOWN]],
        "organization_count": listed.count(),
        **record_of(country),
        "priorities": priorities,
        "commitments": commitments_on(priorities),
        "partners": partners,
        "partner_map": map_of_partners(country, partners) if partners else None,
    }


def country_facts(country: Country) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": _("Subregion"), "value": Subregion(country.subregion).label}
    ]
    if country.groupings:
        several = [{"value": str(Grouping(one).label)} for one in country.groupings]
        facts.append({"label": _("Groupings"), "several": several})
    if country.languages:
        spoken = [{"value": name} for name in names(country.languages)]
        facts.append({"label": _("Official languages"), "several": spoken})
    facts.append({"label": _("Relation with the OAS"), "value": country.get_oas_status_display()})
    return facts


def recorded(here: Context) -> list[dict[str, Any]]:
    """What likeness rests on, each with its year and source; also what is missing."""
    return [{"label": kind.label, "fact": here.facts.get(kind)} for kind in FactKind]


def map_of_partners(here: Country, partners: Iterable[dict[str, Any]]) -> TileMap:
    """The tile map with the number of exchanges between ``here`` and each other country."""
    counts = {partner["key"]: partner["count"] for partner in partners}
    return tilemap(
        (
            (
                country.iso2,
                country.name,
                number := counts.get(country.iso2, 0),
                reverse("members:country", args=[country.iso2.lower()]),
                ngettext("%(number)d exchange", "%(number)d exchanges", number)
                % {"number": number},
            )
            for country in Country.objects.of_the_americas().in_order()
        ),
        here=here.iso2,
    )
