"""Public sheets and lessons as cards."""

from collections.abc import Iterable
from functools import cache

from django.db.models.expressions import RawSQL

from community.languages import current
from community.prepared import Given, Prepared, by_keys
from experiences.models import Experience, Lesson
from experiences.models.named import by_their_names

carded_lessons = by_keys(lambda: Lesson.objects.published().as_cards())
_sheets = by_keys(lambda: Experience.objects.published().as_many_cards())


def carded_sheets(keys: Iterable[int]) -> list[Experience]:
    return by_their_names(_sheets(keys))


def newest_sheets(start: int, number: int) -> list[Experience]:
    """Of all there are: which ones need not be asked before. ``number`` is that of a page."""
    return by_their_names(_newest(current(), number).rows(start=start))


@cache
def _newest(_language: str, number: int) -> Prepared[Experience]:
    """In ``_language``, which is the current one.

    ``number`` is written out and ``start`` hidden, so that PostgreSQL finds no plan for one page
    better than that for any, and keeps it.
    """
    keys = RawSQL(
        """
        SELECT experience_id FROM experiences_indexentry
        ORDER BY published_at DESC, experience_id DESC LIMIT %s OFFSET (SELECT %s::bigint)
        """,
        (number, Given("start")),
    )
    return Prepared(Experience.objects.published().filter(pk__in=keys).newest().as_many_cards())
