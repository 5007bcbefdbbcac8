"""The text of files, and the search by it: of those that readers see, and of no other.

``experiences_file_texts`` is the one place that says which files those are and how much of each
counts: a sheet's files share what a vector has room for.
"""

import importlib

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

of_statements = importlib.import_module("experiences.migrations.0002_search_index").of_statements

# However a file goes, its text goes along: also where somebody deletes it by SQL.
CASCADE = """
ALTER TABLE experiences_filetext ADD CONSTRAINT experiences_filetext_attachment_fk
    FOREIGN KEY (attachment_id) REFERENCES experiences_attachment (id) ON DELETE CASCADE
"""
NO_CASCADE = "ALTER TABLE experiences_filetext DROP CONSTRAINT experiences_filetext_attachment_fk"

# The rule is the same as in Attachment.objects.described().
TEXTS = """
CREATE FUNCTION experiences_file_texts(ids bigint[])
RETURNS TABLE (experience_id bigint, attachment_id bigint, title text, place bigint, text text)
LANGUAGE sql STABLE AS $$
    SELECT seen.experience_id, seen.id, coalesce(nullif(seen.title, ''), seen.name),
        row_number() OVER (PARTITION BY seen.experience_id ORDER BY seen.position, seen.id),
        concat_ws(' ', nullif(seen.alt, ''), left(t.text, least(60000, 120000 / seen.number::int)))
    FROM (
        SELECT a.*, count(*) OVER (PARTITION BY a.experience_id) AS number
        FROM experiences_attachment a
        WHERE a.experience_id = ANY (ids) AND a.credit <> ''
            AND (a.alt <> '' OR a.kind NOT IN ('jpg', 'png', 'webp'))
    ) AS seen
    LEFT JOIN experiences_filetext t ON t.attachment_id = seen.id
$$
"""
WORDS = """
CREATE OR REPLACE FUNCTION experiences_file_words(ids bigint[])
RETURNS TABLE (experience_id bigint, vector tsvector) LANGUAGE sql STABLE AS $$
    SELECT e.id, to_tsvector(portal_config(e.language),
        string_agg(concat_ws(' ', f.title, f.text), ' ' ORDER BY f.place))
    FROM experiences_file_texts(ids) f
    JOIN experiences_experience e ON e.id = f.experience_id
    GROUP BY e.id
$$
"""
NO_WORDS = """
CREATE OR REPLACE FUNCTION experiences_file_words(ids bigint[])
RETURNS TABLE (experience_id bigint, vector tsvector) LANGUAGE sql STABLE AS $$
    SELECT NULL::bigint, NULL::tsvector WHERE false
$$
"""

# As experiences_parts_changed does: the sheet is locked first, as somebody may be publishing it.
CHANGED = """
CREATE FUNCTION experiences_file_texts_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    files bigint[];
    ids bigint[];
BEGIN
    IF TG_OP = 'DELETE' THEN
        files := ARRAY(SELECT attachment_id FROM gone);
    ELSE
        files := ARRAY(SELECT attachment_id FROM come);
    END IF;
    ids := ARRAY(SELECT DISTINCT experience_id FROM experiences_attachment WHERE id = ANY (files));
    PERFORM FROM experiences_experience WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
    PERFORM experiences_reindex(ids);
    RETURN NULL;
END $$
"""
TABLES = {
    "experiences_attachment": "experiences_parts_changed('experience_id')",
    "experiences_filetext": "experiences_file_texts_changed()",
}
ATTACH = "".join(of_statements(table, function) for table, function in TABLES.items())
DETACH = "".join(
    f"DROP TRIGGER experiences_index_{event} ON {table};\n"
    for table in TABLES
    for event in ("insert", "update", "delete")
)
# Titles of files that are there already; their texts come with the job.
AGAIN = """
SELECT experiences_reindex(ARRAY(SELECT DISTINCT experience_id FROM experiences_attachment))
"""


class Migration(migrations.Migration):
    dependencies = [("experiences", "0012_uses")]

    operations = [
        migrations.CreateModel(
            name="FileText",
            fields=[
                (
                    "attachment",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="file_text",
                        serialize=False,
                        to="experiences.attachment",
                    ),
                ),
                ("text", models.TextField(blank=True)),
                (
                    "problem",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("empty", "it holds no words, perhaps only pictures of pages"),
                            ("locked", "it asks for a password"),
                            ("broken", "it is damaged"),
                            ("heavy", "it takes too much time or memory"),
                            ("lost", "it is not there any more"),
                        ],
                        max_length=10,
                    ),
                ),
                ("read_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("problem", ""), ("text", ""), _connector="XOR"),
                        name="a_file_without_text_says_why",
                    )
                ],
            },
        ),
        migrations.RunSQL(CASCADE, NO_CASCADE),
        migrations.RunSQL(TEXTS, "DROP FUNCTION experiences_file_texts(bigint[])"),
        migrations.RunSQL(WORDS, NO_WORDS),
        migrations.RunSQL(CHANGED, "DROP FUNCTION experiences_file_texts_changed()"),
        migrations.RunSQL(ATTACH, DETACH),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]
