"""The words of public translations are known everywhere: suggested, put right, ranked by titles.

``experiences_translation_words`` gives, beside the words to be found by, what titles and summaries
add to the head of an entry, what titles add to those completed while somebody types, and the texts
themselves for the vocabulary. It is asked once for each writing. Files have translated texts too:
of those that readers see (the rule of ``Attachment.objects.described()``).
"""

import importlib

from django.db import migrations

from experiences.migrations._entries import entries

translations = importlib.import_module("experiences.migrations.0011_translations")
further = importlib.import_module("experiences.migrations.0009_further_words")

FILES = """
    UNION ALL SELECT 'file', a.id, a.experience_id, to_jsonb(a) FROM experiences_attachment a
    WHERE a.credit <> '' AND (a.alt <> '' OR a.kind NOT IN ('jpg', 'png', 'webp'))
"""
ROWS = translations.ROWS.replace("CREATE VIEW", "CREATE OR REPLACE VIEW") + FILES
NO_FILES = f"DROP VIEW experiences_translatable_rows; {translations.ROWS}"

# Only what readers get: of what is public, where the original still says something.
WORDS = """
DROP FUNCTION experiences_translation_words(bigint[]);
CREATE FUNCTION experiences_translation_words(ids bigint[])
RETURNS TABLE (experience_id bigint, vector tsvector, head tsvector, title tsvector, words text)
LANGUAGE sql STABLE AS $$
    WITH public AS MATERIALIZED (
        SELECT t.id, t.experience_id, t.language, to_jsonb(e) AS texts
        FROM experiences_translation t JOIN experiences_experience e ON e.id = t.experience_id
        WHERE t.experience_id = ANY (ids) AND e.id = ANY (ids)
            AND t.published_at IS NOT NULL AND t.language <> e.language
    ), standing AS MATERIALIZED (
        SELECT format('%s:%s', r.kind, r.id) AS key, r.experience_id, r.texts
        FROM experiences_translatable_rows r
        WHERE r.experience_id = ANY (ARRAY(SELECT public.experience_id FROM public))
    ), said AS MATERIALIZED (
        SELECT public.experience_id, public.language, portal_config(public.language) AS config,
            p.part, p.text,
            CASE
                WHEN p.part = 'title' THEN 'A' WHEN p.part = 'summary' THEN 'B'
                WHEN p.part = 'results' OR p.part LIKE 'lesson:%' THEN 'C' ELSE 'D'
            END AS place
        FROM public JOIN experiences_translatedpiece p ON p.translation_id = public.id
        LEFT JOIN standing ON standing.experience_id = public.experience_id
            AND standing.key = split_part(p.part, ':', 1) || ':' || split_part(p.part, ':', 2)
        WHERE p.translation_id = ANY (ARRAY(SELECT public.id FROM public))
            AND coalesce(CASE WHEN p.part LIKE '%:%' THEN standing.texts ->> split_part(p.part, ':', 3)
                ELSE public.texts ->> p.part END, '') <> ''
    ), weighed AS MATERIALIZED (
        SELECT said.experience_id, said.language, said.place, setweight(to_tsvector(
            said.config, left(string_agg(said.text, ' ' ORDER BY said.text), 60000)
        ), said.place::"char") AS vector
        FROM said GROUP BY said.experience_id, said.language, said.config, said.place
    ), joined AS MATERIALIZED (
        SELECT weighed.experience_id, experiences_joined(vector ORDER BY language, place) AS vector
        FROM weighed GROUP BY weighed.experience_id
    ), told AS MATERIALIZED (
        -- titles in their own endings and as they are, like those of originals
        SELECT said.experience_id,
            experiences_joined(CASE said.part
                WHEN 'title' THEN setweight(to_tsvector(said.config, said.text)
                    || to_tsvector(portal_config(''), said.text), 'A')
                ELSE setweight(to_tsvector(said.config, said.text), 'B')
            END ORDER BY said.language, said.part) FILTER (WHERE said.part IN ('title', 'summary'))
                AS head,
            experiences_joined(to_tsvector(portal_config(''), said.text) ORDER BY said.language)
                FILTER (WHERE said.part = 'title') AS title,
            left(string_agg(said.text, ' ' ORDER BY said.place, said.text), 120000) AS words
        FROM said GROUP BY said.experience_id
    )
    SELECT experience_id, joined.vector, coalesce(told.head, ''), coalesce(told.title, ''), told.words
    FROM joined JOIN told USING (experience_id)
$$
"""
OLD_WORDS = "DROP FUNCTION experiences_translation_words(bigint[]);" + translations.WORDS

# Translations are joined in by ``experiences_entries`` itself, in the place they had.
FURTHER = """
CREATE OR REPLACE FUNCTION experiences_further_words(ids bigint[])
RETURNS TABLE (experience_id bigint, place int, vector tsvector) LANGUAGE sql STABLE AS $$
    SELECT b.experience_id, 1, b.vector FROM experiences_block_words(ids) b
    UNION ALL SELECT f.experience_id, 3, f.vector FROM experiences_file_words(ids) f
$$
"""
OLD_FURTHER = further.FURTHER.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")

ENTRIES = entries(
    parts="""
    ), translated AS MATERIALIZED (
        SELECT t.* FROM experiences_translation_words(ids) t
    ), further AS MATERIALIZED (
        SELECT f.experience_id, experiences_joined(f.vector ORDER BY f.place) AS vector
        FROM (
            SELECT w.experience_id, w.place, w.vector FROM experiences_further_words(ids) w
            UNION ALL SELECT t.experience_id, 2, t.vector FROM translated t
        ) AS f GROUP BY 1""",
    joins="""
    LEFT JOIN translated ON translated.experience_id = e.id
    LEFT JOIN further ON further.experience_id = e.id""",
    vector="""
            || coalesce(further.vector, '')""",
    head="""
            || coalesce(translated.head, '')""",
    title=" || coalesce(translated.title, '')",
    words=", translated.words",
)

# Translations that are public already.
AGAIN = """
SELECT experiences_reindex(ARRAY(
    SELECT DISTINCT experience_id FROM experiences_translation WHERE published_at IS NOT NULL
    ORDER BY 1
))
"""


class Migration(migrations.Migration):
    dependencies = [("experiences", "0015_kinds_of_blocks")]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop, AGAIN),  # the last thing on the way back
        migrations.RunSQL(ROWS, NO_FILES),
        migrations.RunSQL(WORDS, OLD_WORDS),
        migrations.RunSQL(FURTHER, OLD_FURTHER),
        migrations.RunSQL(ENTRIES, further.ENTRIES),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]
