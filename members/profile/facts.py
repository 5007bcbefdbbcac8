"""What the page of an organization says about it."""

import datetime as dt
from collections import Counter
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from community.models import Reader, Theme
from community.models.themes import known_themes
from members.models import Organization
from members.partners import countries_ranked, organizations_ranked
from members.profile.told import told_of
from members.record import SHOWN, newest_of
from members.upstairs import offers
from members.vocabulary import NameKind
from members.working_languages import names

STALE = dt.timedelta(days=730)  # two years


def of_organization(organization: Organization, reader: Reader) -> dict[str, Any]:
    """Everything its page shows."""
    told = told_of(organization)
    own: Any = organization.offers.current()
    count = own.count() if told["has_offers"] else 0
    shareable = offers().sheets().filter(organization=organization)
    shared = shareable.count() if told["experience_count"] else 0
    return {
        "organization": organization,
        "trail": [{"label": _("Organizations"), "url": reverse("members:directory")}],
        "facts": facts_of(organization) + other_names(told),
        "knows": _themes(told["knows"]),
        "seeks": _themes(told["seeks"]),
        "offers": own.newest().prefetch_related("themes")[:SHOWN],
        "offer_count": count + shared,
        "shared_count": shared,
        **{f"{kind}_count": told[f"{kind}_count"] for kind in ("experience", "received", "given")},
        **newest_of(organization, told),
        "partners": organizations_ranked(_counted(told["partners"])),
        "partner_countries": countries_ranked(organization, _counted(told["partner_countries"])),
        "may_edit": organization.editable_by(reader),
        "may_see_people": may_see_people(organization, reader),
    }


def _themes(slugs: list[str]) -> list[Theme]:
    """In the order of the reader's language."""
    return [theme for slug, theme in known_themes().items() if slug in slugs]


def _counted(pairs: list[Any]) -> Counter[Any]:
    return Counter({key: number for key, number in pairs if key})


def facts_of(organization: Organization) -> list[dict[str, Any]]:
    """For the side column of the profile."""
    facts: list[dict[str, Any]] = [
        {"label": _("Kind"), "value": organization.get_kind_display()},
    ]
    if country := organization.country:
        url = country.get_absolute_url()
        facts.append({"label": _("Country"), "value": country.name, "url": url})
    if organization.is_national_focal:
        facts.append({"label": _("National focal organization"), "value": _("Yes")})
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
    """By whom it was verified, when and why, and when it last said that all this is so."""
    facts: list[dict[str, Any]] = []
    if organization.verified_at:
        told = [_("By the secretariat, %(date)s") % {"date": _day(organization.verified_at)}]
        if organization.verified_because:
            told.append(str(organization.get_verified_because_display()))
        several = [{"value": value} for value in (*told, organization.verified_how) if value]
        facts.append({"label": _("Verified"), "several": several})
    elif organization.verified_how:
        facts.append({"label": _("Verified how"), "value": organization.verified_how})
    if organization.confirmed_at:
        facts.append({"label": _("Last confirmed"), "value": _confirmed(organization.confirmed_at)})
    return facts


def _confirmed(at: dt.datetime) -> str:
    """What was true two years ago need not be today."""
    if timezone.now() - at > STALE:
        return _("Not confirmed since %(date)s") % {"date": _day(at)}
    return _day(at)


def _day(at: dt.datetime) -> str:
    return date_format(timezone.localtime(at))


def other_names(told: dict[str, Any]) -> list[dict[str, Any]]:
    """What else people call it or called it, and what became part of it (``told_of``)."""
    names = told["names"]
    facts = [
        (_("Also known as"), [text for kind, text, _year in names if kind == NameKind.ALIAS]),
        (
            _("Former names"),
            [_until(text, y) for kind, text, y in names if kind == NameKind.FORMER],
        ),
        (_("Became part of it"), [f"{name} ({since[:4]})" for name, since in told["merged"]]),
    ]
    return [
        {"label": label, "several": [{"value": value} for value in values]}
        for label, values in facts
        if values
    ]


def _until(name: str, year: int | None) -> str:
    return _("until %(year)d: %(name)s") % {"year": year, "name": name} if year else name


def may_see_people(organization: Organization, user: Reader) -> bool:
    if not user.is_authenticated:
        return False
    return user.is_staff or organization.memberships.active().of(user).exists()
