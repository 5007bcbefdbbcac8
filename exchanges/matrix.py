"""Who offers and who seeks: themes × countries, counted by the database in one statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from django.db import connection
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.filters import Filters, Labels
from community.models import Theme
from exchanges.models.on_offer import OFFERS, SHEETS
from members.countries import Subregion
from members.models import Country

# An organization counts once in a cell, however often it says so.
COUNTED = f"""
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
        JOIN ({OFFERS}) offer ON offer.id = themed.content_object_id
        JOIN members_organization o ON o.id = offer.organization_id
        UNION ALL
        SELECT themed.tag_id, o.country_id, o.id, true
        FROM experiences_themedexperience themed
        JOIN ({SHEETS}) sheet ON sheet.id = themed.content_object_id
        JOIN members_organization o ON o.id = sheet.organization_id
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
"""  # noqa: S608 - made of constants


ABROAD = "international"  # the place, in addresses, of bodies without a country


@dataclass(frozen=True)
class Column:
    code: str
    name: str

    @property
    def place(self) -> str:
        return self.code.lower() or ABROAD


@dataclass(frozen=True)
class Cell:
    column: Column
    offers: int
    seeks: int

    @property
    def kind(self) -> str:
        """``both``, ``gives``, ``seeks``, or nothing."""
        if self.offers and self.seeks:
            return "both"
        return "gives" if self.offers else "seeks" if self.seeks else ""


@dataclass(frozen=True)
class Row:
    theme: Theme
    cells: list[Cell]

    @property
    def is_filled(self) -> bool:
        return any(cell.kind for cell in self.cells)

    @property
    def is_gap(self) -> bool:
        """Somebody seeks it, and nobody in these columns offers or knows it."""
        offers, seeks = (sum(getattr(cell, what) for cell in self.cells) for what in SUMMED)
        return bool(seeks and not offers)


SUMMED = ("offers", "seeks")


@dataclass
class Group:
    theme: Theme
    rows: list[Row]


@dataclass
class Matrix:
    """Columns with anything in them; rows with anything in them, under their broader theme."""

    columns: list[Column] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)


class MatrixFilters(Filters):
    """A broader theme and a region, each once."""

    TITLES: ClassVar = {"theme": gettext_lazy("Theme"), "region": gettext_lazy("Region")}

    def __init__(self, query: QueryDict) -> None:
        self.tree: list[Theme] = list(Theme.objects.as_tree())
        super().__init__(query)

    @cached_property
    def labels(self) -> dict[str, Labels]:
        regions = {str(value): str(label) for value, label in Subregion.choices}
        return {"theme": {theme.slug: theme.label for theme in self.tree}, "region": regions}

    def choices(self) -> list[dict[str, Any]]:
        """As two lists to choose from show them."""
        return [
            {
                "name": name,
                "title": title,
                "options": [
                    {"value": value, "label": label, "chosen": value in self.chosen[name]}
                    for value, label in self.labels[name].items()
                ],
            }
            for name, title in self.TITLES.items()
        ]

    def table(self) -> Matrix:
        cells = _cells()
        columns = _columns({country for _theme, country in cells}, self.chosen["region"])
        chosen, groups = self.chosen["theme"], []
        for broader in self.tree:
            if not chosen or broader.slug in chosen:
                family = [broader, *broader.narrower_in_order]
                rows = [_row(theme, columns, cells) for theme in family]
                if found := [row for row in rows if row.is_filled]:
                    groups.append(Group(broader, found))
        filled = {cell.column for group in groups for row in group.rows for cell in row.cells
                  if cell.kind}  # fmt: skip
        return _narrowed(Matrix([one for one in columns if one in filled], groups))


def _narrowed(matrix: Matrix) -> Matrix:
    """Without the columns that a filter has emptied."""
    kept = set(matrix.columns)
    for group in matrix.groups:
        group.rows = [
            Row(row.theme, [cell for cell in row.cells if cell.column in kept])
            for row in group.rows
        ]
    return matrix


def _columns(codes: set[str], regions: list[str]) -> list[Column]:
    known = [country for country in Country.objects.in_order() if country.iso2 in codes]
    if regions:
        return [Column(one.iso2, one.name) for one in known if one.subregion in regions]
    columns = [Column(one.iso2, one.name) for one in known]
    return columns + ([Column("", _("International bodies"))] if "" in codes else [])


def _cells() -> dict[tuple[int, str], tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, {"today": timezone.localdate()})
        return {(theme, country): (offer, seek) for theme, country, offer, seek in cursor}


def _row(theme: Theme, columns: list[Column], cells: dict[tuple[int, str], tuple[int, int]]) -> Row:
    counts = [cells.get((theme.pk, column.code), (0, 0)) for column in columns]
    return Row(theme, [Cell(column, *pair) for column, pair in zip(columns, counts, strict=True)])
