"""The search holds at a million sheets, and the index is computed for a thousand at a time.

``experiences_entries`` computes what is the same for many sheets once: the words of a theme, a
country, an organization. A theme that the text speaks of, in any of its names, becomes a lexeme of
its own (``said:12``): to search for a concept is to look up one word, never twenty phrases. Words and
facets share one index, so that a filter and a word meet inside it. Titles get a column to be sorted by and one to be completed from while somebody types.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

from experiences.migrations._entries import entries

JOINED = """
CREATE AGGREGATE experiences_joined (tsvector) (
    SFUNC = tsvector_concat, STYPE = tsvector, INITCOND = '', PARALLEL = SAFE
)
"""

# Words alone, neither numbers nor addresses: what somebody may have mistyped.
WORDS = """
CREATE TEXT SEARCH CONFIGURATION portal_words (COPY = portal_simple);
ALTER TEXT SEARCH CONFIGURATION portal_words DROP MAPPING FOR
    numword, email, url, host, sfloat, version, numhword, asciihword, hword, hword_numpart,
    url_path, file, float, int, uint;
"""
REINDEX = """
CREATE OR REPLACE FUNCTION experiences_reindex(ids bigint[]) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    concerned bigint[] := ARRAY(
        SELECT id FROM experiences_experience WHERE id = ANY (ids) AND status = 'published'
        UNION SELECT experience_id FROM experiences_indexentry WHERE experience_id = ANY (ids)
    );
BEGIN
    IF concerned = '{}' THEN
        RETURN;
    END IF;
    PERFORM experiences_take_turns();  -- the statements below see what was committed meanwhile
    INSERT INTO experiences_facet (kind, value, count)
        SELECT DISTINCT kind, value, 0 FROM experiences_facets(concerned)
        ON CONFLICT (kind, value) DO NOTHING;
    DELETE FROM experiences_indexentry entry WHERE entry.experience_id = ANY (concerned)
        AND NOT EXISTS (
            SELECT FROM experiences_experience e
            WHERE e.id = entry.experience_id AND e.status = 'published'
        );
    INSERT INTO experiences_indexentry (experience_id, vector, head, title, title_key, facets,
            words, quality, lessons, published_at)
        SELECT experience_id, vector, head, title, title_key, facets,
            words, quality, lessons, published_at
        FROM experiences_entries(concerned)
        ON CONFLICT (experience_id) DO UPDATE SET
            vector = excluded.vector, head = excluded.head, title = excluded.title,
            title_key = excluded.title_key, facets = excluded.facets, words = excluded.words,
            quality = excluded.quality, lessons = excluded.lessons,
            published_at = excluded.published_at;
END $$
"""

# Lessons of published sheets are counted as one more facet: nobody has to count two million.
ENTRIES_CHANGED = """
CREATE OR REPLACE FUNCTION experiences_entries_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM experiences_count(ARRAY(SELECT unnest(facets) FROM come), '{}',
            ARRAY(SELECT unnest(words) FROM come), '{}');
        PERFORM experiences_count_lessons((SELECT sum(lessons) FROM come));
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM experiences_count('{}', ARRAY(SELECT unnest(facets) FROM gone),
            '{}', ARRAY(SELECT unnest(words) FROM gone));
        PERFORM experiences_count_lessons(-(SELECT sum(lessons) FROM gone));
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM experiences_count(
            ARRAY(SELECT unnest(facets) FROM come), ARRAY(SELECT unnest(facets) FROM gone),
            ARRAY(SELECT unnest(words) FROM come), ARRAY(SELECT unnest(words) FROM gone));
        PERFORM experiences_count_lessons(
            (SELECT sum(lessons) FROM come) - (SELECT sum(lessons) FROM gone));
    ELSE
        UPDATE experiences_facet SET count = 0;
        DELETE FROM experiences_word;
    END IF;
    RETURN NULL;
END $$
"""
COUNT_LESSONS = """
CREATE FUNCTION experiences_count_lessons(more bigint) RETURNS void LANGUAGE sql VOLATILE AS $$
    INSERT INTO experiences_facet (kind, value, count) SELECT 'lessons', 'all', more
    WHERE more <> 0
    ON CONFLICT (kind, value) DO UPDATE SET count = experiences_facet.count + excluded.count
$$
"""

# For those who wrote many entries with the triggers off (``make_scale``).
RECOUNT = """
CREATE FUNCTION experiences_recount() RETURNS void LANGUAGE sql VOLATILE AS $$
    UPDATE experiences_facet SET count = coalesce(n, 0)
    FROM experiences_facet f LEFT JOIN (
        SELECT unnest(facets) AS id, count(*) AS n FROM experiences_indexentry GROUP BY 1
    ) AS held USING (id)
    WHERE experiences_facet.id = f.id AND experiences_facet.kind <> 'lessons';
    INSERT INTO experiences_facet (kind, value, count)
        SELECT 'lessons', 'all', coalesce(sum(lessons), 0) FROM experiences_indexentry
        ON CONFLICT (kind, value) DO UPDATE SET count = excluded.count;
    DELETE FROM experiences_word;
    INSERT INTO experiences_word (word, sheets)
        SELECT unnest(words), count(*) FROM experiences_indexentry GROUP BY 1;
