"""The passage of a sheet in which the words stand, with the words marked.

Only for the sheets shown. The text of a sheet is text: it is escaped first and marked after, by
signs that no text holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString

from community.languages import current
from experiences.models.told import OF_THE_SHEET
from experiences.wording import Wording

# Private signs of Unicode: taken out of the text before, so that nobody can forge a mark.
START, END = "\ue000", "\ue001"
# PostgreSQL would take what stands between these for a tag and leave it out.
SHARP, STAND_IN = "<>", "\ue002\ue003"
OPTIONS = (
    f"StartSel={START}, StopSel={END}, MaxFragments=2, MaxWords=26, MinWords=10,"
    ' FragmentDelimiter=" … "'
)
MARK = re.compile(f"{START}([^{END}]*){END}")
# Small words that stand in names of themes ("pension pour les pauvres", "más pobres") or are
# stemmed to one ("sans" to SAN): the stemmers know the ones with accents by these alone, which the
# index leaves out, and the French one knows no "les" and "sans".
SMALL = {
    "en": {"without"},
    "es": {"más", "toda", "todas"},
    "pt": {"não", "só", "todos", "todas", "outros", "outras", "contra"},
    "fr": {"à", "les", "sans", "sous", "vers", "plus", "même", "entre", "contre", "non"}
    | {"tout", "tous", "toute", "toutes", "autres"},
}
# A translated text counts as long as the original says something there.
STANDS = " ".join(f"WHEN '{name}' THEN e.{name} <> ''" for name in OF_THE_SHEET if name != "title")
# A concept is said in a hundred ways, and ts_headline takes longer with each: it gets those that
# stand in the text, and so marks no word of the others either.
MARKED = """
    SELECT id, ts_headline(config, text, coalesce(said.query, %(query)s::tsquery), %(options)s),
        left(text, 20), language, file
    FROM (
        SELECT id, language, portal_config(language) AS config, file,
            translate(text, %(signs)s, %(stand_in)s) AS text
        FROM ({}) AS found OFFSET 0
    ) AS sheet
    CROSS JOIN LATERAL (SELECT to_tsvector(config, text) AS words OFFSET 0) AS held
    CROSS JOIN LATERAL (
        SELECT experiences_any(way) AS query FROM unnest(%(ways)s::tsquery[]) AS way
        WHERE held.words @@ way OFFSET 0
    ) AS said
"""
# The first text that has the words, of those in the reader's language, in the sheet's own, in
# another that it is translated into; nothing where only the title or a theme has them. Where no
# text of the sheet itself has them, its lessons, blocks and long form are looked into. Sheets with
# files in which they may stand come without a text.
TEXTS = f"""
    SELECT e.id, coalesce(part.language, rest.language, e.language) AS language, '' AS file,
        coalesce(part.text, texts[first.place], rest.text) AS text
    FROM experiences_experience e
    CROSS JOIN LATERAL (
        SELECT ARRAY[e.summary, left(e.overview, 2000), concat_ws(' ',
            left(e.what_was_done, 5000), left(e.results, 5000),
            left(e.problem, 5000), left(e.what_did_not_work, 5000))] AS texts OFFSET 0
    ) AS own
    CROSS JOIN LATERAL (
        -- the long one is only read where the short ones do not say it
        SELECT CASE
            WHEN to_tsvector(portal_config(e.language), texts[1]) @@ %(query)s::tsquery THEN 1
            WHEN to_tsvector(portal_config(e.language), texts[2]) @@ %(query)s::tsquery THEN 2
            WHEN to_tsvector(portal_config(e.language), texts[3]) @@ %(query)s::tsquery THEN 3
        END AS place OFFSET 0
    ) AS first
    LEFT JOIN LATERAL (
        SELECT translation.language, left(piece.text, 5000) AS text
        FROM experiences_translation translation
        JOIN experiences_translatedpiece piece ON piece.translation_id = translation.id
        WHERE translation.experience_id = e.id AND translation.published_at IS NOT NULL
            AND translation.language <> e.language
            -- what the sheet says itself is left for nothing but the reader's language
            AND (first.place IS NULL OR translation.language = %(reader)s)
            AND CASE piece.part {STANDS} ELSE false END
            AND to_tsvector(portal_config(translation.language), left(piece.text, 5000))
                @@ %(query)s::tsquery
        ORDER BY translation.language <> %(reader)s,
            coalesce(array_position(ARRAY['summary', 'overview'], piece.part::text), 3)
        LIMIT 1
    ) AS part ON true
    LEFT JOIN LATERAL (
        SELECT language, text FROM (
            SELECT 1, l.language, concat_ws(' ', l.claim, l.because, l.do_differently,
                l.holds_where, l.not_where)
            FROM experiences_lesson l WHERE l.experience_id = e.id
            UNION ALL
            SELECT 2, e.language, concat_ws(' ', b.title || '.', left(b.purpose, 2000),
                left(b.how, 5000), b.enabling_factors, b.lesson, b.needed_law, b.needed_data,
                b.needed_systems)
            FROM experiences_block b WHERE b.experience_id = e.id
            UNION ALL
            VALUES (3, e.language, btrim(concat_ws(' ', left(e.conditions_for_transfer, 5000),
                left(e.legal_frame, 5000), left(e.institutional_frame, 5000),
                left(e.stakeholders, 5000), left(e.sustainability, 5000), e.exchange_how)))
            UNION ALL
            SELECT CASE row.kind WHEN 'lesson' THEN 1 ELSE 2 END, translation.language,
                left(piece.text, 5000)
            FROM experiences_translation translation
            JOIN experiences_translatedpiece piece ON piece.translation_id = translation.id
            JOIN experiences_translatable_rows row ON row.experience_id = e.id
                AND starts_with(piece.part, format('%%s:%%s:', row.kind, row.id))
                AND row.texts ->> split_part(piece.part, ':', 3) <> ''
            WHERE translation.experience_id = e.id AND translation.published_at IS NOT NULL
                AND translation.language <> e.language AND row.kind IN ('lesson', 'block')
        ) AS parts (place, language, text)
        WHERE first.place IS NULL AND part.text IS NULL
            AND to_tsvector(portal_config(language), text) @@ %(query)s::tsquery
        ORDER BY language <> %(reader)s, language <> e.language, place LIMIT 1
    ) AS rest ON true
    WHERE e.id = ANY (%(ids)s) AND e.status = 'published' AND (
        coalesce(part.text, texts[first.place], rest.text) IS NOT NULL
        OR EXISTS (SELECT FROM experiences_attachment file WHERE file.experience_id = e.id)
    )
