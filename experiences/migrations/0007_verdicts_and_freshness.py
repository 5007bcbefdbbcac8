"""Verdicts on lessons, kinds of figures and sources, freshness, and sheets adapted from others."""

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# No sheet descends from itself, however it is written. One lock makes changes of the family take
# turns: each looks again at what the other has just committed. AFTER, because a trigger BEFORE takes
# the row as if its key changed, and two who name each other would wait for each other for ever.
NO_CIRCLE = """
CREATE FUNCTION experiences_no_circle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('experiences_family'));
    IF EXISTS (
        WITH RECURSIVE above (id) AS (
            SELECT NEW.adapted_from_id
            UNION
            SELECT sheet.adapted_from_id FROM experiences_experience sheet
            JOIN above ON above.id = sheet.id WHERE sheet.adapted_from_id IS NOT NULL
        )
        SELECT FROM above WHERE id = NEW.id
    ) THEN
        RAISE EXCEPTION 'no_sheet_descends_from_itself: sheet %', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'no_sheet_descends_from_itself';
    END IF;
    RETURN NULL;
END $$;
ALTER FUNCTION experiences_no_circle() SET search_path FROM CURRENT;
CREATE TRIGGER experiences_no_circle_insert AFTER INSERT ON experiences_experience
FOR EACH ROW WHEN (NEW.adapted_from_id IS NOT NULL)
EXECUTE FUNCTION experiences_no_circle();
CREATE TRIGGER experiences_no_circle_update AFTER UPDATE ON experiences_experience
FOR EACH ROW WHEN (
    NEW.adapted_from_id IS NOT NULL AND NEW.adapted_from_id IS DISTINCT FROM OLD.adapted_from_id
)
EXECUTE FUNCTION experiences_no_circle();
"""
CIRCLES_AGAIN = """
DROP TRIGGER experiences_no_circle_insert ON experiences_experience;
DROP TRIGGER experiences_no_circle_update ON experiences_experience;
DROP FUNCTION experiences_no_circle();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("experiences", "0006_search_at_scale"),
        ("members", "0006_directory"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Verdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stance",
                    models.CharField(
                        choices=[("confirms", "Confirms it"), ("contradicts", "Contradicts it")],
                        max_length=12,
                        verbose_name="what you found",
                    ),
                ),
                ("note", models.TextField(max_length=2000, verbose_name="what you saw")),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("en", "English"),
                            ("es", "Spanish"),
                            ("pt", "Portuguese"),
                            ("fr", "French"),
                        ],
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="when"),
                ),
                (
                    "taken_back_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="taken back"),
                ),
            ],
            options={
                "verbose_name": "verdict",
                "verbose_name_plural": "verdicts",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="VerdictVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "stance",
                    models.CharField(
                        choices=[("confirms", "Confirms it"), ("contradicts", "Contradicts it")],
                        max_length=12,
                        verbose_name="what you found",
                    ),
                ),
                ("note", models.TextField(max_length=2000, verbose_name="what you saw")),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("en", "English"),
                            ("es", "Spanish"),
                            ("pt", "Portuguese"),
                            ("fr", "French"),
                        ],
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="when"),
                ),
                (
                    "taken_back_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="taken back"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="experience",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="experience",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="figure",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="figure",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="source",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="source",
            name="update_update",
        ),
        migrations.AddField(
            model_name="experience",
            name="adapted_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="adaptations",
                to="experiences.experience",
                verbose_name="adapted from",
            ),
        ),
        migrations.AddField(
            model_name="experience",
            name="adapted_how",
            field=models.TextField(
                blank=True, max_length=5000, verbose_name="what was changed in the adaptation"
            ),
        ),
        migrations.AddField(
            model_name="experience",
            name="confirmation_asked_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="experience",
            name="confirmation_reminders",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="experience",
            name="confirmed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="last confirmed"),
        ),
        migrations.AddField(
            model_name="experience",
            name="confirmed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="experience",
            name="evidence",
            field=models.CharField(
                blank=True,
                choices=[
                    ("opinion", "Experience of those involved"),
                    ("monitoring", "Monitoring data"),
                    ("evaluation", "Evaluation"),
                    ("impact", "Impact evaluation"),
                    ("review", "Several studies"),
                ],
                max_length=10,
                verbose_name="kind of evidence",
            ),
        ),
        migrations.AddField(
            model_name="experienceversion",
            name="adapted_from",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="experiences.experience",
                verbose_name="adapted from",
            ),
        ),
        migrations.AddField(
            model_name="experienceversion",
            name="adapted_how",
            field=models.TextField(
                blank=True, max_length=5000, verbose_name="what was changed in the adaptation"
            ),
        ),
        migrations.AddField(
            model_name="experienceversion",
            name="evidence",
            field=models.CharField(
                blank=True,
                choices=[
                    ("opinion", "Experience of those involved"),
                    ("monitoring", "Monitoring data"),
                    ("evaluation", "Evaluation"),
                    ("impact", "Impact evaluation"),
                    ("review", "Several studies"),
                ],
                max_length=10,
                verbose_name="kind of evidence",
            ),
        ),
        migrations.AddField(
            model_name="figure",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[("coverage", "Coverage"), ("spending", "Spending"), ("result", "Result")],
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="figureversion",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[("coverage", "Coverage"), ("spending", "Spending"), ("result", "Result")],
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("evaluation", "Evaluation"),
                    ("report", "Report"),
                    ("law", "Law or rule"),
                    ("manual", "Manual or tool"),
                    ("news", "News"),
                    ("other", "Other"),
                ],
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="sourceversion",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("evaluation", "Evaluation"),
                    ("report", "Report"),
                    ("law", "Law or rule"),
                    ("manual", "Manual or tool"),
                    ("news", "News"),
                    ("other", "Other"),
                ],
                max_length=10,
                verbose_name="kind",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="experience",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "experiences_experienceversion" ("adapted_from_id", "adapted_how", "changed_at", "conditions_for_transfer", "created_at", "end_year", "evidence", "id", "instrument", "is_sample", "language", "licence", "maturity", "organization_id", "overview", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "populations", "problem", "programme", "published_at", "published_by_id", "results", "reviewed_at", "scale", "slug", "start_year", "status", "submitted_at", "submitted_by_id", "summary", "title", "what_did_not_work", "what_was_done") VALUES (NEW."adapted_from_id", NEW."adapted_how", NEW."changed_at", NEW."conditions_for_transfer", NEW."created_at", NEW."end_year", NEW."evidence", NEW."id", NEW."instrument", NEW."is_sample", NEW."language", NEW."licence", NEW."maturity", NEW."organization_id", NEW."overview", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."populations", NEW."problem", NEW."programme", NEW."published_at", NEW."published_by_id", NEW."results", NEW."reviewed_at", NEW."scale", NEW."slug", NEW."start_year", NEW."status", NEW."submitted_at", NEW."submitted_by_id", NEW."summary", NEW."title", NEW."what_did_not_work", NEW."what_was_done"); RETURN NULL;',
                    hash="12dc058506a5ee1779a54cfa0f2d76fb87ba267f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_4ec5b",
                    table="experiences_experience",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="experience",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."adapted_from_id" IS DISTINCT FROM (NEW."adapted_from_id") OR OLD."adapted_how" IS DISTINCT FROM (NEW."adapted_how") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."conditions_for_transfer" IS DISTINCT FROM (NEW."conditions_for_transfer") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."end_year" IS DISTINCT FROM (NEW."end_year") OR OLD."evidence" IS DISTINCT FROM (NEW."evidence") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."instrument" IS DISTINCT FROM (NEW."instrument") OR OLD."is_sample" IS DISTINCT FROM (NEW."is_sample") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."licence" IS DISTINCT FROM (NEW."licence") OR OLD."maturity" IS DISTINCT FROM (NEW."maturity") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."overview" IS DISTINCT FROM (NEW."overview") OR OLD."populations" IS DISTINCT FROM (NEW."populations") OR OLD."problem" IS DISTINCT FROM (NEW."problem") OR OLD."programme" IS DISTINCT FROM (NEW."programme") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."published_by_id" IS DISTINCT FROM (NEW."published_by_id") OR OLD."results" IS DISTINCT FROM (NEW."results") OR OLD."reviewed_at" IS DISTINCT FROM (NEW."reviewed_at") OR OLD."scale" IS DISTINCT FROM (NEW."scale") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."start_year" IS DISTINCT FROM (NEW."start_year") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."submitted_at" IS DISTINCT FROM (NEW."submitted_at") OR OLD."submitted_by_id" IS DISTINCT FROM (NEW."submitted_by_id") OR OLD."summary" IS DISTINCT FROM (NEW."summary") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."what_did_not_work" IS DISTINCT FROM (NEW."what_did_not_work") OR OLD."what_was_done" IS DISTINCT FROM (NEW."what_was_done"))',
                    func='INSERT INTO "experiences_experienceversion" ("adapted_from_id", "adapted_how", "changed_at", "conditions_for_transfer", "created_at", "end_year", "evidence", "id", "instrument", "is_sample", "language", "licence", "maturity", "organization_id", "overview", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "populations", "problem", "programme", "published_at", "published_by_id", "results", "reviewed_at", "scale", "slug", "start_year", "status", "submitted_at", "submitted_by_id", "summary", "title", "what_did_not_work", "what_was_done") VALUES (NEW."adapted_from_id", NEW."adapted_how", NEW."changed_at", NEW."conditions_for_transfer", NEW."created_at", NEW."end_year", NEW."evidence", NEW."id", NEW."instrument", NEW."is_sample", NEW."language", NEW."licence", NEW."maturity", NEW."organization_id", NEW."overview", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."populations", NEW."problem", NEW."programme", NEW."published_at", NEW."published_by_id", NEW."results", NEW."reviewed_at", NEW."scale", NEW."slug", NEW."start_year", NEW."status", NEW."submitted_at", NEW."submitted_by_id", NEW."summary", NEW."title", NEW."what_did_not_work", NEW."what_was_done"); RETURN NULL;',
                    hash="ec6a0135a23c0b6355f05b870d61686bbcfa1abf",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8707a",
                    table="experiences_experience",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="figure",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "experiences_figureversion" ("experience_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "source", "unit", "value", "year") VALUES (NEW."experience_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."source", NEW."unit", NEW."value", NEW."year"); RETURN NULL;',
                    hash="f6135b7fec8038810f465f3dc1651d8d18902588",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_18181",
                    table="experiences_figure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="figure",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "experiences_figureversion" ("experience_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "source", "unit", "value", "year") VALUES (NEW."experience_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."source", NEW."unit", NEW."value", NEW."year"); RETURN NULL;',
                    hash="f9fa76ef77b0ce974e11dba56c287423914e7a59",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d9557",
                    table="experiences_figure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="source",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "experiences_sourceversion" ("experience_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "title", "url") VALUES (NEW."experience_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."title", NEW."url"); RETURN NULL;',
                    hash="fd89b9152a7f4a2d83f397b746e740fbed326ea5",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_cb412",
                    table="experiences_source",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="source",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "experiences_sourceversion" ("experience_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "title", "url") VALUES (NEW."experience_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."title", NEW."url"); RETURN NULL;',
                    hash="668cb927cb1486bd5095640039c4604c23e10dd6",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_73532",
                    table="experiences_source",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="country",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="verdicts",
                to="members.country",
                verbose_name="country",
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="lesson",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="verdicts",
                to="experiences.lesson",
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="verdicts",
                to="members.organization",
            ),
        ),
        migrations.AddField(
            model_name="verdictversion",
            name="by",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="verdictversion",
            name="country",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="members.country",
                verbose_name="country",
            ),
        ),
        migrations.AddField(
            model_name="verdictversion",
            name="lesson",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="experiences.lesson",
            ),
        ),
        migrations.AddField(
            model_name="verdictversion",
            name="organization",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="members.organization",
            ),
        ),
        migrations.AddField(
            model_name="verdictversion",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="verdictversion",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="experiences.verdict",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.UniqueConstraint(
                condition=models.Q(("taken_back_at", None)),
                fields=("lesson", "organization"),
                name="an_organization_judges_a_lesson_once",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="verdict",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "experiences_verdictversion" ("at", "by_id", "country_id", "id", "language", "lesson_id", "note", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stance", "taken_back_at") VALUES (NEW."at", NEW."by_id", NEW."country_id", NEW."id", NEW."language", NEW."lesson_id", NEW."note", NEW."organization_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."stance", NEW."taken_back_at"); RETURN NULL;',
                    hash="31d90f4c73bd279d7ca075bba2b29344aa20e263",
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
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "experiences_verdictversion" ("at", "by_id", "country_id", "id", "language", "lesson_id", "note", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stance", "taken_back_at") VALUES (NEW."at", NEW."by_id", NEW."country_id", NEW."id", NEW."language", NEW."lesson_id", NEW."note", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."stance", NEW."taken_back_at"); RETURN NULL;',
                    hash="2a30a7e4a72f7613dd5ff4ce8ab980fcdc5a924f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2d9cb",
                    table="experiences_verdict",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="verdictversion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="20c534b46b470158b3971ff90bde736b6de9760f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_cddd9",
                    table="experiences_verdictversion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(NO_CIRCLE, CIRCLES_AGAIN),
    ]
