"""What somebody may mean while still typing: themes, organizations, titles. Only what is public.

Every word typed begins a word of what is suggested, or is one; accents never matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.languages import current
from community.models import Theme
from community.plain_text import cleaned
from community.prepared import by_keys
from experiences.models import Experience
from experiences.models.queries import ExperienceQuerySet
from members.models import Organization
from members.models.names import Name
from members.vocabulary import NameKind

LONGEST = 80  # characters
SHORTEST = 2
MOST = 10
MOST_THEMES = MOST_ORGANIZATIONS = 3

TYPED = """
    SELECT portal_plain(%s), plainto_tsquery(portal_config(''), %s)::text || ':*'
"""
# A sheet has a title in each language it can be read in, all in one vector: which of them it is,
# the reader's own first. Where the words stand in several but together in none, it is none.
TITLES = """
    SELECT found.experience_id, known.language, known.text
    FROM (
        SELECT experience_id, quality FROM experiences_indexentry WHERE title @@ %(query)s::tsquery
        ORDER BY quality DESC, experience_id DESC LIMIT %(most)s
    ) AS found
    JOIN experiences_experience sheet ON sheet.id = found.experience_id
    CROSS JOIN LATERAL (
        SELECT said.language, said.text FROM (
            SELECT sheet.language, sheet.title
            UNION ALL
            SELECT translation.language, piece.text
            FROM experiences_translation translation
            JOIN experiences_translatedpiece piece ON piece.translation_id = translation.id
            WHERE translation.experience_id = sheet.id AND translation.published_at IS NOT NULL
                AND translation.language <> sheet.language AND piece.part = 'title'
        ) AS said (language, text)
        WHERE to_tsvector(portal_config(''), said.text) @@ %(query)s::tsquery
        ORDER BY said.language <> %(reader)s, said.language <> sheet.language, said.language LIMIT 1
    ) AS known
    ORDER BY found.quality DESC, found.experience_id DESC
"""
# What is called just so; then what the reader sees: her own language, labels before other names. Of
# these what begins so, and the shortest.
THEMES = """
    SELECT theme_id, text, language FROM (
        SELECT DISTINCT ON (theme_id) *
        FROM (
            SELECT theme_id, text, language, language = %(language)s AS own, is_label,
                plain = %(typed)s AS whole, starts_with(plain, %(typed)s) AS begins
            FROM (SELECT *, lower(unaccent(text)) AS plain FROM community_synonym) AS said
            WHERE starts_with(plain, %(typed)s) OR position(' ' || %(typed)s IN plain) > 0
        ) AS fitting
        ORDER BY theme_id, own AND is_label DESC, whole DESC, own DESC, is_label DESC, begins DESC,
            length(text)
    ) AS found
    ORDER BY whole DESC, own DESC, is_label DESC, begins DESC, length(text), theme_id
    LIMIT %(most)s
"""


@dataclass(frozen=True)
class Suggestion:
    """``also`` is what was recognized where it is not the ``label``.

    ``language`` is that of a title, ``also_in`` that of ``also``.
    """

    kind: str | Promise
    label: str
    url: str
    also: str = ""
    language: str = ""
    also_in: str = ""


@login_not_required
def suggestions(request: HttpRequest) -> HttpResponse:
    """A fragment for the search box; empty where nothing fits."""
    found = suggest(cleaned(request.GET.get("q", ""), LONGEST))
    return render(request, "experiences/_parts/suggestions.html", {"suggestions": found})


def suggest(words: str) -> list[Suggestion]:
    with connection.cursor() as cursor:
        cursor.execute(TYPED, [words, words])
        plain, query = cursor.fetchone()
    typed = " ".join(plain.split())
    if len(typed) < SHORTEST:
        return []
    first = [*_themes(typed), *_organizations(typed)]
    return first + (_titles(query, MOST - len(first)) if query != ":*" else [])


def _themes(typed: str) -> list[Suggestion]:
    values: dict[str, Any] = {"typed": typed, "language": current(), "most": MOST_THEMES}
    with connection.cursor() as cursor:
        cursor.execute(THEMES, values)
        found = cursor.fetchall()
    themes = Theme.objects.in_bulk([pk for pk, _text, _language in found])
    return [_theme(themes[pk], text, language) for pk, text, language in found]


def _theme(theme: Theme, typed: str, language: str) -> Suggestion:
    label = theme.label
    also, also_in = (typed, language) if typed != label else ("", "")
    return Suggestion(_("Theme"), label, theme.get_absolute_url(), also, also_in=also_in)


def _organizations(typed: str) -> list[Suggestion]:
    begins = Q(plain__startswith=typed)
    named = (
        Name.objects.exclude(kind=NameKind.DOMAIN)
        .filter(begins | Q(plain__contains=f" {typed}"))
        .filter(organization__in=Organization.objects.approved())
        .annotate(place=Case(When(begins, then=Value(0)), default=Value(1)))
        .order_by("place", Length("plain"), "pk")
        .values_list("organization_id", F("text"))
    )
    found = dict.fromkeys(pk for pk, _text in named[: 4 * MOST_ORGANIZATIONS])
    ids = list(found)[:MOST_ORGANIZATIONS]
    rows = Organization.objects.in_bulk(ids)
    return [
        Suggestion(_("Organization"), rows[pk].name, rows[pk].get_absolute_url(), rows[pk].acronym)
        for pk in ids
    ]


@by_keys
def _titled() -> ExperienceQuerySet:
    sheets = Experience.objects.published().only("slug", "title", "language")
    return sheets.in_words(current(), part="title")


def _titles(query: str, most: int) -> list[Suggestion]:
    """In the reader's language where there is a translation, whichever title was typed."""
    with connection.cursor() as cursor:
        cursor.execute(TITLES, {"query": query, "most": most, "reader": current()})
        found = cursor.fetchall()
    read = {sheet.pk: sheet for sheet in _titled(pk for pk, _in, _text in found)}
    return [_sheet(read[pk], text, language) for pk, language, text in found if pk in read]


def _sheet(sheet: Experience, typed: str, language: str) -> Suggestion:
    title = sheet.said["title"]
    also, also_in = (typed, language) if typed != title else ("", "")
    return Suggestion(_("Experience"), title, sheet.get_absolute_url(), also, title.code, also_in)
