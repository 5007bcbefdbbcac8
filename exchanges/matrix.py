"""Who offers and who seeks: themes × countries, counted by the database in one statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Theme
from members.models import Country

# An organization counts once in a cell, however often it says so.
COUNTED = """
    SELECT theme, coalesce(country, ''),
        count(DISTINCT who) FILTER (WHERE gives), count(DISTINCT who) FILTER (WHERE NOT gives)
    FROM (
        SELECT known.tag_id AS theme, o.country_id AS country, o.id AS who, true AS gives
        FROM members_knowntheme known
        JOIN members_organization o ON o.id = known.content_object_id
        WHERE o.status = 'approved'
        UNION ALL
        SELECT themed.tag_id, o.country_id, o.id, true
        FROM exchanges_themedoffer themed
        JOIN exchanges_offer offer ON offer.id = themed.content_object_id
        JOIN members_organization o ON o.id = offer.organization_id
        WHERE o.status = 'approved' AND offer.ended_at IS NULL AND offer.valid_until >= %s
        UNION ALL
        SELECT sought.tag_id, o.country_id, o.id, false
        FROM members_soughttheme sought
        JOIN members_organization o ON o.id = sought.content_object_id
        WHERE o.status = 'approved'
        UNION ALL
        SELECT themed.tag_id, party.country_id, party.organization_id, false
        FROM exchanges_themedexchange themed
        JOIN exchanges_exchange exchange ON exchange.id = themed.content_object_id
        JOIN exchanges_party party ON party.exchange_id = exchange.id
        WHERE exchange.status = 'open' AND party.role = 'recipient' AND party.state = 'accepted'
            AND party.organization_id IS NOT NULL
    ) said
    GROUP BY theme, country
"""


@dataclass
class Matrix:
    """Columns with anything in them; rows with anything in them, under their broader theme."""

    columns: list[dict[str, str]] = field(default_factory=list)
    groups: list[dict[str, Any]] = field(default_factory=list)


def table() -> Matrix:
    cells = _cells()
    codes = {country for _theme, country in cells}
    known = [country for country in Country.objects.in_order() if country.iso2 in codes]
    columns = [{"code": country.iso2, "name": country.name} for country in known]
    if "" in codes:
        columns.append({"code": "", "name": _("International bodies")})
    groups = []
    for broader in Theme.objects.as_tree():
        family = [broader, *broader.narrower_in_order]
        rows = [_row(theme, columns, cells) for theme in family]
        if found := [row for row in rows if row["filled"]]:
            groups.append({"theme": broader, "rows": found})
    return Matrix(columns, groups)


def _cells() -> dict[tuple[int, str], tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, [timezone.localdate()])
        return {(theme, country): (offer, seek) for theme, country, offer, seek in cursor}


def _row(
    theme: Theme, columns: list[dict[str, str]], cells: dict[tuple[int, str], tuple[int, int]]
) -> dict[str, Any]:
    row = [cells.get((theme.pk, column["code"]), (0, 0)) for column in columns]
    shown = [
        {"code": column["code"], "offers": offers, "seeks": seeks}
        for column, (offers, seeks) in zip(columns, row, strict=True)
    ]
    return {"theme": theme, "cells": shown, "filled": any(a or b for a, b in row)}
