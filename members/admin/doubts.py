"""What an officer should look at twice before trusting an organization."""

from django.utils.translation import gettext as _

from members import domains
from members.lookalikes import warning
from members.models import Organization

SHOWN = 5


def doubts_about(organization: Organization) -> list[str]:
    """In sentences; names and domains that pass for others, and those it may be the same as."""
    texts = (organization.name, organization.name_en, organization.acronym)
    found = [told for told in map(warning, texts) if told]
    domain = organization.email_domain
    if domain != domains.readable(domain):
        told = _("Its domain %(domain)s is written in a browser as %(readable)s.")
        found.append(told % {"domain": domain, "readable": domains.readable(domain)})
    return found + [_alike(organization, other) for other in _others(organization)]


def _others(organization: Organization) -> list[Organization]:
    rows = Organization.objects.exclude(pk=organization.pk).resembling(
        organization.name,
        organization.acronym,
        organization.email_domain,
        organization.country_id or "",
    )
    return list(rows[:SHOWN])


def _alike(organization: Organization, other: Organization) -> str:
    told = _("It resembles %(name)s (%(number)s, %(state)s, %(domain)s).")
    return told % {
        "name": other.name,
        "number": other.number,
        "state": other.get_status_display(),
        "domain": other.email_domain or "–",
    }
