"""Where a public lesson was learned stands beside it: the country of its organization, or those of
its sheet where the organization has none.

Among a million sheets, those of banks and agencies that are of no country had to be looked up for
each filter by country, and whatever they said be read: a second and a half.
"""

import importlib

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models

from community.migrating import AddIndexMeanwhile, AtOnce, InBatches, watched_anew

before = importlib.import_module("experiences.migrations.0019_lesson_entries")

DROP = """
DROP FUNCTION experiences_reindex_lessons(bigint[]);
DROP FUNCTION experiences_lesson_entries(bigint[]);
"""
WITH_COUNTRIES = (
    before.ENTRIES.replace(
        "themes int[], words tsvector", "themes int[], countries varchar[], words tsvector"
    )
    .replace(
        "coalesce(tagged.themes, '{}'), lesson.words",
        """coalesce(tagged.themes, '{}'),
        CASE WHEN o.country_id IS NOT NULL THEN ARRAY[o.country_id] ELSE ARRAY(
            SELECT c.country_id FROM experiences_experience_countries c
            WHERE c.experience_id = lesson.experience_id ORDER BY 1
        ) END,
        lesson.words""",
    )
    .replace(
        "tagged USING (experience_id)",
        "tagged USING (experience_id)\n    JOIN members_organization o ON o.id = lesson.organization_id",
    )
    .replace(before.COLUMNS, before.COLUMNS.replace("themes", "themes, countries"))
    .replace(
        "themes = excluded.themes,", "themes = excluded.themes, countries = excluded.countries,"
    )
)
# A body moves to another country, or to none.
MOVED = """
CREATE OR REPLACE FUNCTION experiences_organization_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM experiences_take_turns();
    PERFORM experiences_reindex_lessons(ARRAY(
        SELECT lesson_id FROM experiences_lessonentry WHERE organization_id = NEW.id
    ));
    RETURN NULL;
END $$;
CREATE TRIGGER experiences_organization_moved AFTER UPDATE ON members_organization FOR EACH ROW
    WHEN (OLD.country_id IS DISTINCT FROM NEW.country_id)
    EXECUTE FUNCTION experiences_organization_moved();
"""
STAYED = "DROP FUNCTION experiences_organization_moved() CASCADE"
BEGUN = """
ALTER TABLE experiences_lessonentry DROP COLUMN IF EXISTS countries;
DROP FUNCTION IF EXISTS experiences_organization_moved() CASCADE;
"""  # by who was interrupted


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("experiences", "0029_texts_that_tell")]

    operations = [
        AtOnce(
            [
                migrations.RunSQL(BEGUN, migrations.RunSQL.noop),
                migrations.AddField(
                    "lessonentry",
                    "countries",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2), default=list, size=None
                    ),
                ),
                migrations.RunSQL(DROP + WITH_COUNTRIES, DROP + before.ENTRIES),
                migrations.RunSQL(MOVED, STAYED),
                watched_anew("experiences_lessonentry"),
            ]
        ),
        InBatches(
            before.FILL, of="SELECT lesson_id FROM experiences_lessonentry ORDER BY 1", size=100
        ),
        AddIndexMeanwhile(
            "lessonentry",
            models.Index(
                models.F("lesson").desc(),
                include=["polarity", "phase", "evidence", "themes", "countries"],
                name="newest_lessons",
            ),
        ),
        AddIndexMeanwhile(
            "lessonentry",
            models.Index(fields=["organization"], name="public_lessons_of_bodies"),
        ),
        AddIndexMeanwhile(
            "lessonentry",
            django.contrib.postgres.indexes.GinIndex(
                fields=["words", "themes", "countries"],
                name="lessons_by_what_and_where",
                fastupdate=False,
            ),
        ),
        RemoveIndexConcurrently("lessonentry", "newest_public_lessons"),
        RemoveIndexConcurrently("lessonentry", "public_lessons_by_who"),
        RemoveIndexConcurrently("lessonentry", "lessons_by_words_and_themes"),
    ]