"""  # noqa: S608 - names of columns
FILES = """
    SELECT DISTINCT ON (e.id) e.id, e.language, coalesce(told.text, f.title) AS file, f.text
    FROM experiences_file_texts(%(ids)s) f
    JOIN experiences_experience e ON e.id = f.experience_id AND e.status = 'published'
    LEFT JOIN experiences_attachment named ON named.id = f.attachment_id AND named.title <> ''
    LEFT JOIN experiences_translation spoken ON spoken.experience_id = e.id
        AND spoken.language = %(reader)s AND spoken.published_at IS NOT NULL
        AND spoken.language <> e.language
    LEFT JOIN experiences_translatedpiece told ON told.translation_id = spoken.id
        AND told.part = format('file:%%s:title', named.id)
    WHERE to_tsvector(portal_config(e.language), concat_ws(' ', f.title, f.text))
        @@ %(query)s::tsquery
    ORDER BY e.id, f.place
"""


class Passage(SafeString):
    """Safe HTML in the language ``code``; ``file`` is the title of the file that has it, if any."""

    code = ""
    file = ""


def of(ids: Sequence[int], wording: Wording) -> dict[int, Passage]:
    """By sheet; those where the words stand elsewhere have none."""
    query = " | ".join(f"({part.query})" for part in wording.parts)
    if not ids or not query:
        return {}
    values: dict[str, Any] = {
        "query": query,
        "ways": [way for part in wording.parts for way in part.ways or (part.query,)],
        "options": OPTIONS,
        "signs": SHARP + START + END,
        "stand_in": STAND_IN,
        "reader": current(),
    }
    found = _found(TEXTS, ids, values)
    if elsewhere := [pk for pk, passage in found.items() if passage is None]:
        found |= _found(FILES, elsewhere, values)
    return {pk: passage for pk, passage in found.items() if passage and "<mark>" in passage}


def _found(where: str, ids: Sequence[int], values: dict[str, Any]) -> dict[int, Passage | None]:
    with connection.cursor() as cursor:
        cursor.execute(MARKED.format(where), values | {"ids": list(ids)})
        return {
            pk: marked(text, *about) if text is not None else None
            for pk, text, *about in cursor.fetchall()
        }


def marked(text: str, begins: str, language: str, file: str = "") -> Passage:
    """``begins`` is how the whole text begins: a passage from its middle says so by its dots."""
    plain = text.replace(START, "").replace(END, "")
    dots = "" if plain.startswith(begins[: len(plain)]) else "… "
    whole = (dots + text).translate(str.maketrans(STAND_IN, SHARP))
    small = SMALL.get(language, set())
    whole = MARK.sub(lambda mark: mark[1] if mark[1].lower() in small else mark[0], whole)
    safe = escape(whole).replace(START, "<mark>").replace(END, "</mark>")
    passage = Passage(safe)
    passage.code, passage.file = language, file
    return passage
