"""The family tree of a sheet: what it was adapted from, up to the first, and what came of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import connection

from community.prepared import by_keys
from experiences.models import Experience

GENERATIONS = 12  # each way
MOST = 60  # sheets that a page can show
KIN = """
    WITH RECURSIVE above (id, origin, distance) AS (
        SELECT id, adapted_from_id, 0 FROM experiences_experience WHERE id = %(sheet)s
        UNION ALL
        SELECT sheet.id, sheet.adapted_from_id, above.distance + 1
        FROM experiences_experience sheet JOIN above ON above.origin = sheet.id
        WHERE sheet.status = 'published' AND above.distance < %(generations)s
    ), below (id, origin, distance) AS (
        SELECT id, adapted_from_id, 0 FROM experiences_experience WHERE id = %(sheet)s
        UNION ALL
        SELECT sheet.id, sheet.adapted_from_id, below.distance + 1
        FROM experiences_experience sheet JOIN below ON below.id = sheet.adapted_from_id
        WHERE sheet.status = 'published' AND below.distance < %(generations)s
    )
    SELECT id, origin FROM (
        SELECT * FROM above UNION SELECT * FROM below
    ) AS kin ORDER BY distance, id LIMIT %(most)s
"""

# ``KIN`` has found them among public ones.
_carded = by_keys(lambda: Experience.objects.as_cards())


@dataclass
class Branch:
    sheet: Experience
    is_here: bool
    branches: list[Branch] = field(default_factory=list)


def family_of(sheet: Experience) -> Branch | None:
    """The oldest public ancestor with the line down to this sheet and all that descends from it.

    Nothing where it stands alone. What is not public ends a line: it is not shown, nor is what
    lies behind it.
    """
    if not sheet.has_kin:
        return None
    with connection.cursor() as cursor:
        values = {"sheet": sheet.pk, "generations": GENERATIONS, "most": MOST}
        cursor.execute(KIN, values)
        origins: dict[int, int | None] = dict(cursor.fetchall())
    others = _carded(pk for pk in origins if pk != sheet.pk)
    if not others:
        return None
    known = {one.pk: one for one in (*others, sheet)}
    branches = {pk: Branch(known[pk], pk == sheet.pk) for pk in origins if pk in known}
    return _grown(branches, origins)


def _grown(branches: dict[int, Branch], origins: dict[int, int | None]) -> Branch:
    below: defaultdict[int | None, list[int]] = defaultdict(list)
    for pk in branches:
        below[origins[pk] if origins[pk] in branches else None].append(pk)
    for pk, branch in branches.items():
        branch.branches = [branches[child] for child in sorted(below[pk])]
    return branches[below[None][0]]