$$
"""
# Words that the statistics do not know are taken for a good deal more frequent than they are.
STATISTICS = """
ALTER TABLE experiences_indexentry
    ALTER vector SET STATISTICS 500, ALTER facets SET STATISTICS 500, ALTER title SET STATISTICS 500;
"""
OF_SYNONYMS = """
CREATE FUNCTION experiences_synonyms_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    PERFORM experiences_take_turns();
    IF TG_OP <> 'DELETE' THEN
        SELECT array_agg(DISTINCT e.experience_id) INTO ids
        FROM come JOIN experiences_indexentry e ON e.vector @@ come.phrase;
        PERFORM experiences_reindex(ids);
    END IF;
    IF TG_OP <> 'INSERT' THEN
        SELECT array_agg(DISTINCT e.experience_id) INTO ids
        FROM gone JOIN experiences_indexentry e ON e.vector @@ gone.phrase;
        PERFORM experiences_reindex(ids);
    END IF;
    RETURN NULL;
END $$;
"""
SYNONYMS = OF_SYNONYMS + "".join(
    f"CREATE TRIGGER experiences_index_{event.lower()} AFTER {event} ON community_synonym"
    f" REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION experiences_synonyms_changed();"
    for event, tables in (
        ("INSERT", "NEW TABLE AS come"),
        ("UPDATE", "OLD TABLE AS gone NEW TABLE AS come"),
        ("DELETE", "OLD TABLE AS gone"),
    )
)
NO_SYNONYMS = "DROP FUNCTION experiences_synonyms_changed() CASCADE"

# Takes a condition for what it is: reading a vector from its own place and unpacking it. Without
# this the planner reads the whole table where the index would do.
DEAR = """
CREATE FUNCTION experiences_is_dear(experience_id bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 2000 AS $$ BEGIN RETURN true; END $$
"""
ESTIMATE = """
CREATE FUNCTION experiences_estimate(query text) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE format('EXPLAIN (FORMAT JSON) SELECT FROM experiences_indexentry'
        ' WHERE vector @@ %L::tsquery', query) INTO plan;
    RETURN (plan->0->'Plan'->>'Plan Rows')::bigint;
END $$
"""
FILL = """
SELECT experiences_reindex(
    ARRAY(SELECT id FROM experiences_experience WHERE status = 'published' ORDER BY id)
);
SELECT experiences_recount();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("experiences", "0005_attachments"),
        ("members", "0006_directory"),
    ]

    operations = [
        migrations.RemoveIndex("indexentry", "entries_by_words"),
        migrations.RemoveIndex("indexentry", "entries_by_facets"),
        migrations.AddField(
            "indexentry",
            "title",
            django.contrib.postgres.search.SearchVectorField(default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "indexentry",
            "title_key",
            models.CharField(default="", max_length=160),
            preserve_default=False,
        ),
        migrations.AddField("indexentry", "lessons", models.IntegerField(default=0)),
        migrations.RunSQL(WORDS, "DROP TEXT SEARCH CONFIGURATION portal_words"),
        migrations.RunSQL(JOINED, "DROP AGGREGATE experiences_joined (tsvector)"),
        migrations.RunSQL("DROP FUNCTION experiences_entries(bigint[])", migrations.RunSQL.noop),
        migrations.RunSQL("DROP FUNCTION experiences_quality(bigint)", migrations.RunSQL.noop),
        migrations.RunSQL(
            entries("CREATE")
        ),  # there is no way back: what it replaces reads what is gone
        migrations.RunSQL(REINDEX, migrations.RunSQL.noop),
        migrations.RunSQL(COUNT_LESSONS, "DROP FUNCTION experiences_count_lessons(bigint)"),
        migrations.RunSQL(ENTRIES_CHANGED, migrations.RunSQL.noop),
        migrations.RunSQL(RECOUNT, "DROP FUNCTION experiences_recount()"),
        migrations.RunSQL(STATISTICS, migrations.RunSQL.noop),
        migrations.RunSQL(SYNONYMS, NO_SYNONYMS),
        migrations.RunSQL(DEAR, "DROP FUNCTION experiences_is_dear(bigint)"),
        migrations.RunSQL(ESTIMATE, "DROP FUNCTION experiences_estimate(text)"),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            "indexentry",
            django.contrib.postgres.indexes.GinIndex(
                fields=["vector", "facets"], name="entries_by_words_and_facets", fastupdate=False
            ),
        ),
        migrations.AddIndex(
            "indexentry",
            django.contrib.postgres.indexes.GinIndex(
                fields=["title"], name="entries_by_title", fastupdate=False
            ),
        ),
        migrations.AddIndex(
            "indexentry", models.Index(fields=["title_key", "experience"], name="entries_by_name")
        ),
        migrations.AddIndex(
            "facet", models.Index(fields=["kind", "-count"], name="usual_facets_first")
        ),
    ]
