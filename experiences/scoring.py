"""What a sheet is worth for a wording, as SQL over a row of the index and its parameters."""

from __future__ import annotations

from typing import Any

from experiences.wording import Wording

Score = tuple[str, list[Any]]

# What one part is worth in one sheet, by the place where it stands (a, b, c: the vector by weight).
PLACE = """
    CASE
        WHEN NOT vector @@ %s::tsquery THEN 0
        WHEN a @@ %s::tsquery THEN 1.0
        WHEN b @@ %s::tsquery THEN 0.6
        WHEN c @@ %s::tsquery THEN 0.35
        ELSE 0.2
    END
"""
# A country in the title: no more than one among the countries of the sheet, which stand at b.
OF_PLACE = PLACE.replace("THEN 1.0", "THEN 0.6")
# A programme that is named by its acronym is meant wherever that stands.
SIGN = PLACE.replace("0.6", "0.8").replace("0.35", "0.7").replace("0.2", "0.6")
TAGGED = f"""
    greatest((vector @@ %s::tsquery)::int, 0.5 * (vector @@ %s::tsquery)::int,
        0.15 * (vector @@ %s::tsquery)::int, 0.8 * {PLACE})
    + 0.2 * {PLACE}
"""
MOST_CLOSE = 0.3
HEAD = "0.6 * (head @@ %s::tsquery)::int + 0.4 * (title @@ %s::tsquery)::int"


def in_full(wording: Wording) -> Score:
    """Value times weight of every part; near words (``closeness``) and quality decide between
    equals."""
    terms: list[str] = []
    values: list[Any] = []
    for part in [*wording.parts, *wording.extras]:
        if part.concept:
            terms.append(f"%s::float * ({TAGGED})")
            values += [part.weight, part.tags, part.concept.near_tags]
            values += [part.concept.broader_tags, *[part.said] * 8]
        else:
            terms.append(f"%s::float * ({OF_PLACE if part.is_place else PLACE})")
            values += [part.weight, *[part.query] * 4]
        if part.surplus:
            terms.append(
                f"%s::float * ({SIGN if part.concept and part.concept.is_sign else PLACE})"
            )
            values += [part.surplus, *[part.literal] * 4]
    _of_countries(wording, terms, values)
    return " + ".join(terms), values


def closeness(wording: Wording) -> Score:
    """How near the words stand to each other: dear to look at, and less than ``MOST_CLOSE``."""
    parts = [part for part in wording.parts if not part.is_place] or wording.parts
    everything = " | ".join(f"({part.query})" for part in parts)
    near = "ts_rank_cd('{0.1, 0.2, 0.4, 1.0}', vector, %s::tsquery, 1|32)"  # from 0 to below 1
    return f"{MOST_CLOSE} * {near}", [everything]


def by_head(wording: Wording) -> Score:
    """The same in short: title and head alone, which are cheap to look at."""
    terms: list[str] = []
    values: list[Any] = []
    for part in [*wording.parts, *wording.extras]:
        terms.append(f"%s::float * ({HEAD})")
        values += [part.weight, part.either, part.said]
        if part.surplus:
            terms.append(f"%s::float * ({HEAD})")
            values += [part.surplus, *[part.literal] * 2]
    _of_countries(wording, terms, values)
    return " + ".join([*terms, "0.05 * quality"]), values


def _of_countries(wording: Wording, terms: list[str], values: list[Any]) -> None:
    """A sheet of the country that is named, before those that speak of it."""
    for facet, weight in wording.countries:
        terms.append("%s::float * (facets @> %s::int[])::int")
        values += [weight, [facet]]


def at_a_glance(wording: Wording) -> Score:
    """Words in the title, and quality."""
    terms = ["%s::float * (title @@ %s::tsquery)::int" for _part in wording.parts]
    values = [value for part in wording.parts for value in (part.weight, part.query)]
    return " + ".join([*terms, "quality"]), values
