"""Words that nobody says, put right: by one that looks or sounds almost like it, written as one or
as two. A leaf: knows tables by name, not by model.
"""

from __future__ import annotations

import re
from itertools import pairwise

from django.db import connection

from community.concepts import bare
from experiences.places import spelled

SHORTEST_TO_CORRECT = 4
LONGEST = 40  # letters; the index keeps no longer word
# What sounds alike comes first (0018_words_by_their_sound), then what most sheets use among words
# equally alike; synonyms count as used once, and small words (“then”) never. A slip leaves a word
# about as long as it was: whoever types “ancianos” does not mean “anos”. At its beginning, where
# trigrams tell least, it is a single letter: lost, wrong, one too many or in the place of the next.
ALIKE = """
    WITH typed AS MATERIALIZED (
        SELECT word, experiences_sound(heard) AS sound
        FROM (SELECT lower(unaccent(%s)), lower(unaccent(%s))) AS one (word, heard)
    ), known AS (
        SELECT used.word, used.sheets FROM experiences_word used, typed
        WHERE used.word %% typed.word
        UNION
        SELECT used.word, used.sheets FROM experiences_word used, typed
        WHERE experiences_sound(used.word) = typed.sound
        UNION
        SELECT said.word, 1 FROM community_synonym,
            unnest(tsvector_to_array(to_tsvector(portal_config(''), text))) AS said (word)
    ), near AS (
        SELECT known.word, known.sheets, similarity(known.word, typed.word) AS alike,
            CASE WHEN length(typed.word) < 5 THEN 0.5 ELSE 0.3 END AS bound,
            length(typed.sound) > 2 AND experiences_sound(known.word) = typed.sound AS sounds,
            left(known.word, 1) = left(typed.word, 1)
                OR right(known.word, -1) IN (typed.word, right(typed.word, -1))
                OR known.word IN (right(typed.word, -1), overlay(
                    typed.word PLACING reverse(left(typed.word, 2)) FROM 1)) AS begins
        FROM known, typed
        WHERE known.word <> typed.word
            AND abs(length(known.word) - length(typed.word)) <= greatest(2, length(typed.word) / 4)
            AND (length(known.word) >= 4 OR typed.word = known.word || 's')
    )
    SELECT word, sounds, alike >= 0.4 FROM near
    WHERE (sounds OR (begins AND alike >= bound)) AND NOT EXISTS (
        SELECT FROM unnest(ARRAY['en', 'es', 'pt', 'fr']) AS language
        WHERE numnode(plainto_tsquery(portal_config(language), word)) = 0
    )
    ORDER BY sounds DESC, round(alike::numeric, 1) DESC, sheets DESC, word LIMIT 12
"""
SAID = "SELECT word FROM experiences_word WHERE word = ANY (%s)"
NAMES = """
    SELECT word FROM unnest(%s::text[]) AS asked (word) WHERE EXISTS (
        SELECT FROM unnest(ARRAY['en', 'es', 'pt', 'fr']) AS spoken (code)
        JOIN community_synonym ON language = code AND lexemes = portal_lexemes(code, word)
    )
"""
MISHEARD = """
    SELECT typed.word, (
        SELECT max(sheets) FROM experiences_word
        WHERE experiences_sound(word) = experiences_sound(typed.word)
            AND regexp_replace(word, 'e?s$', '') <> regexp_replace(typed.word, 'e?s$', '')
    ) AS sheets
    FROM unnest(%s::text[]) AS typed (word)
    WHERE NOT EXISTS (SELECT FROM experiences_word said WHERE said.word = typed.word)
"""
SHORTEST_COUNTRY = 5
PIECE = 4  # letters of the shortest word that is kept by itself


def put_right(words: list[str], lost: list[str]) -> list[tuple[str, str]]:
    """For words that nobody says: what was meant, in one word or two."""
    pairs = [
        _together(words, word) or _country(word) or _one_word(word) or _apart(word) for word in lost
    ]
    return list(dict.fromkeys(pair for pair in pairs if pair))


