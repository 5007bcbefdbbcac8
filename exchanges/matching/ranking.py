"""Who could help with a request, and which requests an offer could serve: ranked, with reasons."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils import timezone

from community.models import Theme
from exchanges.matching import reasons
from exchanges.matching.statement import (
    OFFERED,
    ORGANIZATIONS,
    SHARED_SHEETS,
    TYPED,
    for_one,
    for_requests,
)
from exchanges.models import Exchange, MatchWeight, Offer
from exchanges.models.on_offer import this_year
from exchanges.vocabulary import VIRTUAL_INSTRUMENTS
from experiences.models import Block, Experience
from members.likeness import contexts, likeness
from members.models import Country, Organization

MOST = 10
SOURCES = (OFFERED, SHARED_SHEETS, ORGANIZATIONS)
THE_ONE = "e.id = %(exchange)s"
SEEKING = "e.status = 'open' AND e.opened_at IS NOT NULL"


@dataclass
class Match:
    """One proposal for one request: the score out of 100, and a sentence for each part of it."""

    score: int
    out_of: int
    organization: Organization
    exchange: Exchange
    offer: Offer | None = None
    sheet: Experience | None = None  # that shows best what was done
    shared: Experience | None = None  # that others may come for, where it is what is proposed
    reasons: list[reasons.Reason] = field(default_factory=list)


def helpers_of(
    exchange: Exchange,
    most: int = MOST,
    not_of: tuple[str, ...] = (),
    themes: list[Theme] | None = None,
) -> list[Match]:
    """Offers, sheets on offer and organizations that could serve it, one for each organization.

    ``not_of`` are countries (ISO codes) that are left out. With ``themes`` it is taken as it is
    typed: these, and what else the object says, kept or not.
    """
    home = exchange.organization.country if exchange.organization else None
    near = _alike(home)
    weights = MatchWeight.in_force()
    given = {"exchange": exchange.pk, "not_of": list(not_of), "most": most, **weights}
    statement = for_requests(THE_ONE, SOURCES)
    if themes is not None:
        statement, given = for_requests(THE_ONE, SOURCES, TYPED), given | _typed(exchange, themes)
    rows = _rows(statement, near, given)
    return _matches(rows, near, reasons.OF_A_HELPER, {exchange.pk: exchange}, weights)


def _typed(exchange: Exchange, themes: list[Theme]) -> dict[str, Any]:
    """What the statement asks of a request, as it is being written."""
    return {
        "typed_organization": exchange.organization_id,
        "typed_populations": exchange.populations,
        "typed_instruments": exchange.instruments,
        "typed_languages": exchange.languages,
        "typed_experience": exchange.experience_id,
        "typed_block": exchange.block_id,
        "typed_offer": exchange.offer_id,
        "typed_themes": [theme.pk for theme in themes],
    }


def served_by(offer: Offer | Experience, most: int = MOST) -> list[Match]:
    """Requests that seek partners in public and that an offer, or a sheet on offer, could serve."""
    near = _alike(offer.organization.country)
    weights = MatchWeight.in_force()
    whose = {"one": offer.pk, "organization": offer.organization_id}
    given = {**whose, "not_of": [], "most": most, **weights}
    source = OFFERED if isinstance(offer, Offer) else SHARED_SHEETS
    rows = _rows(for_one(source, SEEKING), near, given)
    shown = Exchange.objects.public().select_related("organization__country")
    exchanges = shown.in_bulk({row["need"] for row in rows})
    return _matches(rows, near, reasons.OF_A_REQUEST, exchanges, weights)


type Nearness = dict[str, tuple[float, list[object]]]


def _alike(home: Country | None) -> Nearness:
    """How alike the states of the Americas are to ``home``, by their codes: a share, and why."""
    known = contexts()
    if home is None or home.pk not in known:
        return {}
    found = ((code, likeness(known[home.pk], other)) for code, other in known.items())
    return {code: (one.points / 100, [why.text for why in one.reasons]) for code, one in found}


def _rows(sql: str, near: Nearness, given: dict[str, Any]) -> list[dict[str, Any]]:
    known: dict[str, Any] = {
        "today": timezone.localdate(),
        "a_year_ago": timezone.now() - dt.timedelta(days=365),
        "this_year": this_year(),
        "virtual": list(VIRTUAL_INSTRUMENTS),
        "likeness": json.dumps({code: share for code, (share, _why) in near.items()}),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, known | given)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor]


def _matches(
    rows: list[dict[str, Any]],
    near: Nearness,
    speak: reasons.Voice,
    exchanges: dict[int, Exchange],
    weights: dict[str, int],
) -> list[Match]:
    if not rows:
        return []
    bodies = Organization.objects.as_cards().in_bulk({row["organization_id"] for row in rows})
    offers = Offer.objects.in_bulk({row["id"] for row in rows if row["kind"] == "offer"})
    shared = {row["id"] for row in rows if row["kind"] == "sheet"}
    sheets = Experience.objects.published().in_bulk({row["sheet"] for row in rows} | shared)
    blocks = Block.objects.in_bulk({row["block"] for row in rows} - {None})
    themes = Theme.objects.in_bulk({pk for row in rows for pk in (*row["shared"], *row["near"])})
    found = []
    for row in rows:
        body, exchange = bodies[row["organization_id"]], exchanges[row["need"]]
        sheet = sheets.get(row["sheet"])
        far = exchange.organization if speak is reasons.OF_A_REQUEST else body
        alike = near[far.country_id][1] if far and far.country_id in near else []
        facts = reasons.Facts(row, themes, alike, sheet, blocks.get(row["block"]))
        found.append(
            Match(
                score=row["score"],
                out_of=sum(weights.values()),
                organization=body,
                exchange=exchange,
                offer=offers.get(row["id"]) if row["kind"] == "offer" else None,
                sheet=sheet,
                shared=sheets.get(row["id"]) if row["kind"] == "sheet" else None,
                reasons=reasons.said(facts, weights, speak),
            )
        )
    return found
