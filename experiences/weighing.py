"""What is rare tells more: how many sheets hold each part of a wording. A leaf: knows tables by
name, not by model.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from django.db import connection

from experiences.wording import Part

COUNTED = 1_000  # sheets that are counted one by one
FOREVER = 10_001  # counting stops here

# The countries and years that are named, by their facets below nought; all sheets; then those of
# each part: counted where they are few, else as the planner knows.
COUNTS = """
    SELECT -id, count FROM experiences_facet
    WHERE (kind = 'country' AND value = ANY (%(countries)s))
        OR (kind = 'year' AND value = ANY (%(years)s))
    UNION
    SELECT 0, coalesce(sum(count), 0) FROM experiences_facet WHERE kind = 'kind'
    UNION ALL
    SELECT part.place, CASE WHEN guess > %(counted)s THEN guess ELSE (
        WITH found AS MATERIALIZED (
            SELECT FROM experiences_indexentry
            WHERE vector @@ part.query::tsquery AND experiences_is_dear(experience_id)
        )
        SELECT count(*) FROM (SELECT FROM found LIMIT %(most)s) AS counted
    ) END
    FROM unnest(%(queries)s::text[]) WITH ORDINALITY AS part (query, place)
    CROSS JOIN LATERAL experiences_estimate(part.query) AS guess ORDER BY 1
"""


def weighed(
    parts: list[Part], iso2s: list[str], years: list[str]
) -> tuple[int, list[tuple[int, float]], list[Part]]:
    """How many sheets there are, and the parts and countries with how many have each: what is rare
    tells more."""
    asked = [(part.either, part.literal or part.either) for part in parts]
    queries = list(dict.fromkeys(query for pair in asked for query in pair))
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"counted": COUNTED, "most": FOREVER, "queries": queries}
        cursor.execute(COUNTS, values | {"countries": iso2s, "years": years})
        rows = [(place, int(count)) for place, count in cursor.fetchall()]
    total, *counts = [count for place, count in rows if place >= 0]
    sheets = dict(zip(queries, counts, strict=True))
    tells = {query: math.log(1 + (total + 1) / (count + 1)) for query, count in sheets.items()}
    countries = [(-n, math.log(1 + (total + 1) / (count + 1))) for n, count in rows if n < 0]
    return (
        total,
        countries,
        [
            replace(
                part,
                sheets=sheets[said],
                weight=part.emphasis * tells[said],
                surplus=part.emphasis * part.liking * max(0.0, tells[literal] - tells[said]),
            )
            for part, (said, literal) in zip(parts, asked, strict=True)
        ],
    )
