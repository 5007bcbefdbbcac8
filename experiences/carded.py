"""Public sheets as cards: the same question for every list, put into SQL once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from community.languages import current
from community.prepared import Prepared, given_keys
from experiences.models import Experience


def carded(keys: Iterable[int]) -> list[Experience]:
    """In the order of ``keys``, as far as they are of public sheets."""
    keys = list(keys)
    cards = {card.pk: card for card in _asked(current()).rows(keys=keys)} if keys else {}
    return [cards[key] for key in keys if key in cards]


@cache
def _asked(_language: str) -> Prepared[Experience]:
    """In ``_language``, which is the current one."""
    return Prepared(Experience.objects.published().as_cards().filter(pk__in=given_keys("keys")))
