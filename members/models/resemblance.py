"""Which organizations somebody may mean: the nearest among all their names, by trigrams.

The nearest forty names are read off a GiST index in their order; only for those the likeness is
counted. So a name that thousands have costs no more than a rare one (``bench/duplicates.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import TrigramDistance, TrigramSimilarity
from django.db.models import Case, F, FloatField, Func, Max, Q, QuerySet, Value, When

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
NEAREST = 40
LONGEST = 200


@dataclass(frozen=True)
class Wanted:
    """One thing that was typed, and the kinds of names it is compared with."""

    words: str
    kinds: tuple[NameKind, ...]
    exactly: bool = False

    @property
    def plain(self) -> Any:
        return Func(Value(self.words), function="portal_plain")

    def among(self, names: QuerySet[Any]) -> QuerySet[Any]:
        """The names it may stand for."""
        names = names.filter(kind__in=self.kinds)
        if self.exactly:
            return names.filter(plain=self.plain)
        near = names.filter(plain__trigram_similar=self.plain)
        return near.order_by(TrigramDistance("plain", self.plain))[:NEAREST]

    def score(self) -> When:
        """How much a name of an organization is like it, from 0 to 1."""
        one = Q(names__kind__in=self.kinds)
        if self.exactly:
            return When(one & Q(names__plain=self.plain), then=Value(SAME_SHORT_NAME))
        return When(one, then=TrigramSimilarity("names__plain", self.plain))


def narrow(
    rows: OrganizationQuerySet, name: str, acronym: str, domain: str, country: str
) -> OrganizationQuerySet:
    """``rows`` that resemble what was typed; empty words resemble nothing."""
    wanted = [one for one in _wanted(name, acronym, domain) if one.words]
    if not wanted:
        return rows.none()
    every: Any = rows.model._meta.get_field("names").related_model
    names = every.objects.filter(organization__in=rows)
    # ``values`` after the slice: what is ordered by the index stays the inner question.
    found = [one.among(names).values("organization_id") for one in wanted]
    alikeness = Max(Case(*(one.score() for one in wanted), default=0.0, output_field=FloatField()))
    near = Case(When(country_id=country, then=AT_HOME), default=0.0, output_field=FloatField())
    alike = rows.filter(pk__in=found[0].union(*found[1:], all=True)).annotate(alikeness=alikeness)
    likely = alike.filter(alikeness__gte=ALIKE).annotate(likely=F("alikeness") + near)
    return likely.order_by("-likely", "pk")


def _wanted(name: str, acronym: str, domain: str) -> Iterator[Wanted]:
    """Cut before it is looked at: a form may bring millions of letters."""
    name, acronym, domain = (text[:LONGEST] for text in (name, acronym, domain))
    in_full, in_short = folded(name).strip()[:LONGEST], folded(acronym).strip()[:LONGEST]
    yield Wanted(in_short, IN_SHORT, exactly=True)
    yield Wanted(in_full, IN_SHORT, exactly=True)
    yield Wanted(in_full, IN_FULL)
    yield Wanted(domains.looks_like(domain).strip()[:LONGEST], (NameKind.DOMAIN,))
