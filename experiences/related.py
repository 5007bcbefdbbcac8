"""Other sheets that a reader of one may want, each with the reasons why it stands there.

Every kind of reason brings a few candidates, found by an index, so that the number of all sheets
does not matter; the weights of all reasons of a sheet together give the order. What is shared
(themes, kinds of building blocks, the organization, countries, countries that are alike) is a facet
and a line in ``SHARED``; what two sheets have to do with each other is a function.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from community.planned import planned_cursor
from experiences.carded import carded_sheets
from experiences.choices import Counted, Facets, usual_facets
from experiences.models import Experience
from experiences.vocabulary import BlockKind
from members.likeness import Likeness, contexts

RELATED = 6
REASONS = 2  # that are said of one sheet
NEAR = 12  # sheets looked at for each thing shared
ALIKE = 3  # countries with sheets that count as like those of the sheet
ALIKE_FROM = 50  # points out of 100
# What two sheets share counts by kind, and more where few sheets share it.
SHARED = {"theme": 3.0, "block": 2.0, "organization": 1.5, "country": 1.0}
LIKE = 0.8  # of a country that is like one of its countries, times its likeness
ADAPTED, EXCHANGED = 10.0, 4.0  # before all that is merely shared
# ``reach``: so many of the newest sheets hold enough that share it; 0 where few sheets share it.
# These are fetched first (OFFSET 0): the planner would walk through all to meet them in order.
RELATED_TO = """
    SELECT near.experience_id, shared.id
    FROM unnest(%s::int[], %s::int[]) AS shared (id, reach)
    CROSS JOIN LATERAL (
        (SELECT few.experience_id FROM (
            SELECT entry.experience_id, entry.published_at FROM experiences_indexentry entry
            WHERE shared.reach = 0 AND entry.facets @> ARRAY[shared.id] OFFSET 0
        ) AS few ORDER BY few.published_at DESC, few.experience_id DESC LIMIT %s)
        UNION ALL
        (SELECT newest.experience_id FROM (
            SELECT entry.experience_id, entry.facets FROM experiences_indexentry entry
            ORDER BY entry.published_at DESC, entry.experience_id DESC LIMIT shared.reach
        ) AS newest WHERE newest.facets @> ARRAY[shared.id] LIMIT %s)
    ) AS near
    WHERE near.experience_id <> %s
