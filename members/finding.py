"""From words to organizations: by any of their names, by country, whatever the accents.

A leaf: knows tables by name. A name may be one of today's or of former days, in any language, an
acronym, an alias or an e-mail domain: the database keeps them all in ``members_name``.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models.expressions import RawSQL

from members.kinds import kind_in

MOST_WORDS = 8
TELLING = 4  # letters that a word needs to name a country, or to be a mistyped one
SMALL = 2  # letters of words such as "de" beside the name of a kind
AMERICA = {"america", "américa", "amérique"}  # in half of the names, and in one of a country

CALLED = "SELECT organization_id FROM members_name WHERE plain LIKE portal_plain(%s)"
EXACTLY = "SELECT organization_id FROM members_name WHERE plain = portal_plain(%s)"
ALIKE = "SELECT members_alike(%s)"
OF_KIND = "SELECT id FROM members_organization WHERE kind = %s"
OF_COUNTRY = """
    SELECT id FROM members_organization WHERE country_id IN (
        SELECT iso2 FROM members_country
        WHERE portal_plain(concat_ws(' ', '', name_en, name_es, name_pt, name_fr))
            LIKE portal_plain(%s)
    )
"""
NEARNESS = """
    (SELECT max(word_similarity(portal_plain(%s), name.plain)) FROM members_name name
    WHERE name.organization_id = members_listing.organization_id)
"""


def said_of(words: str) -> list[str]:
    """What to look for; of an e-mail address its domain."""
    return [word.rpartition("@")[2] for word in words.split()[:MOST_WORDS] if word.strip("@")]


def holding(words: str) -> models.Q:
    """All of the words, each in some name or in that of the country; a few letters are enough.

    Words that are the name of a kind, in any language, also stand for all of that kind.
    """
    said = said_of(words)
    kind, others = kind_in(said)
    named = _all(_holding(word) for word in said)
    if not kind:
        return named
    of_kind = models.Q(pk__in=RawSQL(OF_KIND, [kind]))  # noqa: S611
    return named | of_kind & _all(_holding(word) for word in others if len(word) > SMALL)


def resembling(words: str) -> models.Q:
    """The same, but a word of some length may be mistyped."""
    return _all(_resembling(word) for word in said_of(words))


def exactly(words: str) -> RawSQL:
    """Those with this very name, acronym or domain."""
    return RawSQL(EXACTLY, [" ".join(words.split())])  # noqa: S611 - a constant with a parameter


def nearness(words: str) -> RawSQL:
    """How much a listing's best name looks like the words; between 0 and 1."""
    return RawSQL(NEARNESS, [" ".join(words.split())])  # noqa: S611


def _all(conditions: Iterable[models.Q]) -> models.Q:
    return models.Q(*conditions)


def _holding(word: str) -> models.Q:
    sql, values = CALLED, [f"%{_literally(word)}%"]
    if _may_be_a_country(word):
        sql, values = f"{CALLED} UNION ALL {OF_COUNTRY}", [*values, f"% {_literally(word)}%"]
    return models.Q(pk__in=RawSQL(sql, values))  # noqa: S611


def _resembling(word: str) -> models.Q:
    alike = models.Q(pk__in=RawSQL(ALIKE, [word]))  # noqa: S611
    return _holding(word) | alike if len(word) >= TELLING else _holding(word)


def _may_be_a_country(word: str) -> bool:
    return len(word) >= TELLING and word.lower() not in AMERICA


def _literally(word: str) -> str:
    """As part of a pattern."""
    return word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
