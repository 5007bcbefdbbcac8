"""Words as people use them: a few all the time, most of them hardly ever.

The words of the sample and of the vocabulary, most used first, then invented ones, with the
weights of Zipf's law. The same seed gives the same text for ever.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any

from community.languages import CODES
from portal.sample.reading import Record, records

WORD = re.compile(r"[^\W\d_]{2,}")
INVENTED = 20_000  # of each language: names and rare words, which a real library is full of
SYLLABLES = {
    "en": "ba ter lin ford man ton wick sel dor ham per lo ster mill brook den",
    "es": "ca ro lin da men te sar gui ñe bla tor ri ve lla mon dé",
    "pt": "ca ro nho da men te ção gui lhe bra tor ri ve pa mon zei",
    "fr": "ba rou lin de men té sau gui lle bre tour ri ve cha mont eau",
}
TEXTS = ("title", "summary", "context", "what_was_done", "results", "conditions_for_transfer")


@dataclass(frozen=True)
class Words:
    """``take(random, n)`` gives ``n`` words of the language, the usual ones often."""

    words: list[str]
    weights: list[float]

    def take(self, random: Random, number: int) -> list[str]:
        return random.choices(self.words, cum_weights=self.weights, k=number)

    def text(self, random: Random, number: int) -> str:
        """Sentences of eleven words."""
        words = self.take(random, number)
        sentences = (" ".join(words[at : at + 11]) for at in range(0, number, 11))
        return " ".join(f"{sentence.capitalize()}." for sentence in sentences)


def words_of(language: str) -> Words:
    used = Counter(WORD.findall(" ".join(_said(language)).lower()))
    known = [word for word, _number in used.most_common()]
    words = list(dict.fromkeys([*known, *_invented(language)]))
    return Words(words, list(accumulate((rank + 2.7) ** -1.1 for rank in range(len(words)))))


def _said(language: str) -> list[str]:
    """Every text of the sample in the language, and every name of a theme."""
    sheets = [sheet for sheet in records("experiences") if sheet["language"] == language]
    texts = [str(sheet[name]) for sheet in sheets for name in TEXTS]
    lessons = [str(value) for sheet in sheets for lesson in sheet["lessons_learned"]
               for value in lesson.values()]  # fmt: skip
    return [
        *texts,
        *lessons,
        *(text for theme in records("themes") for text in names(theme)[language]),
    ]


def names(theme: Record) -> dict[str, list[str]]:
    """What people call a theme, by language; its label first."""
    said: dict[str, Any] = theme["synonyms"]
    return {code: [theme["labels"][code], *said[code]] for code in CODES}


def _invented(language: str) -> list[str]:
    random = Random(f"words {language}")  # noqa: S311 - the same words for ever
    parts = SYLLABLES[language].split()
    return ["".join(random.choices(parts, k=random.randint(3, 5))) for _ in range(INVENTED)]
