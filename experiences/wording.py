"""What a visitor's words mean: parts that a sheet matches or not, each a tsquery.

A part is a concept of the vocabulary, a quoted phrase or a single word. A leaf.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from community.concepts import Concept, bare
from community.lexicon import Ways

ENOUGH = 0.2


@dataclass(frozen=True)
class Part:
    """``query``, ``tags`` and ``literal`` are tsqueries; ``tags`` only of a concept.

    A concept is found by ``tags`` and ``said``; its ``query`` marks and weighs nearness.
    ``literal`` is the words as typed and ``surplus`` how much more they tell than the concept:
    who types *sisben* means registries, but first of all that one.
    """

    words: str
    query: str
    tags: str = ""
    concept: Concept | None = None
    sheets: int = 0
    weight: float = 1.0
    literal: str = ""
    surplus: float = 0.0
    ways: tuple[str, ...] = ()  # to say a concept: ``query`` as several
    others: Ways = ()  # how other languages say what is no theme
    optional: bool = False  # says nothing, in one of the languages at least: good to have
    is_beside: bool = False  # a few words, one of which is a theme: only counts in the order
    is_place: bool = False  # every sheet of that country says its name

    @property
    def emphasis(self) -> float:
        """A concept says as much as its words together; a number alone says little."""
        if self.concept:
            return max(2.0, self.concept.size)
        if self.optional or self.words.isdecimal():
            return 0.3
        return min(2.0, 0.5 + 0.5 * len(self.words.split())) if self.others else 1.0

    @property
    def liking(self) -> float:
        """How much ``literal`` counts beyond all ways to say it: in one language less."""
        return 1.0 if self.concept or " " in self.words else 0.5

    @property
    def said(self) -> str:
        """What of it a sheet says: the index knows the names of themes as one word each."""
        return self.concept.said if self.concept else self.query

    @property
    def either(self) -> str:
        return f"({self.said}) | {self.tags}" if self.tags else self.query

    @property
    def nearly(self) -> str:
        """Wider: a theme that fewer of the words name is enough."""
        near = (self.concept.near_tags, self.concept.broader_tags) if self.concept else ()
        return " | ".join([self.either, *filter(None, near)])


@dataclass(frozen=True)
class Wording:
    """The words as understood; ``extras`` only count in the order, and so does it whether a sheet
    is *of* one of the ``countries`` or years named, beside speaking of it.

    ``corrected`` are pairs (typed, taken); ``unknown`` nobody used.
    """

    typed: str
    parts: list[Part] = field(default_factory=list)
    extras: list[Part] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    corrected: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    countries: list[tuple[int, float]] = field(default_factory=list)  # (facet, weight)
    shortened: bool = False
    sheets: int = 0  # in the whole library

    @property
    def concepts(self) -> list[Concept]:
        return [part.concept for part in self.parts if part.concept]

    @property
    def others(self) -> list[tuple[str, str]]:
        """What was looked for as well: language and words; once what two languages say alike."""
        once: dict[str, tuple[str, str]] = {}
        for part in self.parts:
            for code, text in part.others:
                once.setdefault(bare(text), (code, text))
        return list(once.values())

    @property
    def says_nothing(self) -> bool:
        """Something was typed, but it holds no word that could be found or kept out."""
        return bool(self.typed) and not self.parts and not self.excluded

    @property
    def can_be_loosened(self) -> bool:
        return len(self.parts) > 1 or any(
            concept.near or concept.broader_tags for concept in self.concepts
        )

    @property
    def rarest(self) -> int:
        """How many sheets have the part that fewest have."""
        return min((part.sheets for part in self.parts), default=0)

    @property
    def strict(self) -> str:
        """A tsquery that every part must match."""
        return " & ".join(f"({part.either})" for part in self.parts)

    @property
    def enough(self) -> float:
        """The weight of words that makes a sheet worth showing where few have all of them."""
        return ENOUGH * sum(part.weight for part in self.parts)

    @property
    def loose(self) -> str:
        """A tsquery that every sheet with enough of the words matches: one of the rarer parts."""
        missing, chosen = self.enough, []
        for part in sorted(self.parts, key=lambda part: part.weight):
            missing -= part.weight
            if missing <= 0:
                chosen.append(part)
        return " | ".join(f"({part.nearly})" for part in chosen)
