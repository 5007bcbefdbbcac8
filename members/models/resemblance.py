"""Which organizations somebody may mean: the alike among all their names, by trigrams.

Every condition is one on ``members_name`` that its GIN index answers, so that ten thousand
organizations are looked through in milliseconds (``bench/duplicates.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Case, F, FloatField, Func, Max, Q, Value, When

from members import domains
from members.lookalikes import folded
from members.vocabulary import NameKind

if TYPE_CHECKING:
    from members.models.queries import OrganizationQuerySet

ALIKE = 0.45  # of 1; "Ministry of Labour" and "Ministry of Labor" are 0.75
SAME_SHORT_NAME = 0.9  # an acronym says less than a name
AT_HOME = 0.2  # added for the same country: ministries of many countries are namesakes
IN_FULL = (NameKind.NAME, NameKind.ENGLISH, NameKind.ALIAS, NameKind.FORMER)
IN_SHORT = (NameKind.ACRONYM, NameKind.ALIAS, NameKind.FORMER)
LONGEST = 200


def narrow(
    rows: OrganizationQuerySet, name: str, acronym: str, domain: str, country: str
) -> OrganizationQuerySet:
    """``rows`` that resemble what was typed; empty words resemble nothing."""
    wanted = Q()
    cases = []
    for kinds, words, condition, score in (
        (IN_SHORT, folded(acronym), "exact", Value(SAME_SHORT_NAME)),
        (IN_SHORT, folded(name), "exact", Value(SAME_SHORT_NAME)),
        (IN_FULL, folded(name), "trigram_similar", None),
        ((NameKind.DOMAIN,), domains.looks_like(domain), "trigram_similar", None),
    ):
        if not words.strip():
            continue
        plain = Func(Value(words.strip()[:LONGEST]), function="portal_plain")
        alike = Q(names__kind__in=kinds, **{f"names__plain__{condition}": plain})
        wanted |= alike
        cases.append(When(alike, then=score or TrigramSimilarity("names__plain", plain)))
    if not cases:
        return rows.none()
    alikeness = Max(Case(*cases, default=0.0, output_field=FloatField()))
    near = Case(When(country_id=country, then=AT_HOME), default=0.0, output_field=FloatField())
    found = rows.filter(wanted).annotate(alikeness=alikeness).filter(alikeness__gte=ALIKE)
    return found.annotate(likely=F("alikeness") + near).order_by("-likely", "pk")
