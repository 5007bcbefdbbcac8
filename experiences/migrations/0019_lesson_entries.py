"""What readers find of lessons: a narrow row for each public one, kept by the database.

To ask of each lesson whether its sheet is public is to read the sheets: half a second for the ten
thousand that a filtered list looks at. The row also holds the words, those of public translations
too. It lies beside the lesson, not in it: who publishes a sheet would wait for who is writing one
of its lessons, who waits for the sheet.

People read and write meanwhile: the table is there with its triggers first, and filled then.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

from community.migrating import AtOnce, InBatches

COLUMNS = "lesson_id, experience_id, organization_id, phase, polarity, evidence, themes, words"

# Of translations what readers get: of public ones, as far as the original still says it.
ENTRIES = f"""
CREATE FUNCTION experiences_lesson_entries(ids bigint[])
RETURNS TABLE (
    lesson_id bigint, experience_id bigint, organization_id bigint, phase text, polarity text,
    evidence text, themes int[], words tsvector
) LANGUAGE sql STABLE AS $$
    WITH lesson AS MATERIALIZED (
        SELECT l.*, e.language AS sheet_language FROM experiences_lesson l
        LEFT JOIN experiences_experience e ON e.id = l.experience_id
        WHERE l.id = ANY (ids) AND CASE WHEN l.experience_id IS NULL
            THEN l.published_at IS NOT NULL ELSE e.status = 'published' END
    ), translated AS MATERIALIZED (
        SELECT lesson.id, experiences_joined(setweight(
            to_tsvector(portal_config(t.language), p.text),
            CASE WHEN split_part(p.part, ':', 3) = 'claim' THEN 'A' ELSE 'D' END::"char"
        ) ORDER BY t.language, p.part) AS words
        FROM lesson
        JOIN experiences_translation t ON t.experience_id = lesson.experience_id
            AND t.published_at IS NOT NULL AND t.language <> lesson.sheet_language
        JOIN experiences_translatedpiece p ON p.translation_id = t.id
            AND p.part LIKE format('lesson:%s:%%', lesson.id)
        WHERE coalesce(to_jsonb(lesson) ->> split_part(p.part, ':', 3), '') <> ''
        GROUP BY lesson.id
    ), tagged AS MATERIALIZED (
        SELECT tag.content_object_id AS experience_id,
            array_agg(DISTINCT each.id::int ORDER BY each.id::int) AS themes
        FROM experiences_themedexperience tag JOIN community_theme t ON t.id = tag.tag_id
        CROSS JOIN LATERAL unnest(ARRAY[t.id, t.parent_id]) AS each (id)
        WHERE tag.content_object_id = ANY (ARRAY(SELECT lesson.experience_id FROM lesson))
            AND each.id IS NOT NULL GROUP BY 1
    )
    SELECT lesson.id, lesson.experience_id, lesson.organization_id, lesson.phase, lesson.polarity,
        lesson.evidence, coalesce(tagged.themes, '{{}}'), lesson.words || coalesce(translated.words, '')
    FROM lesson LEFT JOIN translated USING (id) LEFT JOIN tagged USING (experience_id)
$$;
CREATE FUNCTION experiences_reindex_lessons(ids bigint[]) RETURNS void
LANGUAGE sql VOLATILE AS $$
    WITH fresh AS MATERIALIZED (
        SELECT * FROM experiences_lesson_entries(ids)
    ), gone AS (
        DELETE FROM experiences_lessonentry entry WHERE entry.lesson_id = ANY (ids)
            AND NOT EXISTS (SELECT FROM fresh WHERE fresh.lesson_id = entry.lesson_id)
    )
    INSERT INTO experiences_lessonentry AS entry ({COLUMNS})
        SELECT {COLUMNS} FROM fresh ORDER BY lesson_id
        ON CONFLICT (lesson_id) DO UPDATE SET
            experience_id = excluded.experience_id, organization_id = excluded.organization_id,
            phase = excluded.phase, polarity = excluded.polarity, evidence = excluded.evidence,
            themes = excluded.themes, words = excluded.words
        WHERE (entry.*) IS DISTINCT FROM (excluded.*)
$$;
"""  # noqa: S608 - constants
NO_ENTRIES = """
DROP FUNCTION experiences_reindex_lessons(bigint[]);
DROP FUNCTION experiences_lesson_entries(bigint[]);
"""

# As in 0006_search_at_scale, and the lessons of the same sheets: those they have and those they had.
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
            published_at = excluded.published_at;{lessons}
END $$
"""
OF_SHEETS = """
    PERFORM experiences_reindex_lessons(ARRAY(
        SELECT id FROM experiences_lesson WHERE experience_id = ANY (concerned)
        UNION SELECT lesson_id FROM experiences_lessonentry WHERE experience_id = ANY (concerned)
    ));"""