"""


class Because(NamedTuple):
    kind: str
    weight: float
    text: str


@dataclass(frozen=True)
class Related:
    experience: Experience
    reasons: list[str]

    @property
    def reason(self) -> str:
        return " · ".join(self.reasons)


def related_to(sheet: Experience) -> list[Related]:
    """The best few, each with its reasons, the strongest first."""
    found: defaultdict[int, list[Because]] = defaultdict(list)
    for pk, because in (*_adapted(sheet), *_exchanged(sheet), *_sharing(sheet)):
        found[pk].append(because)
    found.pop(sheet.pk, None)
    best = sorted(found, key=lambda pk: (-sum(b.weight for b in found[pk]), -pk))[:RELATED]
    return [Related(card, _said(found[card.pk])) for card in carded_sheets(best)]


def _said(reasons: Iterable[Because]) -> list[str]:
    """The strongest, and rather one of another kind than a second one of the same."""
    ordered = sorted(reasons, key=lambda because: -because.weight)
    kinds = {because.kind: because.text for because in reversed(ordered)}
    strongest = sorted(ordered, key=lambda because: because.text != kinds[because.kind])
    return list(dict.fromkeys(because.text for because in strongest))[:REASONS]


# --- What two sheets have to do with each other --------------------------------------------------


def _adapted(sheet: Experience) -> Iterator[tuple[int, Because]]:
    if not sheet.has_kin:
        return
    kin = Q(adapted_from=sheet.pk) | Q(pk=sheet.adapted_from_id)
    for pk in (
        Experience.objects.published().filter(kin).newest().values_list("pk", flat=True)[:NEAR]
    ):
        is_origin = pk == sheet.adapted_from_id
        text = _("This experience was adapted from it") if is_origin else _("Adapted from this one")
        yield pk, Because("adapted", ADAPTED, text)


def _exchanged(sheet: Experience) -> Iterator[tuple[int, Because]]:
    """Other sheets of public exchanges that have begun and that this one was part of.

    Exchanges live on the floor above: they are reached by what they keep about sheets.
    """
    if not sheet.is_exchanged:
        return
    exchanges: Any = Experience._meta.get_field("exchanges").related_model
    about = Q(related_experiences=sheet.pk) | Q(experience=sheet.pk)
    begun = exchanges.objects.public().begun().filter(about).order_by("-pk").distinct()[:NEAR]
    numbers = dict(begun.values_list("pk", "number"))
    if not numbers:
        return
    for way in ("exchanges", "asked_about"):
        others = Experience.objects.published().filter(**{f"{way}__in": list(numbers)})
        for pk, exchange in others.order_by("-pk").values_list("pk", way)[: 2 * NEAR]:
            text = _("Part of the same exchange: %(number)s") % {"number": numbers[exchange]}
            yield pk, Because("exchanged", EXCHANGED, text)


# --- What they share -----------------------------------------------------------------------------


def _sharing(sheet: Experience) -> list[tuple[int, Because]]:
    own = _shareable(sheet)
    alike = _alike(sheet)
    known = usual_facets()
    others = [known["country", iso2] for iso2 in alike if ("country", iso2) in known]
    others = sorted(others, key=lambda f: (-alike[f.value].points, f.value))[:ALIKE]
    facets = [*own, *others]
    because = {facet.pk: Because(facet.kind, _weight(facet), _text(facet, sheet)) for facet in own}
    because |= {facet.pk: _like(facet, alike[facet.value]) for facet in others}
    with planned_cursor() as cursor:
        most = NEAR + 1  # itself is among them
        ids = [facet.pk for facet in facets]
        cursor.execute(RELATED_TO, [ids, _reaches(facets, known), most, most, sheet.pk])
        return [(pk, because[facet]) for pk, facet in cursor.fetchall()]


def _weight(facet: Counted) -> float:
    return SHARED[facet.kind] / math.log(2 + facet.count)


def _reaches(facets: list[Counted], known: Facets) -> list[int]:
    """Three times as many of the newest as hold what is looked for, if it is spread evenly; 0
    where those that share it are fewer."""
    sheets = sum(facet.count for (kind, _value), facet in known.items() if kind == "language")
    reaches = [(facet, 3 * NEAR * sheets // facet.count) for facet in facets]
    return [reach if reach < facet.count else 0 for facet, reach in reaches]


def _shareable(sheet: Experience) -> list[Counted]:
    """Its narrow themes (a broad one where it has no other), its organization, its countries."""
    facets = [one for one in (Counted(*row) for row in sheet.own_facets) if one.kind in SHARED]
    narrow = {str(theme.pk) for theme in sheet.shown_themes if theme.parent_id}
    return [f for f in facets if f.kind != "theme" or not narrow or f.value in narrow]


def _alike(sheet: Experience) -> dict[str, Likeness]:
    """Countries that are like one of its own, none of which it has; how like to the likest."""
    own = sheet.names_by_country
    known = contexts()
    found = [one for iso2 in own for one in known.likest(iso2) if one.country.pk not in own]
    found = [one for one in found if one.points >= ALIKE_FROM]
    return {one.country.pk: one for one in sorted(found, key=lambda one: one.points)}


def _like(facet: Counted, one: Likeness) -> Because:
    weight = LIKE * one.points / 100 / math.log(2 + facet.count)
    text = _("From a country that is alike: %(country)s (%(why)s)")
    return Because("alike", weight, text % {"country": one.country.name, "why": one.why})


def _text(facet: Counted, sheet: Experience) -> str:
    if facet.kind == "organization":
        return _("By the same organization")
    if facet.kind == "country":
        name = sheet.names_by_country.get(facet.value, "")
        return _("From the same country: %(country)s") % {"country": name}
    if facet.kind == "block":
        kind = str(dict(BlockKind.choices).get(facet.value, facet.value)).lower()
        return _("Both describe a building block: %(kind)s") % {"kind": kind}
    labels = {str(theme.pk): theme.label for theme in sheet.shown_themes}
    return _("On the same theme: %(theme)s") % {"theme": labels.get(facet.value, "")}
