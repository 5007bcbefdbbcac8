"""Two to four sheets side by side, at an address that can be passed on.

What is compared stands in the address alone: ``sheet`` once for each.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.models import Reader
from community.plain_text import cleaned
from experiences.models import Experience
from experiences.sheets import titled, trail

MOST = 4
MOST_ASKED = 20
FOUND = 6


@dataclass(frozen=True)
class Row:
    """A line of the table: for each sheet the values, each with whether all sheets have it."""

    label: str
    cells: list[list[tuple[str, bool]]]

    @property
    def is_same(self) -> bool:
        return all(shared for cell in self.cells for _value, shared in cell)


class Comparison:
    """The sheets that an address asks for, as far as ``user`` may read them."""

    def __init__(self, query: QueryDict, user: Reader) -> None:
        asked = [cleaned(slug, 110) for slug in query.getlist("sheet")[:MOST_ASKED]]
        self.asked = [slug for slug in dict.fromkeys(asked) if slug]
        self.words = cleaned(query.get("q", ""))
        rows = Experience.objects.visible_to(user).as_compared().filter(slug__in=self.asked)
        self.found = {sheet.slug: sheet for sheet in rows} if self.asked else {}

    @cached_property
    def sheets(self) -> list[Experience]:
        return [self.found[slug] for slug in self.asked if slug in self.found][:MOST]

    @property
    def ignored(self) -> list[str]:
        """Unknown and private alike."""
        return [slug for slug in self.asked if slug not in self.found]

    @property
    def has_blocks(self) -> bool:
        return any(sheet.blocks.all() for sheet in self.sheets)

    @property
    def too_many(self) -> bool:
        return len(self.found) > MOST

    @property
    def has_room(self) -> bool:
        return len(self.sheets) < MOST

    @cached_property
    def offered(self) -> list[dict[str, Any]]:
        """Others that were searched for, each with the address that has it too."""
        if not (self.words and self.has_room):
            return []
        others = titled(Experience.objects.search(self.words))
        kept = [sheet for sheet in others[: FOUND + MOST] if sheet.slug not in self.found]
        return [
            {"sheet": one, "url": self.address([*self.slugs, one.slug])} for one in kept[:FOUND]
        ]

    @property
    def slugs(self) -> list[str]:
        return [sheet.slug for sheet in self.sheets]

    @property
    def columns(self) -> list[dict[str, Any]]:
        """Each sheet, with the address that is without it."""
        return [
            {"sheet": sheet, "without": self.address([s for s in self.slugs if s != sheet.slug])}
            for sheet in self.sheets
        ]

    @staticmethod
    def address(slugs: list[str]) -> str:
        query = QueryDict(mutable=True)
        query.setlist("sheet", slugs)
        return f"?{query.urlencode()}"

    @property
    def facts(self) -> list[Row]:
        """What can be told apart by machine; lines that no sheet fills are left out."""
        told: list[tuple[str, list[list[str]]]] = [
            (_("Organization"), [[s.organization.name] for s in self.sheets]),
            (_("Country"), [s.country_names for s in self.sheets]),
            (_("Period"), [[s.period] for s in self.sheets]),
            (_("Scale"), [[s.get_scale_display()] for s in self.sheets]),
            (_("Themes"), [[theme.label for theme in s.themes.all()] for s in self.sheets]),
            (_("Target populations"), [s.population_labels for s in self.sheets]),
            (_("Kind of programme"), [[s.get_instrument_display()] for s in self.sheets]),
            (_("Maturity"), [[s.get_maturity_display()] for s in self.sheets]),
            (_("Kind of evidence"), [[s.get_evidence_display()] for s in self.sheets]),
            (_("Available for an exchange"), [[_for_exchange(s)] for s in self.sheets]),
            (_("Language"), [[s.get_language_display()] for s in self.sheets]),
        ]
        return [_row(label, values) for label, values in told if any(map(any, values))]


def _for_exchange(sheet: Experience) -> str:
    if sheet.available_for_exchange is None:
        return ""
    return _("Yes") if sheet.available_for_exchange else _("No")


def _row(label: str, values: list[list[str]]) -> Row:
    kept = [[value for value in some if value] for some in values]
    common = set(kept[0]).intersection(*kept[1:])
    # An empty cell beside a full one: the full one has what not all have.
    return Row(label, [[(value, value in common) for value in some] for some in kept])


@login_not_required
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    comparison = Comparison(request.GET, request.user)
    context = {"comparison": comparison, "trail": trail()}
    return render(request, "experiences/compare.html", context)
