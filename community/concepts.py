"""From search words to themes: what people type, in any language, is a concept of the vocabulary.

*CCT*, *transferencias condicionadas* and *transferência condicionada de renda* are one theme. The
longest run of words that is a label or a synonym of a theme wins; accents, case, hyphens, endings,
small words between and the order do not matter (``portal_lexemes``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from unicodedata import combining, normalize

from django.db import connection

from community.models.themes import Theme

LONGEST = 6  # words in a synonym
MOST_WORDS = 12

# A run does not begin or end with a word that means nothing in that language: "sin" stays free.
# That is asked once of each word, however many runs begin or end with it.
SPANS = """
    WITH spoken AS MATERIALIZED (
        SELECT language, word, numnode(portal_phrase(language, word)) > 0 AS means
        FROM unnest(ARRAY['en', 'es', 'pt', 'fr']) AS language,
            (SELECT DISTINCT unnest(%(firsts)s::text[] || %(lasts)s::text[])) AS said (word)
    )
    SELECT span.start, span.size, synonym.theme_id,
        bool_or(synonym.text ~ '^[^ ]*[[:upper:]][^ ]*[[:upper:]][^ ]*$') AS is_sign
    FROM unnest(%(starts)s::int[], %(sizes)s::int[], %(words)s::text[], %(firsts)s::text[],
        %(lasts)s::text[]) AS span (start, size, words, first, last)
    JOIN spoken AS first ON first.word = span.first AND first.means
    JOIN spoken AS last
        ON last.word = span.last AND last.means AND last.language = first.language
    CROSS JOIN LATERAL (
        SELECT portal_lexemes(first.language, span.words) AS lexemes OFFSET 0
    ) AS said
    JOIN community_synonym synonym ON synonym.language = first.language
        AND synonym.lexemes = said.lexemes AND said.lexemes <> '{}'
        -- a stem that other words share names a theme only by the very word
        AND (portal_tells(synonym.phrase) OR numnode(synonym.phrase) = 0
            OR lower(unaccent(synonym.text)) = lower(unaccent(span.words)))
    GROUP BY span.start, span.size, synonym.theme_id
    ORDER BY span.size DESC, span.start, synonym.theme_id
"""
# Sheets that carry the theme or one below it hold its lexeme; others may use its words. An index
# that knows no themes finds single words together and each phrase by itself sooner than all in one:
# in a phrase, what is rare spares it what is common.
QUERY = """
    SELECT string_agg('(' || query || ')', ' | '),
        coalesce(string_agg(query, ' | ') FILTER (WHERE numnode(query::tsquery) = 1), ''),
        array_agg(query) FILTER (WHERE numnode(query::tsquery) > 1)
    FROM (
        SELECT DISTINCT phrase::text AS query FROM community_synonym
        WHERE theme_id = ANY (%s) AND portal_tells(phrase)
    ) AS phrases
