"""Who could help with a request, for those who write it and for the secretariat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from community.lifecycle import SECRETARIAT
from community.models import Theme
from community.signed_in import SignedInRequest
from exchanges.finding import exchange_of
from exchanges.matching.ranking import MOST, Match, helpers_of
from exchanges.matching.third import Third, role_of, thirds_of
from exchanges.models import Exchange
from exchanges.models.voices import OWNER, WRITER
from exchanges.vocabulary import PartyRole, Status
from members.models import Organization

WRITING = {Status.DRAFT, Status.RETURNED}
JOINING = {Status.OPEN, Status.SHAPING, Status.AGREED}
SEEKING = {*WRITING, *JOINING, Status.SUBMITTED}


type Named = Mapping[str, Organization]
NOBODY: Named = {}


@dataclass
class Row:
    """A match as the page shows it, with where the reader invites it."""

    match: Match
    role: PartyRole
    why: str = ""
    invite: str = ""

    @property
    def asked(self) -> str:
        """Whom its address names, for a button that saves what is typed before it leads there."""
        return urlsplit(self.invite).query


@dataclass
class Helpers:
    """Who could help, and who would make it trilateral."""

    rows: list[Row]
    thirds: list[Row]


def partners(request: SignedInRequest, number: str) -> HttpResponse:
    exchange = exchange_of(request, number)
    roles = exchange.roles_of(request.user)
    if not roles & {WRITER, OWNER, SECRETARIAT}:
        raise Http404
    if exchange.status not in SEEKING:
        return redirect(exchange)
    context = {"exchange": exchange, "helpers": helpers(exchange, roles)}
    return render(request, "exchanges/partners.html", context)


def helpers(exchange: Exchange, roles: set[str]) -> Helpers:
    thirds = [_row(third) for third in thirds_of(exchange, list(exchange.parties.present()))]
    for row in thirds:
        row.invite = invitation(exchange, row, roles)
    return Helpers(rows_of(exchange, roles), thirds)


def rows_of(
    exchange: Exchange,
    roles: set[str],
    most: int = MOST,
    themes: list[Theme] | None = None,
    named: Named = NOBODY,
) -> list[Row]:
    """The best, each in the role that is still free; with ``themes`` as they are being typed,
    and without those that are ``named`` already, by role."""
    first = PartyRole.FIRST_PROVIDER
    has_first = first in named or exchange.parties.present().filter(role=first).exists()
    known = {body.pk for body in named.values()}
    matches = helpers_of(exchange, most + len(known), themes=themes)
    found = [match for match in matches if match.organization.pk not in known][:most]
    rows = [Row(match, role_of(match) if has_first else first) for match in found]
    for row in rows:
        row.invite = invitation(exchange, row, roles)
    return rows


def _row(third: Third) -> Row:
    return Row(third.match, third.role, third.why)


def invitation(exchange: Exchange, row: Row, roles: set[str]) -> str:
    """Where this reader asks it in; nothing where she may not."""
    who: Any = row.match.organization.number
    if exchange.status in WRITING and WRITER in roles:
        step = reverse("exchanges:step", args=[exchange.number, "who"])
        return f"{step}?{urlencode({row.role.replace('-', '_'): who})}"
    asks = SECRETARIAT in roles or (OWNER in roles and exchange.is_heard)
    if exchange.status in JOINING and asks:
        form = reverse("exchanges:invite", args=[exchange.number])
        return f"{form}?{urlencode({'organization': who, 'role': row.role.value})}"
    return ""
