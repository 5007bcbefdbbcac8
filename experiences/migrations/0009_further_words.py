"""What belongs to a sheet without standing on it is found too: blocks, translations, files.

Each has a function of its own that gives its words, weighed, for many sheets at once; here they are
empty. ``experiences_further_words`` puts them together and ``experiences_entries`` takes them in.
"""

from django.db import migrations

from experiences.migrations._entries import entries

OF_ITS_OWN = """
CREATE FUNCTION experiences_{0}_words(ids bigint[])
RETURNS TABLE (experience_id bigint, vector tsvector) LANGUAGE sql STABLE AS $$
    SELECT NULL::bigint, NULL::tsvector WHERE false
$$
"""
FURTHER = """
CREATE FUNCTION experiences_further_words(ids bigint[])
RETURNS TABLE (experience_id bigint, place int, vector tsvector) LANGUAGE sql STABLE AS $$
    SELECT b.experience_id, 1, b.vector FROM experiences_block_words(ids) b
    UNION ALL SELECT t.experience_id, 2, t.vector FROM experiences_translation_words(ids) t
    UNION ALL SELECT f.experience_id, 3, f.vector FROM experiences_file_words(ids) f
$$
"""
ENTRIES = entries(
    parts="""
    ), further AS MATERIALIZED (
        SELECT f.experience_id, experiences_joined(f.vector ORDER BY f.place) AS vector
        FROM experiences_further_words(ids) f GROUP BY 1""",
    joins="""
    LEFT JOIN further ON further.experience_id = e.id""",
    vector="""
            || coalesce(further.vector, '')""",
)

PARTS = ("block", "translation", "file")


class Migration(migrations.Migration):
    dependencies = [("experiences", "0008_versions_of_tags")]

    operations = [
        *(
            migrations.RunSQL(
                OF_ITS_OWN.format(part), f"DROP FUNCTION experiences_{part}_words(bigint[])"
            )
            for part in PARTS
        ),
        migrations.RunSQL(FURTHER, "DROP FUNCTION experiences_further_words(bigint[])"),
        migrations.RunSQL(ENTRIES, migrations.RunSQL.noop),
    ]
