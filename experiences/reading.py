"""What the page of a sheet puts together: facts, related sheets, whose turn it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Sum
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from community.languages import Language
from community.lifecycle import SECRETARIAT
from community.models import Reader
from experiences.models import Experience, Facet, IndexEntry
from experiences.vocabulary import Status

Fact = dict[str, Any]
RELATED = 4
NEAR = 12  # sheets looked at for each thing shared
# What two sheets share counts by kind, and more where few sheets share it.
SHARED = {"theme": 3.0, "organization": 1.5, "country": 1.0}
COMMON = 1_000  # of what more sheets share, the newest sheets alone are looked through
# ``reach``: so many of the newest sheets hold enough that share it; 0 where few sheets share it.
RELATED_TO = """
    SELECT near.experience_id, (array_agg(shared.id ORDER BY shared.weight DESC))[1]
    FROM unnest(%s::int[], %s::float[], %s::int[]) AS shared (id, weight, reach)
    CROSS JOIN LATERAL (
        (SELECT entry.experience_id FROM experiences_indexentry entry
        WHERE shared.reach = 0 AND entry.facets @> ARRAY[shared.id]
        ORDER BY entry.published_at DESC, entry.experience_id DESC LIMIT %s)
        UNION ALL
        (SELECT newest.experience_id FROM (
            SELECT entry.experience_id, entry.facets FROM experiences_indexentry entry
            ORDER BY entry.published_at DESC, entry.experience_id DESC LIMIT shared.reach
        ) AS newest WHERE newest.facets @> ARRAY[shared.id] LIMIT %s)
    ) AS near
    WHERE near.experience_id <> %s
    GROUP BY near.experience_id
    ORDER BY sum(shared.weight) DESC, near.experience_id DESC LIMIT %s
"""


def facts_of(sheet: Experience, languages: Sequence[tuple[str, str]] = ()) -> list[Fact]:
    """For the side column; what the sheet does not say is left out.

    ``languages`` are those it can be read in besides the page's, with their addresses.
    """
    library = reverse("experiences:library")
    organization = sheet.organization
    facts: list[Fact] = [
        _fact(_("Organization"), organization.name, organization.public_url),
        _several(_("Country"), [(c.name, c.get_absolute_url()) for c in sheet.countries.all()]),
        _fact(_("Name of the programme"), sheet.programme) | _own_language(sheet),
        _fact(_("Period"), sheet.period),
        _fact(_("Scale"), sheet.get_scale_display()),
        _several(_("Themes"), [(t.label, t.get_absolute_url()) for t in sheet.themes.all()]),
        _several(
            _("Target populations"),
            [
                (label, f"{library}?population={value}")
                for value, label in zip(sheet.populations, sheet.population_labels, strict=True)
            ],
        ),
        _fact(_("Kind of programme"), sheet.get_instrument_display()),
        _fact(_("Maturity"), sheet.get_maturity_display(), "#stage" if sheet.maturity else ""),
        _fact(_("Kind of evidence"), sheet.get_evidence_display()),
        _several(_("Keywords"), [(str(k), f"{library}?q={k}") for k in sheet.keywords.all()]),
        _fact(_("Language"), sheet.get_language_display()),
        _several(_("Read it in"), [(str(Language(code).label), url) for code, url in languages]),
    ]
    if sheet.published_at:
        facts.append(_fact(_("Published"), date_format(localtime(sheet.published_at))))
    if sheet.confirmed_at:
        facts.append(_fact(_("Last confirmed"), date_format(localtime(sheet.confirmed_at))))
    facts.append(_fact(_("Number"), sheet.number))
    return [fact for fact in facts if fact.get("value") or fact.get("several")]


def _fact(label: str, value: str, url: str = "") -> Fact:
    return {"label": label, "value": value, "url": url}


def _several(label: str, pairs: list[tuple[str, str]]) -> Fact:
    return {"label": label, "several": [{"value": value, "url": url} for value, url in pairs]}


def _own_language(sheet: Experience) -> Fact:
    return {"lang": "pt-BR" if sheet.language == "pt" else sheet.language}


# --- Related sheets ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Related:
    experience: Experience
    reason: str


def related_to(sheet: Experience) -> list[Related]:
    """Others with the same narrow theme, organization or country, each with its reason."""
    facets = {facet.pk: facet for facet in _shareable(sheet)}
    weights = [SHARED[facet.kind] / math.log(2 + facet.count) for facet in facets.values()]
    with connection.cursor() as cursor:
        most = NEAR + 1  # itself is among them
        values: list[Any] = [
            list(facets),
            weights,
            _reaches(list(facets.values())),
            most,
            most,
            sheet.pk,
            RELATED,
        ]
        cursor.execute(RELATED_TO, values)
        found = dict(cursor.fetchall())
    cards = Experience.objects.published().as_cards().in_bulk(found)
    return [
        Related(cards[pk], _reason(facets[facet], sheet))
        for pk, facet in found.items()
        if pk in cards
    ]


def _reaches(facets: list[Facet]) -> list[int]:
    """Three times as many of the newest as hold what is looked for, if it is spread evenly."""
    if all(facet.count <= COMMON for facet in facets):
        return [0 for _facet in facets]
    sheets = Facet.objects.filter(kind="kind").aggregate(all=Sum("count"))["all"]
    return [3 * NEAR * sheets // f.count if f.count > COMMON else 0 for f in facets]


def _shareable(sheet: Experience) -> list[Facet]:
    """Its narrow themes (a broad one where it has no other), its organization, its countries."""
    entry = IndexEntry.objects.filter(pk=sheet.pk).only("facets").first()
    if entry is None:
        return []
    facets = list(Facet.objects.filter(pk__in=entry.facets, kind__in=SHARED))
    narrow = {str(theme.pk) for theme in sheet.themes.all() if theme.parent_id}
    return [f for f in facets if f.kind != "theme" or not narrow or f.value in narrow]


def _reason(facet: Facet, sheet: Experience) -> str:
    if facet.kind == "organization":
        return _("By the same organization")
    if facet.kind == "country":
        names = {country.iso2: country.name for country in sheet.countries.all()}
        return _("From the same country: %(country)s") % {"country": names.get(facet.value, "")}
    labels = {str(theme.pk): theme.label for theme in sheet.themes.all()}
    return _("On the same theme: %(theme)s") % {"theme": labels.get(facet.value, "")}


# --- Not published yet ---------------------------------------------------------------------------


def turn_of(sheet: Experience, user: Reader) -> dict[str, Any] | None:
    """Whose turn it is and what is expected, as ``components/whose_turn.html`` wants it."""
    if not sheet.turn:
        return None
    told = {
        Status.DRAFT: _("Complete the sheet and submit it."),
        Status.RETURNED: _("Answer the notes of the secretariat and submit the sheet again."),
        Status.SUBMITTED: _("The secretariat reads it and publishes it, or returns it."),
    }
    at_secretariat = sheet.turn == SECRETARIAT
    yours = user.is_staff if at_secretariat else sheet.editable_by(user)
    return {
        "who": _("The secretariat") if at_secretariat else sheet.organization.name,
        "what": told[Status(sheet.status)],
        "since": sheet.status_since,
        "yours": yours,
        "url": ""
        if at_secretariat or not yours
        else reverse("experiences:edit", args=[sheet.slug]),
        "label": _("Continue writing"),
    }
