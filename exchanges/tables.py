"""The board and the offers for spreadsheets and programs, with the filters of their pages."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import HttpRequest, StreamingHttpResponse

from community.open_data import Writer
from community.tables import AT_ONCE, Columns, address, slugs
from exchanges.filters import BoardFilters, OfferFilters
from exchanges.models import Exchange, Party
from exchanges.offered import SharedSheet, streamed
from exchanges.vocabulary import PartyRole, PartyState
from experiences.models import Block, Experience


def taking_part(exchange: Exchange, roles: tuple[str, ...]) -> list[Party]:
    parties = exchange.parties.all()
    return [one for one in parties if one.role in roles and one.state == PartyState.ACCEPTED]


def named(*roles: str) -> Callable[[Exchange], list[str]]:
    """Those who take part as one of these, as their cards name them."""
    return lambda exchange: [party.name for party in taking_part(exchange, roles)]


def numbered(*roles: str) -> Callable[[Exchange], list[str]]:
    """The same by their numbers, as ministries of ten countries have one name; a country that takes
    part without an organization has none."""
    return lambda exchange: [
        party.organization.number if party.organization else ""
        for party in taking_part(exchange, roles)
    ]


EXCHANGE: Columns = {
    "number": lambda e: e.number,
    "title": lambda e: e.title,
    "language": lambda e: e.language,
    "kind": lambda e: e.kind,
    "state": lambda e: e.status,
    "state_since": lambda e: None if e.is_sample else e.status_since,
    "recipients": named(PartyRole.RECIPIENT),
    "first_provider": named(PartyRole.FIRST_PROVIDER),
    "second_providers": named(PartyRole.SECOND_PROVIDER),
    "facilitators": named(PartyRole.FACILITATOR),
    "funders": named(PartyRole.FUNDER),
    "others": named(PartyRole.KNOWLEDGE_PARTNER, PartyRole.OBSERVER),
    "countries": lambda e: [country.iso2 for country in e.countries()],
    "themes": lambda e: slugs(e.themes),
    "instruments": lambda e: e.instruments,
    "experience_number": lambda e: e.experience and e.experience.number,
    "block_number": lambda e: e.block and e.block.number,
    "wanted_by": lambda e: e.wanted_by,
    "wanted_in_countries": lambda e: e.wanted_in,
    "recipient_numbers": numbered(PartyRole.RECIPIENT),
    "first_provider_numbers": numbered(PartyRole.FIRST_PROVIDER),
    "second_provider_numbers": numbered(PartyRole.SECOND_PROVIDER),
    "facilitator_numbers": numbered(PartyRole.FACILITATOR),
    "funder_numbers": numbered(PartyRole.FUNDER),
    "other_numbers": numbered(PartyRole.KNOWLEDGE_PARTNER, PartyRole.OBSERVER),
    "url": address,
}
# What it starts from is told where everybody can read it.
STARTING_POINTS = (
    Prefetch("experience", Experience.objects.published()),
    Prefetch("block", Block.objects.published()),
)
OFFER: Columns = {
    "kind": lambda o: "experience" if isinstance(o, SharedSheet) else "offer",
    "title": lambda o: o.title,
    "description": lambda o: o.description,
    "language": lambda o: o.language,
    "organization_number": lambda o: o.organization.number,
    "organization": lambda o: o.organization.name,
    "country": lambda o: o.organization.country_id,
    "themes": lambda o: slugs(o.themes),
    "instruments": lambda o: o.instruments,
    "working_languages": lambda o: o.languages,
    "exchanges_a_year": lambda o: o.capacity,
    "conditions": lambda o: o.conditions,
    "valid_until": lambda o: o.valid_until,
    "experience_number": lambda o: o.sheet and o.sheet.number,
    "building_block_number": lambda o: o.building_block and o.building_block.number,
    "url": address,
}


@login_not_required
def exchanges(request: HttpRequest, write: Writer) -> StreamingHttpResponse:
    rows: Any = BoardFilters(request.GET).rows().newest().with_wants().as_rows()
    rows = rows.prefetch_related("themes", *STARTING_POINTS)
    return write("exchanges", EXCHANGE, rows.iterator(chunk_size=AT_ONCE))


@login_not_required
def offers(request: HttpRequest, write: Writer) -> StreamingHttpResponse:
    filters = OfferFilters(request.GET)
    return write("offers", OFFER, streamed(filters.offers(), filters.sheets()))
