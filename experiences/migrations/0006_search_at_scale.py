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
IN_FOUR = """
    to_tsvector(portal_config('en'), {0}en) || to_tsvector(portal_config('es'), {0}es)
    || to_tsvector(portal_config('pt'), {0}pt) || to_tsvector(portal_config('fr'), {0}fr)
"""

# A text is cut where it would make a vector too large to be stored; forms allow less.
ENTRIES = f"""
CREATE FUNCTION experiences_entries(ids bigint[])
RETURNS TABLE (
    experience_id bigint, vector tsvector, head tsvector, title tsvector, title_key text,
    facets int[], words text[], quality double precision, lessons int, published_at timestamptz
)
-- Nobody knows beforehand whether it is one sheet or a thousand: hashing suits both.
LANGUAGE sql STABLE SET enable_nestloop = off AS $$
    WITH sheet AS MATERIALIZED (
        SELECT e.*, portal_config(e.language) AS config FROM experiences_experience e
        WHERE e.id = ANY (ids) AND e.status = 'published'
    ), held AS MATERIALIZED (
        SELECT f.experience_id, f.kind, f.value FROM experiences_facets(ids) f
    ), facet AS MATERIALIZED (
        SELECT held.experience_id, array_agg(f.id ORDER BY f.id)::int[] AS ids
        FROM held JOIN experiences_facet f ON f.kind = held.kind AND f.value = held.value
        GROUP BY held.experience_id
    ), theme AS MATERIALIZED (
        SELECT t.id::text AS value, format('''theme:%s'':1', t.id)::tsvector AS concept,
            {IN_FOUR.format("t.label_")} AS labels,
            concat_ws(' ', t.label_en, t.label_es, t.label_pt, t.label_fr) AS words
        FROM community_theme t
        WHERE t.id IN (SELECT value::bigint FROM held WHERE kind = 'theme')
    ), known AS MATERIALIZED (
        SELECT held.experience_id, experiences_joined(theme.labels || theme.concept ORDER BY value) AS labels,
            string_agg(theme.words, ' ' ORDER BY value) AS words
        FROM held JOIN theme USING (value) WHERE held.kind = 'theme' GROUP BY held.experience_id
    ), country AS MATERIALIZED (
        SELECT c.iso2 AS value, {IN_FOUR.format("c.name_")} AS names,
            to_tsvector(portal_config(''), array_to_string(c.groupings, ' ')) || coalesce((
                SELECT experiences_joined({IN_FOUR.format("r.")} ORDER BY r.code) FROM experiences_regions r
                WHERE r.code = c.subregion OR r.code = ANY (c.groupings) OR (r.code = 'SIDS'
                    AND (c.subregion = 'caribbean' OR 'CARICOM' = ANY (c.groupings)))
            ), '') AS regions,
            concat_ws(' ', c.name_en, c.name_es, c.name_pt, c.name_fr) AS words
        FROM members_country c WHERE c.iso2 IN (SELECT value FROM held WHERE kind = 'country')
    ), named AS MATERIALIZED (
        SELECT held.experience_id, experiences_joined(country.names ORDER BY value) AS names,
            experiences_joined(country.regions ORDER BY value) AS regions,
            string_agg(country.words, ' ' ORDER BY value) AS words
        FROM held JOIN country USING (value) WHERE held.kind = 'country' GROUP BY held.experience_id
    ), population AS MATERIALIZED (
        SELECT p.code AS value, {IN_FOUR.format("p.")} AS words FROM experiences_populations p
        WHERE p.code IN (SELECT value FROM held WHERE kind = 'population')
    ), about AS MATERIALIZED (
        SELECT held.experience_id, experiences_joined(population.words ORDER BY value) AS populations
        FROM held JOIN population USING (value) WHERE held.kind = 'population'
        GROUP BY held.experience_id
    ), body AS MATERIALIZED (
        SELECT o.id, spoken.config, to_tsvector(spoken.config, o.name)
                || to_tsvector(portal_config('en'), o.name_en)
                || to_tsvector(portal_config(''), concat_ws(' ', o.name, o.acronym)) AS name,
            concat_ws(' ', o.name, o.name_en) AS words
        FROM (SELECT DISTINCT organization_id AS id, config FROM sheet) AS spoken
        JOIN members_organization o USING (id)
        WHERE o.id = ANY (ARRAY(SELECT organization_id FROM sheet))
    ), keyword AS MATERIALIZED (
        SELECT k.content_object_id AS experience_id, string_agg(tag.name, ' ' ORDER BY tag.id) AS words
        FROM experiences_keywordedexperience k JOIN taggit_tag tag ON tag.id = k.tag_id
        WHERE k.content_object_id = ANY (ids) AND tag.id = ANY (ARRAY(
            SELECT tag_id FROM experiences_keywordedexperience WHERE content_object_id = ANY (ids)
        )) GROUP BY 1
    ), lesson AS MATERIALIZED (
        SELECT l.experience_id, count(*)::int AS number,
            bool_or(l.polarity = 'does-not-work') AS warns,
            left(string_agg(concat_ws(' ', l.claim, l.because, l.holds_where, l.not_where,
                l.do_differently), ' ' ORDER BY l.position, l.id), 60000) AS words
        FROM experiences_lesson l WHERE l.experience_id = ANY (ids) GROUP BY 1
    ), figure AS MATERIALIZED (
        SELECT f.experience_id, bool_or(f.source <> '') AS sourced
        FROM experiences_figure f WHERE f.experience_id = ANY (ids) GROUP BY 1
    )
    SELECT
        e.id,
        whole.vector || said.concepts,
        setweight(own.title || own.programme, 'A') || setweight(own.summary || own.names, 'B')
            || said.concepts,
        to_tsvector(portal_config(''), e.title),
        left(portal_plain(e.title), 160),
        coalesce(facet.ids, '{{}}'),
        ARRAY(
            SELECT word FROM unnest(tsvector_to_array(to_tsvector('portal_words', concat_ws(' ',
                e.title, e.programme, e.summary, e.overview, known.words, named.words, body.words,
                left(e.results, 20000), left(e.problem, 20000), left(e.what_was_done, 20000),
                left(e.what_did_not_work, 20000), lesson.words)))) AS word
            WHERE length(word) BETWEEN 4 AND 40
        ),
        0.3 * coalesce(figure.sourced, false)::int + 0.1 * (figure.sourced IS NOT NULL)::int
            + 0.2 * (lesson.number IS NOT NULL)::int
            + 0.2 * (e.what_did_not_work <> '' OR coalesce(lesson.warns, false))::int
            -- by the day of publication, so that the number never has to be computed again
            + 0.02 * (extract(epoch FROM e.published_at) - 1577836800)::double precision / 31557600,
        coalesce(lesson.number, 0),
        e.published_at
    FROM sheet e
    JOIN body ON body.id = e.organization_id AND body.config = e.config
    LEFT JOIN facet ON facet.experience_id = e.id
    LEFT JOIN known ON known.experience_id = e.id
    LEFT JOIN named ON named.experience_id = e.id
    LEFT JOIN about ON about.experience_id = e.id
    LEFT JOIN keyword ON keyword.experience_id = e.id
    LEFT JOIN lesson ON lesson.experience_id = e.id
    LEFT JOIN figure ON figure.experience_id = e.id
    CROSS JOIN LATERAL (
        SELECT
            to_tsvector(e.config, e.title) || to_tsvector(portal_config(''), e.title) AS title,
            to_tsvector(e.config, e.programme) || to_tsvector(portal_config(''), e.programme)
                AS programme,
            to_tsvector(e.config, e.summary) AS summary,
            to_tsvector(e.config, e.overview) AS overview,
            coalesce(known.labels, '') || coalesce(to_tsvector(e.config, keyword.words), '')
                || coalesce(named.names, '') || body.name AS names
        OFFSET 0
    ) AS own
    CROSS JOIN LATERAL (
        SELECT setweight(own.title || own.programme, 'A')
            || setweight(own.summary || own.overview || own.names, 'B')
            || setweight(coalesce(about.populations, '')
                || to_tsvector(e.config, coalesce(lesson.words, ''))
                || to_tsvector(e.config, left(e.results, 20000)), 'C')
            || to_tsvector(e.config, concat_ws(' ', left(e.problem, 20000),
                left(e.what_was_done, 20000), left(e.what_did_not_work, 20000),
                left(e.conditions_for_transfer, 20000)))
            || setweight(coalesce(named.regions, ''), 'C') AS vector
        OFFSET 0
    ) AS whole
    CROSS JOIN LATERAL (
        SELECT ts_filter(whole.vector, '{{a}}') AS a, ts_filter(whole.vector, '{{b}}') AS b,
            ts_filter(whole.vector, '{{c}}') AS c
        OFFSET 0
    ) AS places
    CROSS JOIN LATERAL (
        -- the themes that the text speaks of in any of their names, at the best place of each
        SELECT coalesce(string_agg(format('''said:%s'':1%s', theme_id, place), ' '), '')::tsvector
            AS concepts
        FROM (
            SELECT s.theme_id, min(CASE
                WHEN places.a @@ s.phrase THEN 'A' WHEN places.b @@ s.phrase THEN 'B'
                WHEN places.c @@ s.phrase THEN 'C' ELSE 'D' END) AS place
            FROM community_synonym s WHERE whole.vector @@ s.phrase GROUP BY s.theme_id
        ) AS spoken
        OFFSET 0
    ) AS said
$$
"""  # noqa: S608

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
        migrations.RunSQL(ENTRIES),  # there is no way back: what it replaces reads what is gone
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
