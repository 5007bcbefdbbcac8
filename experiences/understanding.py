"""What a visitor meant by her words. Those that nobody used are put right (``spelling``).

A leaf: knows tables by name, not by model.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from django.db import connection

from community.concepts import MOST_WORDS, Concept, other_forms, recognize
from community.lexicon import Ways, alike, aside, denies, meant
from experiences.places import Named, named
from experiences.spelling import misheard, put_right, replaced
from experiences.weighing import weighed
from experiences.wording import Part, Wording

TOKEN = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
WORD = re.compile(r"[^\W_]+")
DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}[^\W\d_]?\b")  # I.S.E.E.
YEAR = re.compile(r"(19|20)\d\d")
NEXT_TO = re.compile(r"<(-|\d+)>")

# In how many languages a word says nothing: "de" in three, "sur" (the South) in French alone.
MEANING = """
    SELECT word, coalesce(portal_query(either)::text, ''), coalesce((
            SELECT string_agg(DISTINCT phrase::text, ' | ') FROM jsonb_array_elements(ways) AS way
            CROSS JOIN LATERAL portal_phrase(way ->> 0, way ->> 1) AS phrase
            WHERE numnode(phrase) > 0
        ), ''),
        (SELECT count(*) FROM unnest(ARRAY['en', 'es', 'pt', 'fr']) AS language
            WHERE numnode(plainto_tsquery(portal_config(language), word)) = 0)
    FROM unnest(%s::text[], %s::text[], %s::jsonb[]) AS typed (word, either, ways)
"""
PHRASES = """
    SELECT portal_query('"' || text || '"')::text
    FROM unnest(%s::text[]) WITH ORDINALITY AS said (text, place) ORDER BY place