# Those of no sheet: of exchanges. Their rows are locked by who writes them.
CHANGED = """
CREATE FUNCTION experiences_lessons_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM experiences_lessonentry;
    ELSIF TG_OP = 'INSERT' THEN
        ids := ARRAY(SELECT id FROM come WHERE experience_id IS NULL);
    ELSIF TG_OP = 'DELETE' THEN
        ids := ARRAY(SELECT id FROM gone WHERE experience_id IS NULL);
    ELSE
        ids := ARRAY(
            SELECT id FROM come WHERE experience_id IS NULL
            UNION SELECT id FROM gone WHERE experience_id IS NULL
        );
    END IF;
    IF ids <> '{}' THEN
        PERFORM experiences_reindex_lessons(ids);
    END IF;
    RETURN NULL;
END $$;
"""
TABLES = {
    "INSERT": "REFERENCING NEW TABLE AS come",
    "UPDATE": "REFERENCING OLD TABLE AS gone NEW TABLE AS come",
    "DELETE": "REFERENCING OLD TABLE AS gone",
    "TRUNCATE": "",
}
WATCH = CHANGED + "".join(
    f"CREATE TRIGGER experiences_lessons_{event.lower()} AFTER {event} ON experiences_lesson"
    f" {rows} FOR EACH STATEMENT EXECUTE FUNCTION experiences_lessons_changed();"
    for event, rows in TABLES.items()
)
BEGUN = """
DROP TABLE IF EXISTS experiences_lessonentry;
DROP FUNCTION IF EXISTS experiences_lessons_changed() CASCADE;
DROP FUNCTION IF EXISTS experiences_reindex_lessons(bigint[]);
DROP FUNCTION IF EXISTS experiences_lesson_entries(bigint[]);
"""  # by who was interrupted
# Lessons of sheets change by turns; of those of exchanges nobody else has the row meanwhile.
FILL = [
    "SELECT experiences_take_turns()",
    "SELECT FROM experiences_lesson WHERE id = ANY (%s) AND experience_id IS NULL FOR UPDATE",
    "SELECT experiences_reindex_lessons(%s)",
]
NO_LONGER = "DROP INDEX CONCURRENTLY IF EXISTS lessons_by_words"
AGAIN = "CREATE INDEX CONCURRENTLY lessons_by_words ON experiences_lesson USING gin (words)"


def linked(to: str, name: str) -> models.ForeignKey:
    return models.ForeignKey(
        to,
        null=to == "experiences.experience",
        on_delete=django.db.models.deletion.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name=name,
    )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("experiences", "0018_words_by_their_sound"),
        ("members", "0006_directory"),
    ]

    operations = [
        AtOnce(
            [
                migrations.RunSQL(BEGUN, migrations.RunSQL.noop),
                migrations.CreateModel(
                    name="LessonEntry",
                    fields=[
                        (
                            "lesson",
                            models.OneToOneField(
                                primary_key=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                db_constraint=False,
                                related_name="entry",
                                serialize=False,
                                to="experiences.lesson",
                            ),
                        ),
                        ("phase", models.CharField(max_length=16)),
                        ("polarity", models.CharField(max_length=14)),
                        ("evidence", models.CharField(max_length=10)),
                        (
                            "themes",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.IntegerField(), size=None
                            ),
                        ),
                        ("words", django.contrib.postgres.search.SearchVectorField()),
                        ("experience", linked("experiences.experience", "+")),
                        ("organization", linked("members.organization", "+")),
                    ],
                ),
                migrations.RunSQL(ENTRIES, NO_ENTRIES),
                migrations.RunSQL(
                    REINDEX.replace("{lessons}", OF_SHEETS), REINDEX.replace("{lessons}", "")
                ),
                migrations.RunSQL(WATCH, "DROP FUNCTION experiences_lessons_changed() CASCADE"),
                migrations.AddIndex(
                    "lessonentry",
                    models.Index(
                        models.F("lesson").desc(),
                        include=["polarity", "phase", "evidence", "organization", "themes"],
                        name="newest_public_lessons",
                    ),
                ),
                migrations.AddIndex(
                    "lessonentry",
                    models.Index(
                        models.F("organization"),
                        models.F("lesson").desc(),
                        include=["polarity", "phase", "evidence", "themes"],
                        name="public_lessons_by_who",
                    ),
                ),
                migrations.AddIndex(
                    "lessonentry",
                    models.Index(fields=["experience"], name="public_lessons_of_sheets"),
                ),
                migrations.AddIndex(
                    "lessonentry",
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["words"], name="public_lessons_by_words", fastupdate=False
                    ),
                ),
            ]
        ),
        InBatches(FILL, "SELECT id FROM experiences_lesson ORDER BY id", size=200),
        migrations.RunSQL(NO_LONGER, AGAIN),
    ]
