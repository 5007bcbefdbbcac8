"""How an officer finds sheets and lessons, however many there are.

What is public she finds as visitors do, by its words in four languages; what is not, which nobody
indexes, by parts of its title; both by the organization and by their number.
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest

from community.plain_text import cleaned
from experiences import ranking
from experiences.models import Experience, Lesson
from experiences.understanding import understand
from experiences.vocabulary import Status
from members.models import Organization

MOST = 1_000  # by each way: nobody turns so many pages
NUMBER = re.compile(r"(EXP|LES)-(\d{1,17})", re.IGNORECASE)
HIDDEN = [status for status in Status if status != Status.PUBLISHED]


class Found(admin.ModelAdmin):
    """The list of an admin that says ``keys_of`` whatever somebody typed."""

    def keys_of(self, words: str) -> Q:
        raise NotImplementedError

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        words = cleaned(search_term)
        return queryset.filter(self.keys_of(words)) if words else queryset, False


def sheets(words: str) -> set[int]:
    """The keys of at most ``MOST`` by each way, the newest."""
    if key := numbered("EXP", words):
        return {key}
    bodies = list(Organization.objects.search(words).values_list("pk", flat=True)[:MOST])
    rows = Experience.objects.order_by("-status_since")
    hidden = rows.filter(_holding(words, "title", "programme"), status__in=HIDDEN)
    ways = (rows.filter(organization__in=bodies), hidden)
    found = {key for way in ways for key in way.values_list("pk", flat=True)[:MOST]}
    return found | set(ranking.saying_all(understand(words), MOST))


def lessons(words: str) -> set[int]:
    if key := numbered("LES", words):
        return {key}
    hidden = Q(experience__in=Experience.objects.filter(status__in=HIDDEN).values("pk"))
    of_exchanges = Q(experience=None, published_at=None)
    rows = Lesson.objects.order_by("-pk")
    ways = (
        rows.filter(hidden | of_exchanges).filter(_holding(words, "claim", "because")),
        Lesson.objects.search(words, most=MOST),
    )
    return {key for way in ways for key in way.values_list("pk", flat=True)[:MOST]}


def numbered(prefix: str, words: str) -> int | None:
    found = NUMBER.fullmatch(words)
    return int(found[2]) if found and found[1].upper() == prefix else None


def _holding(words: str, *fields: str) -> Q:
    """Each word in one of the fields."""
    held = Q()
    for word in words.split():
        held &= Q(*((f"{field}__icontains", word) for field in fields), _connector=Q.OR)
    return held