"""


# Plurals, and what two continents spell in two ways, that the stemmers take for other words;
# without accents, as typed by most people. ``0008_names_in_any_number`` knows names of themes.
ENDINGS = (
    ("oes", "ao"), ("aes", "ao"), ("ais", "al"), ("eis", "el"), ("aux", "al"), ("enes", "en"),
    ("ces", "z"), ("ciones", "cion"), ("ens", "em"), ("euse", "eur"), ("ize", "ise"),
    ("izes", "ises"), ("ized", "ised"), ("izing", "ising"), ("ization", "isation"),
    ("izations", "isations"),
)  # fmt: skip
ONE_WAY = (("eses", "es"), ("ees", "e"), ("ee", "e"))
IRREGULAR = {
    "children": "child", "women": "woman", "men": "man", "people": "person", "crises": "crisis",
    "lives": "life", "maes": "mae", "criteria": "criterion", "programs": "programme",
    "program": "programme", "centers": "centre", "center": "centre", "labor": "labour",
    "enrollment": "enrolment",
}  # fmt: skip


def bare(words: str) -> str:
    """Small and without accents."""
    return "".join(c for c in normalize("NFD", words.lower()) if not combining(c))


def other_forms(word: str) -> list[str]:
    """*pensões* → *pensao*, *pensão* → *pensoes*; nothing where the stemmers know by themselves."""
    word = bare(word)
    pairs = [*IRREGULAR.items(), *((one, other) for other, one in IRREGULAR.items())]
    known = [other for one, other in pairs if one == word]
    both = [*ENDINGS, *((one, other) for other, one in ENDINGS), *ONE_WAY]
    turned = [
        word.removesuffix(ending) + other
        for ending, other in both
        if word.endswith(ending)
        and len(word) > len(ending) + 1
        and (ending != "ces" or not word.endswith("nces"))  # remittances
    ]
    return known or turned


@dataclass(frozen=True)
class Concept:
    """``themes``: more than one where people say the same of several; ``words`` as typed.

    ``near`` are themes named by fewer of the words: *old age pensions* in *universal old age
    pensions*. ``is_sign``: an acronym, the same in every language, and mostly the name of one
    programme (*SISBEN*).
    """

    start: int
    size: int
    words: str
    themes: tuple[Theme, ...]
    near: tuple[Theme, ...] = ()
    is_sign: bool = False

    @property
    def tags(self) -> str:
        """A tsquery: carries one of the themes, or one below."""
        return _tags(self.themes)

    @property
    def near_tags(self) -> str:
        return _tags(self.near)

    @property
    def broader_tags(self) -> str:
        """A tsquery: carries a theme above one of them, or one below that."""
        return _tags([theme.parent for theme in self.themes if theme.parent])

    @property
    def said(self) -> str:
        """A tsquery for the index of sheets: uses any name of one of the themes."""
        return " | ".join(f"'said:{theme.pk}'" for theme in self.themes)

    def wider(self) -> Concept:
        """What stands for it where nothing is about it."""
        broader = {theme.parent_id: theme.parent for theme in self.themes if theme.parent}
        return replace(self, themes=self.near or (*broader.values(),) or self.themes, near=())

    def phrases(self) -> tuple[str, tuple[str, ...]]:
        """A tsquery: uses any of the words for it, in any language; and the same as several."""
        with connection.cursor() as cursor:
            cursor.execute(QUERY, [[theme.pk for theme in self.themes]])
            together, words, phrases = cursor.fetchone()
        return together or self.said, tuple(one for one in (words, *(phrases or [])) if one)


def _tags(themes: Sequence[Theme]) -> str:
    return " | ".join(f"'theme:{theme.pk}'" for theme in themes)


def recognize(words: Sequence[str], apart: Collection[int] = ()) -> list[Concept]:
    """The concepts among ``words``, in their order; no word belongs to two.

    None begins or ends at the places ``apart``: words there are known for something else.
    """
    words = words[:MOST_WORDS]
    runs: dict[tuple[int, int], list[int]] = {}
    signs: set[tuple[int, int]] = set()
    for start, size, theme_id, is_sign in _matches(words):
        if start not in apart and start + size - 1 not in apart:
            runs.setdefault((start, size), []).append(theme_id)
            signs |= {(start, size)} if is_sign else set()
    named = {pk for pks in runs.values() for pk in pks}
    themes = Theme.objects.select_related("parent").in_bulk(named)
    chosen: list[tuple[int, int]] = []
    for start, size in runs:  # longest first
        if all(start + size <= other or other + length <= start for other, length in chosen):
            chosen.append((start, size))
    return [
        Concept(
            start,
            size,
            " ".join(words[start : start + size]),
            tuple(themes[pk] for pk in runs[start, size]),
            tuple(themes[pk] for pk in _inside(runs, start, size)),
            (start, size) in signs,
        )
        for start, size in sorted(chosen)
    ]


def _inside(runs: dict[tuple[int, int], list[int]], start: int, size: int) -> list[int]:
    """Themes of shorter runs within one."""
    shorter = {
        pk
        for (first, length), pks in runs.items()
        for pk in pks
        if length < size and start <= first and first + length <= start + size
    }
    return sorted(shorter - set(runs[start, size]))


def _matches(words: Sequence[str]) -> list[tuple[int, int, int, bool]]:
    """First word, number of words and theme of every run that is a synonym, longest first; and is
    it an acronym?"""
    spans = {
        (start, size, " ".join(run), run[0], run[-1])
        for size in range(1, LONGEST + 1)
        for start in range(len(words) - size + 1)
        for run in [words[start : start + size]]
    }
    if not spans:
        return []
    columns = map(list, zip(*spans, strict=True))
    names = ("starts", "sizes", "words", "firsts", "lasts")
    with connection.cursor() as cursor:
        cursor.execute(SPANS, dict(zip(names, columns, strict=True)))
        return list(cursor.fetchall())
