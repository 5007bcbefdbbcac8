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


def newest_sheets(start: int) -> list[Experience]:
    """Twenty from there on, of all there are: which ones need not be asked before."""
    return by_their_names(_twenty(current()).rows(start=start))


@cache
def _twenty(_language: str) -> Prepared[Experience]:
    """In ``_language``, which is the current one.

    PostgreSQL knows how many it will be, and does not look at ``start`` when it plans: so one plan
    is as good as any.
    """
    keys = RawSQL(
        """
        SELECT experience_id FROM experiences_indexentry
        ORDER BY published_at DESC, experience_id DESC LIMIT 20 OFFSET (SELECT %s::bigint)
        """,
        (Given("start"),),
    )
    return Prepared(Experience.objects.published().filter(pk__in=keys).newest().as_many_cards())
