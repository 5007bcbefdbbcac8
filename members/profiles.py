"""What the pages of an organization and of a country put together."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.models import Reader
from community.paging import COUNTED
from members.countries import Grouping, Subregion
from members.models import Country, Organization
from members.tilemap import TileMap, tilemap
from members.upstairs import exchanges, parties, sheets
from members.working_languages import names

SHOWN = 6  # of each kind on a page; the rest is one link away
GIVING = ("first-provider", "second-provider")


def facts_of(organization: Organization) -> list[dict[str, Any]]:
    """For the side column of the profile."""
    facts: list[dict[str, Any]] = [
        {"label": _("Kind"), "value": organization.get_kind_display()},
    ]
    if country := organization.country:
        url = country.get_absolute_url()
        facts.append({"label": _("Country"), "value": country.name, "url": url})
    if organization.website:
        shown = organization.website.partition("://")[2].removeprefix("www.").rstrip("/")
        facts.append({"label": _("Website"), "value": shown, "url": organization.website})
    if organization.languages:
        several = [{"value": name} for name in names(organization.languages)]
        facts.append({"label": _("Working languages"), "several": several})
    if organization.email_domain:
        facts.append({"label": _("Official e-mail domain"), "value": organization.email_domain})
    facts.append({"label": _("Number"), "value": organization.number})
    return facts + _trust(organization)


def _trust(organization: Organization) -> list[dict[str, Any]]:
    """By whom it was verified, when and how, and when it last said that all this is so."""
    facts = []
    if organization.verified_at:
        date = date_format(localtime(organization.verified_at))
        told = _("By the secretariat, %(date)s") % {"date": date}
        facts.append({"label": _("Verified"), "value": told})
    if organization.verified_how:
        facts.append({"label": _("Verified how"), "value": organization.verified_how})
    if organization.confirmed_at:
        date = date_format(localtime(organization.confirmed_at))
        facts.append({"label": _("Last confirmed"), "value": date})
    return facts


def count_sheets(organizations: Iterable[Organization]) -> None:
    """Note on each organization of a page how many sheets it has published; one query."""
    numbers = _numbers(
        sheets().published().filter(organization__in=organizations).values_list("organization"),
        "pk",
    )
    for organization in organizations:
        # None where there is nothing to tell: a card says no zeros.
        organization.sheet_count = numbers[organization.pk] or None  # type: ignore[attr-defined]


def told(number: int) -> str:
    """How many organizations there are, in words."""
    if number > COUNTED:
        most = number_format(COUNTED, force_grouping=True)
        return _("More than %(number)s organizations") % {"number": most}
    told = ngettext("%(number)d organization", "%(number)d organizations", number)
    return told % {"number": number}


def may_see_people(organization: Organization, user: Reader) -> bool:
    if not user.is_authenticated:
        return False
    return user.is_staff or organization.memberships.active().of(user).exists()


# --- Countries ---------------------------------------------------------------------------------


def countries_by_subregion() -> list[dict[str, Any]]:
    """All countries with the numbers of their organizations, experiences and exchanges."""
    organizations = _numbers(Organization.objects.approved().values_list("country"), "pk")
    published = Country.objects.filter(experiences__status="published")
    written = _numbers(published.values_list("iso2"), "experiences")
    taking_part = parties().taking_part().filter(exchange__in=exchanges().public().values("pk"))
    shared = _numbers(taking_part.values_list("country"), "exchange")
    groups: dict[str, list[dict[str, Any]]] = {value: [] for value in Subregion.values}
    for country in Country.objects.in_order():
        key = country.iso2
        row = {"country": country, "organizations": organizations[key]}
        row |= {"experiences": written[key], "exchanges": shared[key]}
        groups[country.subregion].append(row)
    return [
        {"slug": value, "title": Subregion(value).label, "rows": rows}
        for value, rows in groups.items()
        if rows
    ]


def _numbers(rows: Any, what: str) -> Counter[Any]:
    return Counter(dict(rows.order_by().annotate(number=Count(what, distinct=True))))


def of_country(country: Country) -> dict[str, Any]:
    """Everything the page of a country shows."""
    organizations = country.organizations.approved()
    published = country.experiences.published()
    received, given = received_by(country), given_by(country)
    partners = partners_of(country)
    return {
        "country": country,
        "trail": [{"label": _("Countries"), "url": reverse("members:countries")}],
        "facts": country_facts(country),
        "organizations": organizations.in_order().as_cards()[:SHOWN],
        "organization_count": organizations.count(),
        "experiences": published.newest().as_cards()[:SHOWN],
        "experience_count": published.count(),
        "received": received.newest().as_cards()[:SHOWN],
        "received_count": received.count(),
        "given": given.newest().as_cards()[:SHOWN],
        "given_count": given.count(),
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


def received_by(country: Country) -> Any:
    """Public exchanges in which the country learns."""
    learns = parties().taking_part().filter(country=country, role="recipient")
    return exchanges().public().filter(pk__in=learns.values("exchange"))


def given_by(country: Country) -> Any:
    """Public exchanges in which the country shares what it knows."""
    shares = parties().taking_part().filter(country=country, role__in=GIVING)
    return exchanges().public().filter(pk__in=shares.values("exchange"))


def partners_of(country: Country) -> list[dict[str, Any]]:
    """The countries it learned from, shared with or did both with, the most frequent first."""
    own = parties().taking_part().filter(country=country).values("exchange")
    public = exchanges().public().filter(pk__in=own)
    others = parties().taking_part().filter(exchange__in=public.values("pk"))
    counts = _numbers(others.exclude(country=country).values_list("country"), "exchange")
    rows = Country.objects.filter(pk__in=counts).in_order()
    partners = [
        {"country": row, "label": row.name, "url": row.get_absolute_url(), "count": counts[row.pk]}
        for row in rows
    ]
    return sorted(partners, key=lambda partner: -partner["count"])


def map_of_partners(here: Country, partners: Iterable[dict[str, Any]]) -> TileMap:
    """The tile map with the number of exchanges between ``here`` and each other country."""
    counts = {partner["country"].pk: partner["count"] for partner in partners}
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
