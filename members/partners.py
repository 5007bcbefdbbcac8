"""Who learned from whom: the public exchanges of an organization or of a country, and with whom."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count

from community.prepared import by_keys
from members.models import Country, Organization
from members.models.countries import countries_in_order
from members.upstairs import exchanges, parties

RECEIVING = "recipient"
SHARING = ("first-provider", "second-provider")
SHOWN = 12  # organizations; countries are never many

_approved = by_keys(lambda: Organization.objects.approved().in_order().as_cards())


def received_by(who: Organization | Country) -> Any:
    """Public exchanges in which it learns."""
    return _of(_parts(who).filter(role=RECEIVING))


def given_by(who: Organization | Country) -> Any:
    """Public exchanges in which a country shares what it knows; an organization may also help."""
    parts = _parts(who)
    if isinstance(who, Country):
        return _of(parts.filter(role__in=SHARING))
    return _of(parts.exclude(role=RECEIVING))


def partner_countries(who: Organization | Country) -> list[dict[str, Any]]:
    """The countries it shared an exchange with, the most frequent first."""
    return countries_ranked(who, numbers(others_of(who).values_list("country"), "exchange"))


def countries_ranked(who: Organization | Country, counts: Counter[str]) -> list[dict[str, Any]]:
    """``counts`` of exchanges by country; its own is none of its partners."""
    own = who.pk if isinstance(who, Country) else who.country_id
    others = [one for one in countries_in_order() if one.pk in counts and one.pk != own]
    return _ranked(others, counts)


def organizations_ranked(counts: Counter[int]) -> list[dict[str, Any]]:
    """The organizations it shared an exchange with, the most frequent first."""
    counts = Counter(dict(counts.most_common(2 * SHOWN)))  # some of them may not be for everybody
    return _ranked(_approved(counts), counts)[:SHOWN]


def numbers(rows: Any, what: str = "") -> Counter[Any]:
    """How many rows, or different ones of ``what``, by the one value of the rows; nothing under no
    value."""
    number = Count(what, distinct=True) if what else Count("*")
    counts = Counter(dict(rows.order_by().annotate(number=number)))
    counts.pop(None, None)
    return counts


def _ranked(things: Any, counts: Counter[Any]) -> list[dict[str, Any]]:
    """As ``components/index_group.html`` wants them."""
    partners = [
        {
            "key": one.pk,
            "label": _called(one),
            "url": one.get_absolute_url(),
            "count": counts[one.pk],
        }
        for one in things
    ]
    return sorted(partners, key=lambda partner: -partner["count"])


def _called(one: Organization | Country) -> str:
    """Ministries of several countries have one name."""
    return one.name_in_full if isinstance(one, Organization) else one.name


def _parts(who: Organization | Country) -> Any:
    kind = "country" if isinstance(who, Country) else "organization"
    return parties().taking_part().filter(**{kind: who.pk})


def _of(parts: Any) -> Any:
    return exchanges().public().filter(pk__in=parts.values("exchange"))


def others_of(who: Organization | Country) -> Any:
    """All others who take part in its public exchanges."""
    others = parties().taking_part().filter(exchange__in=_of(_parts(who)).values("pk"))
    return others if isinstance(who, Country) else others.exclude(organization=who.pk)
