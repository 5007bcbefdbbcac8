"""How like two countries are, out of 100, and why: for whoever looks for a context like her own.

A fixed sum, the same from both sides. What is not recorded of one of them counts for nothing:
likeness is never guessed. Not to be a small island makes nobody alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from community.content import kept
from community.languages import one_by_one
from members.countries import FactKind, IncomeGroup, Island, Subregion
from members.models.countries import Country
from members.models.facts import CountryFact
from members.working_languages import named

WEIGHTS = {"subregion": 30, "size": 25, "language": 20, "income": 15, "island": 10}
# The larger population is at most so many times the smaller one: this share of the weight.
SIZES = ((1.5, 1.0), (2.5, 0.6))


class Reason(NamedTuple):
    """One thing that two countries share: a sentence without a full stop, in the reader's words."""

    kind: str
    points: int
    text: str


@dataclass(frozen=True)
class Context:
    """A country with what is recorded of it, by kind of fact."""

    country: Country
    facts: dict[str, CountryFact]

    def value(self, kind: FactKind) -> str:
        return self.facts[kind].value if kind in self.facts else ""


@dataclass(frozen=True, slots=True)
class Likeness:
    country: Country
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        """0 to 100."""
        return sum(reason.points for reason in self.reasons)

    @property
    def why(self) -> str:
        return one_by_one(reason.text for reason in self.reasons)


class Contexts(dict[str, Context]):
    """By the codes of the countries, each of which is compared with the others once."""

    def __init__(self, found: Iterable[Context]) -> None:
        super().__init__((one.country.pk, one) for one in found)
        self._likest: dict[str, list[Likeness]] = {}

    def likest(self, iso2: str) -> list[Likeness]:
        """All others that share something with it, the likest first."""
        if iso2 not in self:
            return []
        if iso2 not in self._likest:
            others = [likeness(self[iso2], other) for key, other in self.items() if key != iso2]
            alike = (other for other in others if other.points)
            self._likest[iso2] = sorted(alike, key=lambda o: (-o.points, o.country.pk))
        return self._likest[iso2]


@kept
def contexts() -> Contexts:
    """The states of the Americas with their facts, in the reader's language: two questions."""
    countries = Country.objects.of_the_americas().prefetch_related("facts")
    return Contexts(
        Context(country, {fact.kind: fact for fact in country.facts.all()}) for country in countries
    )


def likest(iso2: str) -> list[Likeness]:
    return contexts().likest(iso2)


def likeness(one: Context, other: Context) -> Likeness:
    """Of ``other`` to ``one``; the points are the same the other way round."""
    if one.country == other.country:
        own = Reason("country", sum(WEIGHTS.values()), _("the same country"))
        return Likeness(other.country, (own,))
    found = (
        _subregion(one, other),
        _island(one, other),
        _size(one, other),
        _language(one, other),
        _income(one, other),
    )
    return Likeness(other.country, tuple(reason for reason in found if reason))


def _subregion(one: Context, other: Context) -> Reason | None:
    here = one.country.subregion
    if here != other.country.subregion or here == Subregion.OUTSIDE:
        return None
    text = _("the same subregion: %(name)s") % {"name": Subregion(here).label}
    return Reason("subregion", WEIGHTS["subregion"], text)


def _island(one: Context, other: Context) -> Reason | None:
    if {one.value(FactKind.ISLAND), other.value(FactKind.ISLAND)} != {Island.YES}:
        return None
    text = _("a small island developing state too (%(source)s)")
    told = text % {"source": _source(FactKind.ISLAND, one, other)}
    return Reason("island", WEIGHTS["island"], told)


def _size(one: Context, other: Context) -> Reason | None:
    here, there = (int(c.value(FactKind.POPULATION) or 0) for c in (one, other))
    if not (here and there):
        return None
    times = max(here, there) / min(here, there)
    share = next((share for most, share in SIZES if times <= most), 0)
    if not share:
        return None
    text = _("about as many people (%(there)s and %(here)s million, %(source)s)") % {
        "there": _millions(there),
        "here": _millions(here),
        "source": _source(FactKind.POPULATION, one, other),
    }
    return Reason("size", round(share * WEIGHTS["size"]), text)


def _source(kind: FactKind, one: Context, other: Context) -> str:
    """Who says so, and of which year; where it was read stands on the page of the country."""
    facts = (one.facts[kind], other.facts[kind])
    told = {f"{fact.source.partition(',')[0]} {fact.year}" for fact in facts}
    return ", ".join(sorted(told))


def _millions(people: int) -> str:
    return number_format(round(people / 1_000_000, 1), 1)


def _language(one: Context, other: Context) -> Reason | None:
    shared = [code for code in one.country.languages if code in other.country.languages]
    if not shared:
        return None
    text = _("official language of both: %(names)s") % {"names": named(sorted(shared))}
    return Reason("language", WEIGHTS["language"], text)


def _income(one: Context, other: Context) -> Reason | None:
    group = one.value(FactKind.INCOME)
    if not group or group != other.value(FactKind.INCOME):
        return None
    years = sorted({c.facts[FactKind.INCOME].year for c in (one, other)})
    text = _("the same income group (%(group)s, World Bank %(years)s)") % {
        "group": IncomeGroup(group).label.lower(),
        "years": "–".join(map(str, years)),
    }
    return Reason("income", WEIGHTS["income"], text)
