"""The passage of a sheet in which the words stand, with the words marked.

Only for the sheets shown. The text of a sheet is text: it is escaped first and marked after, by
signs that no text holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from experiences.wording import Wording

# Private signs of Unicode: taken out of the text before, so that nobody can forge a mark.
START, END = "\ue000", "\ue001"
# PostgreSQL would take what stands between these for a tag and leave it out.
SHARP, STAND_IN = "<>", "\ue002\ue003"
OPTIONS = (
    f"StartSel={START}, StopSel={END}, MaxFragments=2, MaxWords=26, MinWords=10,"
    ' FragmentDelimiter=" … "'
)
# The first text that has the words; nothing where only the title or a theme has them. Files are
# looked into where no text of the sheet itself has them.
PASSAGES = """
    SELECT sheet.id, ts_headline(sheet.config, sheet.text, %(query)s::tsquery, %(options)s),
        left(sheet.text, 20), sheet.file
    FROM (
        SELECT e.id, portal_config(e.language) AS config, coalesce(file.title, '') AS file,
            translate(coalesce(part.text, file.text), %(signs)s, %(stand_in)s) AS text
        FROM experiences_experience e
        LEFT JOIN LATERAL (
            SELECT text FROM (VALUES
                (1, e.summary),
                (2, left(e.overview, 2000)),
                (3, concat_ws(' ', left(e.what_was_done, 5000), left(e.results, 5000),
                    left(e.problem, 5000), left(e.what_did_not_work, 5000)))
            ) AS parts (place, text)
            WHERE to_tsvector(portal_config(e.language), text) @@ %(query)s::tsquery
            ORDER BY place LIMIT 1
        ) AS part ON true
        LEFT JOIN LATERAL (
            SELECT f.title, f.text FROM experiences_file_texts(ARRAY[e.id]) f
            WHERE part.text IS NULL AND to_tsvector(
                portal_config(e.language), concat_ws(' ', f.title, f.text)
            ) @@ %(query)s::tsquery
            ORDER BY f.place LIMIT 1
        ) AS file ON true
        WHERE e.id = ANY (%(ids)s) AND e.status = 'published'
            AND coalesce(part.text, file.text) IS NOT NULL
    ) AS sheet
"""


class Passage(NamedTuple):
    """``file`` is the title of the file in which it stands, or nothing."""

    text: str | SafeString
    file: str


NONE = Passage("", "")


def of(ids: Sequence[int], wording: Wording) -> dict[int, Passage]:
    """By sheet; those where the words stand elsewhere have none."""
    query = " | ".join(f"({part.query})" for part in wording.parts)
    if not ids or not query:
        return {}
    values: dict[str, Any] = {
        "query": query,
        "options": OPTIONS,
        "signs": SHARP + START + END,
        "stand_in": STAND_IN,
        "ids": list(ids),
    }
    with connection.cursor() as cursor:
        cursor.execute(PASSAGES, values)
        return {pk: Passage(marked(text, begins), file)
                for pk, text, begins, file in cursor.fetchall()}  # fmt: skip


def marked(text: str, begins: str) -> SafeString:
    """``begins`` is how the whole text begins: a passage from its middle says so by its dots."""
    plain = text.replace(START, "").replace(END, "")
    dots = "" if plain.startswith(begins[: len(plain)]) else "… "
    whole = (dots + text).translate(str.maketrans(STAND_IN, SHARP))
    safe = escape(whole).replace(START, "<mark>").replace(END, "</mark>")
    return mark_safe(safe)
