"""What stands beside an invented sheet: lessons, blocks, figures, sources and translations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

from experiences.vocabulary import BlockKind, Evidence, Phase, Polarity
from portal.scale.texts import Words

YEARS = range(1995, 2026)
# Django puts them together anew each time it is asked.
PHASES, POLARITIES, EVIDENCES = Phase.values, Polarity.values, Evidence.values
KINDS = BlockKind.values
Row = tuple[str, tuple[Any, ...]]  # the table it goes into, its values


class Sheet(NamedTuple):
    """What those beside it have to know."""

    pk: int
    organization: int
    language: str
    at: dt.datetime
    themes: list[dict[str, list[str]]]  # what people call them, by language
    texts: dict[str, str]  # that can be translated


def usual[T](random: Random, things: list[T]) -> T:
    """One of them, the first ones more often."""
    return things[int(len(things) * random.random() ** 2.2)]


def parts(words: Words, random: Random, sheet: Sheet) -> Iterator[Row]:
    for place in range(random.choice((0, 1, 1, 2))):
        yield "experiences_lesson", (
            sheet.pk, sheet.organization, place, sheet.language, words.text(random, 12)[:200],
            words.text(random, 12), "", "", words.text(random, 8), random.choice(PHASES),
            usual(random, POLARITIES), random.choice(EVIDENCES), sheet.at,
        )  # fmt: skip
    if random.random() < 0.5:
        source = words.text(random, 5)[:100] if random.random() < 0.7 else ""
        number, unit = random.randint(100, 10**6), " ".join(words.take(random, 2))[:60]
        yield "experiences_figure", (sheet.pk, "", 0, number, unit, random.choice(YEARS), source)
    link = f"https://example.org/{sheet.pk}"
    yield "experiences_source", (sheet.pk, "", 0, words.text(random, 6)[:120], link)


# Each of these draws by a chance of its own, so that all the rest stays what it was.


def blocks(words: Words, pk: int) -> Iterator[Row]:
    """Every fifth sheet has some."""
    random = Random(f"blocks {pk}")  # noqa: S311
    for place in range(random.choice((0, 0, 0, 0, random.randint(1, 3)))):
        title = " ".join(words.take(random, 4)).capitalize()
        yield "experiences_block", (
            pk, place, title[:160], usual(random, KINDS), words.text(random, 12),
            words.text(random, 40), words.text(random, 10), words.text(random, 10), "",
            words.text(random, 6), "",
        )  # fmt: skip


def translation(words: dict[str, Words], sheet: Sheet, number: int) -> Iterator[Row]:
    """Every tenth sheet has a public one, into one other language; ``number`` is its id."""
    random = Random(f"translations {sheet.pk}")  # noqa: S311
    if random.random() >= 0.1:
        return
    language = random.choice([code for code in words if code != sheet.language])
    of = (number, sheet.pk, language, False, sheet.at, sheet.at, sheet.at)
    yield "experiences_translation", of
    called = random.choice(sheet.themes[0][language]).capitalize()
    for part, original in sheet.texts.items():
        said = f"{called}. {words[language].text(random, len(original.split()))}"
        text = said[:160] if part == "title" else said[:240] if part == "summary" else said
        yield "experiences_translatedpiece", (number, part, text, original, sheet.at, False)
