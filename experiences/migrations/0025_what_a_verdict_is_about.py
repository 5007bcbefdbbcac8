"""A verdict remembers which claim it is about, as the lesson may say the opposite later."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# What the lesson said when the verdict was given; where no version of that time is kept, what it
# says today.
FILL = """
UPDATE experiences_verdict verdict
SET claim = said.claim, polarity = said.polarity, claim_language = said.language
FROM (
    SELECT given.id, coalesce(at_that_time.claim, lesson.claim) AS claim,
        coalesce(at_that_time.polarity, lesson.polarity) AS polarity,
        coalesce(at_that_time.language, lesson.language) AS language
    FROM experiences_verdict given
    JOIN experiences_lesson lesson ON lesson.id = given.lesson_id
    LEFT JOIN LATERAL (
        SELECT version.claim, version.polarity, version.language
        FROM experiences_lessonversion version
        WHERE version.pgh_obj_id = given.lesson_id AND version.pgh_created_at <= given.at
            AND version.pgh_label <> 'delete'
        ORDER BY version.pgh_id DESC LIMIT 1
    ) AS at_that_time ON true
) AS said
WHERE said.id = verdict.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("experiences", "0024_lessons_by_words_and_themes"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="verdict",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="verdict",
            name="update_update",
        ),
        migrations.AddField(
            model_name="verdict",
            name="claim",
            field=models.CharField(db_default="", default="", editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name="verdict",
            name="claim_language",
            field=models.CharField(
                choices=[
                    ("en", "English"),
                    ("es", "Spanish"),
                    ("pt", "Portuguese"),
                    ("fr", "French"),
                ],
                db_default="",
                default="",
                editable=False,
                max_length=2,
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="polarity",
            field=models.CharField(
                choices=[
                    ("works", "Works"),
                    ("does-not-work", "Does not work"),
                    ("depends", "Depends"),
                ],
                db_default="",
                default="",
                editable=False,
                max_length=14,
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="told_of",
            field=models.CharField(db_default="", default="", editable=False, max_length=16),
        ),
        migrations.AddField(
            model_name="verdictversion",
            name="claim",
            field=models.CharField(db_default="", default="", editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name="verdictversion",
            name="claim_language",
            field=models.CharField(
                choices=[
                    ("en", "English"),
                    ("es", "Spanish"),
                    ("pt", "Portuguese"),
                    ("fr", "French"),
                ],
                db_default="",
                default="",
                editable=False,
                max_length=2,
            ),
        ),
        migrations.AddField(
            model_name="verdictversion",
            name="polarity",
            field=models.CharField(
                choices=[
                    ("works", "Works"),
                    ("does-not-work", "Does not work"),
                    ("depends", "Depends"),
                ],
                db_default="",
                default="",
                editable=False,
                max_length=14,
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name="verdict",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "experiences_verdictversion" ("at", "by_id", "claim", "claim_language", "country_id", "id", "language", "lesson_id", "note", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "polarity", "stance", "taken_back_at") VALUES (NEW."at", NEW."by_id", NEW."claim", NEW."claim_language", NEW."country_id", NEW."id", NEW."language", NEW."lesson_id", NEW."note", NEW."organization_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."polarity", NEW."stance", NEW."taken_back_at"); RETURN NULL;',
                    hash="e6d6a7b1f5e07e7a86f819d363e6a753de0a7c3a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ec675",
                    table="experiences_verdict",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="verdict",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."claim" IS DISTINCT FROM (NEW."claim") OR OLD."claim_language" IS DISTINCT FROM (NEW."claim_language") OR OLD."country_id" IS DISTINCT FROM (NEW."country_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."lesson_id" IS DISTINCT FROM (NEW."lesson_id") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."polarity" IS DISTINCT FROM (NEW."polarity") OR OLD."stance" IS DISTINCT FROM (NEW."stance") OR OLD."taken_back_at" IS DISTINCT FROM (NEW."taken_back_at"))',
                    func='INSERT INTO "experiences_verdictversion" ("at", "by_id", "claim", "claim_language", "country_id", "id", "language", "lesson_id", "note", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "polarity", "stance", "taken_back_at") VALUES (NEW."at", NEW."by_id", NEW."claim", NEW."claim_language", NEW."country_id", NEW."id", NEW."language", NEW."lesson_id", NEW."note", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."polarity", NEW."stance", NEW."taken_back_at"); RETURN NULL;',
                    hash="ef59c922e7f6d77c0964cfd9cf5af2d7c5490974",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2d9cb",
                    table="experiences_verdict",
                    when="AFTER",
                ),
            ),
        ),
    ]
