"""Which third party would make a bilateral request trilateral, and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from exchanges.matching.ranking import Match, helpers_of
from exchanges.models import Exchange, Party
from exchanges.vocabulary import Kind, PartyRole
from members.vocabulary import OrganizationKind

MOST = 3
# They help others to share rather than share what they did themselves.
GO_BETWEENS = {
    OrganizationKind.COOPERATION,
    OrganizationKind.INTERNATIONAL,
    OrganizationKind.SUBREGIONAL,
}


@dataclass
class Third:
    match: Match
    role: PartyRole
    why: str


def thirds_of(exchange: Exchange, parties: list[Party]) -> list[Third]:
    """Nothing unless ``exchange`` is bilateral, as ``parties`` now stand."""
    if exchange.kind != Kind.BILATERAL:
        return []
    main = (PartyRole.RECIPIENT, PartyRole.FIRST_PROVIDER)
    countries = {party.country_id for party in parties if party.role in main and party.country_id}
    found = helpers_of(exchange, MOST, tuple(sorted(countries)))
    return [Third(match, role_of(match), _why(match)) for match in found]


def role_of(match: Match) -> PartyRole:
    is_between = match.organization.kind in GO_BETWEENS
    return PartyRole.FACILITATOR if is_between else PartyRole.SECOND_PROVIDER


def _why(match: Match) -> str:
    country = match.organization.country
    if country is None:
        return _("As an international body it would make this exchange trilateral.")
    name = {"country": country.name}
    return _("From a third country, %(country)s: it would make this exchange trilateral.") % name
