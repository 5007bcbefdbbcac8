"""What the page of an organization says about it."""

import datetime as dt
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from community.models import Reader
from members.models import Name, Organization
from members.partners import partner_countries, partner_organizations
from members.record import SHOWN, record_of
from members.upstairs import offers
from members.vocabulary import NameKind
from members.working_languages import names

STALE = dt.timedelta(days=730)  # two years


def of_organization(organization: Organization, reader: Reader) -> dict[str, Any]:
    """Everything its page shows."""
    own: Any = organization.offers.current()
    shared = offers().sheets().filter(organization=organization).count()
    count = own.count()
    return {
        "organization": organization,
        "trail": [{"label": _("Organizations"), "url": reverse("members:directory")}],
        "facts": facts_of(organization) + other_names(organization),
        "knows": organization.knows.all().in_order(),
        "seeks": organization.seeks.all().in_order(),
        "offers": own.newest().prefetch_related("themes")[:SHOWN],
        "offer_count": count + shared,
        "shared_count": shared,
        **record_of(organization),
        "partners": partner_organizations(organization),
        "partner_countries": partner_countries(organization),
        "may_edit": organization.editable_by(reader),
        "may_see_people": may_see_people(organization, reader),
    }


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


def other_names(organization: Organization) -> list[dict[str, Any]]:
    """What else people call it or called it, and what became part of it."""
    called = organization.names.filter(kind__in=(NameKind.ALIAS, NameKind.FORMER))
    called = called.order_by(F("until").desc(nulls_last=True), "text")
    former = [_until(name) for name in called if name.kind == NameKind.FORMER]
    merged = organization.merged_here.order_by("-status_since")
    facts = [
        (_("Also known as"), [name.text for name in called if name.kind == NameKind.ALIAS]),
        (_("Former names"), former),
        (_("Became part of it"), [f"{one.name} ({one.status_since.year})" for one in merged]),
    ]
    return [
        {"label": label, "several": [{"value": value} for value in values]}
        for label, values in facts
        if values
    ]


def _until(name: Name) -> str:
    if not name.until:
        return name.text
    return _("until %(year)d: %(name)s") % {"year": name.until, "name": name.text}


def may_see_people(organization: Organization, user: Reader) -> bool:
    if not user.is_authenticated:
        return False
    return user.is_staff or organization.memberships.active().of(user).exists()