"""


def understand(typed: str, *, concepts: bool = True, spelling: bool = True) -> Wording:
    """``concepts`` off: the words alone; ``spelling`` off: as typed."""
    typed = " ".join(typed.replace("\0", " ").split())
    words, phrases, excluded = _tokens(typed)
    wording = Wording(typed, excluded=_phrases(excluded), shortened=len(words) > MOST_WORDS)
    wording, parts = _known(wording, words[:MOST_WORDS], phrases, concepts)
    asked = [part for part in parts if not (part.optional or part.is_beside)] or parts
    lost = [part.words for part in asked if not (part.sheets or part.optional)]
    corrected = put_right(words[:MOST_WORDS], _mistyped(asked)) if spelling else []
    while corrected:
        again = understand(
            _joined(replaced(words, corrected), phrases), concepts=concepts, spelling=False
        )
        vain = {word for part in again.unknown for word in part.split()}
        if not vain & {word for _typed, taken in corrected for word in taken.split()}:
            return replace(again, typed=typed, excluded=wording.excluded, corrected=corrected)
        # no sheet says it either
        corrected = [pair for pair in corrected if not vain & {*pair[1].split()}]
    known = [part for part in asked if part.sheets]
    extras = [part for part in parts if part.sheets and part not in asked]
    extras += _pairs(words[:MOST_WORDS], [one for one in parts if one.sheets and not one.is_beside])
    return replace(wording, parts=known or asked, extras=extras, unknown=lost)


def _known(
    wording: Wording, words: list[str], phrases: list[str], concepts: bool
) -> tuple[Wording, list[Part]]:
    """The parts, each with its weight.

    Where no sheet is about a theme, the broader one stands for it; where none holds what a few
    words mean together, they are words again.
    """
    places = named(words)
    iso2s = {one.iso2 for text in phrases for one in named(text.split())}
    iso2s |= {one.iso2 for one in places}
    years = [word for word in words if YEAR.fullmatch(word)]
    quoted = [Part(*phrase) for phrase in zip(phrases, _phrases(phrases), strict=True)]
    vain: set[str] = set()
    while True:
        parts = [part for part in _parts(words, places, concepts, vain) + quoted if part.query]
        sheets, named_too, parts = weighed(parts, sorted(iso2s), years)
        lost = {
            part.words
            for part in parts
            if not (part.sheets or part.is_beside)
            and (part.concept or (part.others and " " in part.words))
        }
        if lost <= vain:
            return replace(wording, sheets=sheets, countries=named_too), parts
        vain |= lost


def _mistyped(asked: list[Part]) -> list[str]:
    """Words that no sheet says, or none as they are written: but countries, and what the lexicon
    knows, are no typing errors."""
    unsure = {
        part.words: part.sheets
        for part in asked
        if not (part.concept or part.is_place or meant(part.words.split()))
    }
    heard = misheard({word: sheets for word, sheets in unsure.items() if sheets})
    return [word for word, sheets in unsure.items() if not sheets or word in heard]


def _tokens(typed: str) -> tuple[list[str], list[str], list[str]]:
    """Words, quoted phrases, and what must not be there."""
    words: list[str] = []
    phrases: list[str] = []
    excluded: list[str] = []
    for minus, quoted, plain in TOKEN.findall(typed):
        text = DOTTED.sub(lambda found: found[0].replace(".", ""), quoted or plain)
        text = " ".join(WORD.findall(text))
        if minus:
            excluded.append(text)
        elif quoted:
            phrases.append(text)
        else:
            words += text.split()
    return words, [text for text in phrases if text], [text for text in excluded if text]


def _joined(words: list[str], phrases: list[str]) -> str:
    return " ".join([*words, *(f'"{text}"' for text in phrases)])


def _parts(
    words: list[str], places: list[Named], concepts: bool, vain: Collection[str]
) -> list[Part]:
    apart = {place for one in places for place in one.places}
    found = recognize(words, apart) if concepts else []
    found = [one.wider() if one.words in vain else one for one in found]
    covered = {place for one in found for place in range(one.start, one.start + one.size)}
    literal = _narrowly(found)
    parts = [
        Part(one.words, query, one.tags, one, literal=phrase, ways=ways)
        for one, phrase in zip(found, literal, strict=True)
        for query, ways in [one.phrases()]
    ]
    asked: dict[str, Asked] = {}
    for one in places:
        run = words[one.start : one.start + one.size]
        turned = other_forms(run[0]) if len(run) == 1 else []
        typed = [] if one.by_sign else [" ".join(run), *turned]
        asked[" ".join(run)] = Asked([*typed, *one.names], place=one)
    free = [word if place not in covered | apart else "" for place, word in enumerate(words)]
    covered |= apart
    beside = aside(free)
    for (start, size), ways in (meant(free) if concepts else {}).items():
        run, taken = words[start : start + size], {*range(start, start + size)}
        if " ".join(run) in vain:
            continue
        either = [] if denies(run) else [" ".join(run), *(other_forms(run[0]) if size == 1 else ())]
        asked[" ".join(run)] = Asked(either, ways, is_aside=taken <= beside)
        covered |= taken
    for (start, size), ways in (meant(words) if concepts else {}).items():
        within, text = {*range(start, start + size)}, " ".join(words[start : start + size])
        if any(one.start in within and one.size < size for one in found) and not apart & within:
            asked.setdefault(text, Asked([text], ways, is_beside=True))
    for place, word in enumerate(words):
        if place not in covered:
            either = [word, *other_forms(word), *_dotted(word)]
            asked[word] = Asked(either, is_aside=place in beside)
    return parts + _plain(asked, alone=not parts)


def _narrowly(found: list[Concept]) -> list[str]:
    """The words as typed, and where they mean something of their own (*hurricane*, of disasters)
    how other languages say it."""
    if not found:
        return []
    words = [one.words for one in found]
    ways = [json.dumps(meant(one.words.split()).get((0, one.size), ())) for one in found]
    with connection.cursor() as cursor:
        cursor.execute(MEANING, [words, [f'"{one}"' for one in words], ways])
        rows = cursor.fetchall()
    said = {word: _once(" | ".join(filter(None, ways))) for word, *ways, _empty in rows}
    return [said[word] for word in words]


def _dotted(word: str) -> list[str]:
    """*ISEE* is written *I.S.E.E.* too."""
    return [".".join(word)] if word.isupper() and word.isalpha() and 2 < len(word) < 7 else []


class Asked(NamedTuple):
    """What may stand for a word or a few: in any language, and ``ways`` in one."""

    either: list[str]
    ways: Ways = ()
    is_aside: bool = False
    is_beside: bool = False  # counts in the order alone
    place: Named | None = None


def _plain(asked: dict[str, Asked], *, alone: bool) -> list[Part]:
    """What several words mean together is looked for by these words, wherever they stand, which
    the index knows; where they stand together counts more. Words that say nothing are asked for
    where there is nothing else (``alone``)."""
    either = [" OR ".join(f'"{text}"' for text in one.either) for one in asked.values()]
    ways = [json.dumps(one.ways) for one in asked.values()]
    with connection.cursor() as cursor:
        cursor.execute(MEANING, [list(asked), either, ways])
        rows = cursor.fetchall()
    parts = [
        _part(word, asked[word], typed, others, is_small=empty == 1)
        for word, typed, others, empty in rows
        if empty <= 1
    ]
    return parts or [Part(word, typed) for word, typed, *_rest in rows if alone]


def _part(word: str, one: Asked, typed: str, others: str, *, is_small: bool) -> Part:
    query = _once(" | ".join(filter(None, [typed, others])))
    if one.place:
        query = _of_place(query, one.place)
    literal = ""
    if " " in word and one.ways:
        literal, query = query, _once(NEXT_TO.sub("&", query))
    elif one.ways:
        literal = typed
    return Part(
        word,
        query,
        literal=literal,
        others=_others(word, one.ways),
        optional=is_small or one.is_aside,
        is_beside=one.is_beside,
        is_place=one.place is not None,
    )


def _of_place(query: str, place: Named) -> str:
    """Names and people of a country. *Estados* says nothing in Spanish, as a form of *estar*, and
    *unidos* alone is no country, nor are both wherever they stand."""
    ways = [way for way in query.split(" | ") if "<" in way or not place.is_of_words]
    if not place.is_of_common_words:
        ways = [NEXT_TO.sub("&", way) for way in ways]
    return " | ".join([*ways, *(f"'{begins}':*" for begins in place.begins)])


def _once(query: str) -> str:
    """Alternatives, each once: what is looked at for every match had better be short. *Poor people*
    are *poor* already, and *les pauvres* *pauvres*: common words are dear to look for."""
    ways = dict.fromkeys(way for way in re.sub("[()]", "", query).split(" | ") if way)
    return " | ".join(
        f"({way})" if " " in way else way
        for way in ways
        if " " not in way or ways.keys().isdisjoint(re.split(" (?:&|<(?:-|[0-9]+)>) ", way))
    )


def _others(word: str, ways: Ways) -> tuple[tuple[str, str], ...]:
    """How each of the languages says it first, but for the words as typed."""
    first = dict(reversed(ways))
    return tuple(way for way in sorted(first.items()) if not alike(way[1], word))


def _pairs(words: list[str], parts: list[Part]) -> list[Part]:
    """*Bolsa Familia* is a name and not any bag and any family: parts next to each other count half
    of the better one once more. How many sheets have a pair is not counted: that takes long."""
    part_at = {place: part for part in parts for place in _places(words, part)}
    beside = {
        " ".join(words[one : other + 1]): max(part_at[one].weight, part_at[other].weight) / 2
        for one, other in pairwise(sorted(part_at))
        if part_at[one] is not part_at[other]
    }
    queries = zip(beside.items(), _phrases(list(beside)), strict=True)
    return [Part(text, query, weight=weight) for (text, weight), query in queries]


def _places(words: list[str], part: Part) -> list[int]:
    if part.concept:
        return list(range(part.concept.start, part.concept.start + part.concept.size))
    run = part.words.split()
    return [
        start + place
        for start in range(len(words) - len(run) + 1)
        if words[start : start + len(run)] == run
        for place in range(len(run))
    ]


def _phrases(texts: list[str]) -> list[str]:
    if not texts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(PHRASES, [texts])
        return [str(query) for (query,) in cursor.fetchall()]