def replaced(words: list[str], corrected: list[tuple[str, str]]) -> list[str]:
    text = f" {' '.join(words)} "
    for typed, taken in corrected:
        text = text.replace(f" {typed} ", f" {taken} ")
    return text.split()


def _together(words: list[str], word: str) -> tuple[str, str] | None:
    """*micro crédito*: one word with the one beside it."""
    pairs = [pair for pair in pairwise(words) if word in pair]
    said = _said(["".join(pair) for pair in pairs], SAID, NAMES)
    return next(
        ((" ".join(pair), "".join(pair)) for pair in pairs if bare("".join(pair)) in said), None
    )


def _one_word(word: str) -> tuple[str, str] | None:
    """The known word that looks most like it."""
    if len(word) < SHORTEST_TO_CORRECT or not word.isalpha():
        return None
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, [word, word.lower().replace("ç", "s")])  # bolça, without which a k
        rows = cursor.fetchall()
    bound = 1 if len(word) < 8 else 2 if len(word) < 14 else 3
    near = (
        known
        for known, sounds, is_alike in rows
        if sounds
        or (is_alike and _slips(bare(word), known) <= bound)
        or (sorted(bare(word)) == sorted(known) and _slips(bare(word), known) == 1)
    )
    return next(((word, known) for known in near), None)


def _country(word: str) -> tuple[str, str] | None:
    """*Jamacia*: which sheets there are says nothing of how countries are spelled."""
    plain = bare(word)
    if len(plain) < SHORTEST_TO_CORRECT:
        return None
    known = (name for name in spelled() if plain[0] == name[0] and len(name) >= SHORTEST_COUNTRY)
    if len(plain) < SHORTEST_COUNTRY:  # of few letters: one that was lost, and no other slip
        known = (name for name in known if len(name) > len(plain))
    near = (name for name in known if _slips(plain, name) == 1)
    return next(((word, name) for name in near), None)


def misheard(words: dict[str, int]) -> list[str]:
    """Those that nobody writes so, while far more sheets than are found by the stem hold a word
    that sounds the same: *pobresa*, whose stem is that of *pobres*."""
    plain = {bare(word): word for word in words if len(word) >= SHORTEST_TO_CORRECT}
    if not plain:
        return []
    with connection.cursor() as cursor:
        cursor.execute(MISHEARD, [list(plain)])
        rows = cursor.fetchall()
    return [plain[word] for word, sheets in rows if (sheets or 0) > 3 * words[plain[word]]]


def _slips(one: str, other: str) -> int:
    """Letters that are wrong, lost, too many, or in each other's place."""
    before, row = list(range(len(other) + 1)), list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, right in enumerate(other, 1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != right))
            if i > 1 < j and letter == other[j - 2] and right == one[i - 2]:
                least = min(least, last[j - 2] + 1)
            row.append(least)
    return row[-1]


def _apart(word: str) -> tuple[str, str] | None:
    """*qaliwarma*, *pension65*: words that were written as one; the fewest."""
    if len(word) > 2 * LONGEST:  # every run of its letters is looked up
        return None
    letters = bare(word)
    pieces = re.findall(r"\d+|[^\W\d_]+", letters)
    ends = range(PIECE, len(letters) + 1)
    said = {piece for piece in pieces if piece.isdecimal()} | _said(
        [letters[start:end] for end in ends for start in range(end - PIECE + 1)], SAID
    )
    best: list[list[str] | None] = [[]] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        ways = [
            [*before, letters[start:end]]
            for start in range(end)
            if (before := best[start]) is not None and letters[start:end] in said
        ]
        best[end] = min(ways, key=len, default=None)
    return (word, " ".join(best[-1])) if best[-1] else None


def _said(words: list[str], *questions: str) -> set[str]:
    """Those of them that sheets, or names of themes, say."""
    plain = [bare(word) for word in words if len(word) >= PIECE]
    said: set[str] = set()
    with connection.cursor() as cursor:
        for question in questions if plain else ():
            cursor.execute(question, [plain])
            said |= {word for (word,) in cursor.fetchall()}
    return said
