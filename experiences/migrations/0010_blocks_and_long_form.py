"""Building blocks, and what a sheet can say later; both are kept in versions and found.

The database fills in the new columns of a sheet by itself: a release from before does not know them.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# What the long form adds to the words of a sheet: titles of blocks count as its themes do. Texts are
# cut where a vector could become too large to be stored; forms allow less.
WORDS = """
CREATE OR REPLACE FUNCTION experiences_block_words(ids bigint[])
RETURNS TABLE (experience_id bigint, vector tsvector) LANGUAGE sql STABLE AS $$
    SELECT e.id,
        setweight(to_tsvector(portal_config(e.language), coalesce(block.titles, '')), 'B')
            || to_tsvector(portal_config(e.language), left(concat_ws(' ', left(e.legal_frame, 20000),
                left(e.institutional_frame, 20000), left(e.stakeholders, 20000),
                left(e.sustainability, 20000), left(e.exchange_how, 20000), block.words), 60000))
    FROM experiences_experience e
    LEFT JOIN (
        SELECT b.experience_id, left(string_agg(b.title, ' ' ORDER BY b.position, b.id), 20000) AS titles,
            left(string_agg(concat_ws(' ', b.purpose, b.how, b.enabling_factors, b.lesson, b.needed_law,
                b.needed_data, b.needed_systems), ' ' ORDER BY b.position, b.id), 60000) AS words
        FROM experiences_block b WHERE b.experience_id = ANY (ids) GROUP BY 1
    ) AS block ON block.experience_id = e.id
    WHERE e.id = ANY (ids) AND (
        block.experience_id IS NOT NULL OR e.legal_frame <> '' OR e.institutional_frame <> ''
        OR e.stakeholders <> '' OR e.sustainability <> '' OR e.exchange_how <> ''
    )
$$
"""
NO_WORDS = """
CREATE OR REPLACE FUNCTION experiences_block_words(ids bigint[])
RETURNS TABLE (experience_id bigint, vector tsvector) LANGUAGE sql STABLE AS $$
    SELECT NULL::bigint, NULL::tsvector WHERE false
$$
"""
FOLLOWED = "".join(
    f"CREATE TRIGGER experiences_index_{event.lower()} AFTER {event} ON experiences_block"
    f" REFERENCING {tables} FOR EACH STATEMENT"
    " EXECUTE FUNCTION experiences_parts_changed('experience_id');"
    for event, tables in (
        ("INSERT", "NEW TABLE AS come"),
        ("UPDATE", "OLD TABLE AS gone NEW TABLE AS come"),
        ("DELETE", "OLD TABLE AS gone"),
    )
)
FOLLOWED_NO_MORE = "".join(
    f"DROP TRIGGER experiences_index_{event} ON experiences_block;"
    for event in ("insert", "update", "delete")
)


class Migration(migrations.Migration):
    dependencies = [
        ("experiences", "0009_further_words"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="Block",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("targeting", "Targeting"),
                            ("registry", "Registry"),
                            ("enrolment", "Enrolment"),
                            ("payment", "Payment"),
                            ("case-management", "Case management"),
                            ("services", "Services"),
                            ("workforce", "Workforce and training"),
                            ("information", "Information system"),
                            ("monitoring", "Monitoring and evaluation"),
                            ("grievance", "Complaints and appeals"),
                            ("coordination", "Coordination"),
                            ("participation", "Participation"),
                            ("communication", "Communication"),
                            ("financing", "Financing"),
                            ("law", "Law and rules"),
                            ("exit", "Exit"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                (
                    "purpose",
                    models.TextField(blank=True, max_length=2000, verbose_name="what it is for"),
                ),
                (
                    "how",
                    models.TextField(blank=True, max_length=10000, verbose_name="how it works"),
                ),
                (
                    "enabling_factors",
                    models.TextField(
                        blank=True, max_length=5000, verbose_name="what made it possible"
                    ),
                ),
                (
                    "lesson",
                    models.TextField(blank=True, max_length=5000, verbose_name="what was learned"),
                ),
                (
                    "needed_law",
                    models.TextField(blank=True, max_length=3000, verbose_name="law it needs"),
                ),
                (
                    "needed_data",
                    models.TextField(blank=True, max_length=3000, verbose_name="data it needs"),
                ),
                (
                    "needed_systems",
                    models.TextField(blank=True, max_length=3000, verbose_name="systems it needs"),
                ),
                ("form_key", models.UUIDField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "building block",
                "verbose_name_plural": "building blocks",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="BlockVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("targeting", "Targeting"),
                            ("registry", "Registry"),
                            ("enrolment", "Enrolment"),
                            ("payment", "Payment"),
                            ("case-management", "Case management"),
                            ("services", "Services"),
                            ("workforce", "Workforce and training"),
                            ("information", "Information system"),
                            ("monitoring", "Monitoring and evaluation"),
                            ("grievance", "Complaints and appeals"),
                            ("coordination", "Coordination"),
                            ("participation", "Participation"),
                            ("communication", "Communication"),
                            ("financing", "Financing"),
                            ("law", "Law and rules"),
                            ("exit", "Exit"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                (
                    "purpose",
                    models.TextField(blank=True, max_length=2000, verbose_name="what it is for"),
                ),
                (
                    "how",
                    models.TextField(blank=True, max_length=10000, verbose_name="how it works"),
                ),
                (
                    "enabling_factors",
                    models.TextField(
                        blank=True, max_length=5000, verbose_name="what made it possible"
                    ),
                ),
                (
                    "lesson",
                    models.TextField(blank=True, max_length=5000, verbose_name="what was learned"),
                ),
                (
                    "needed_law",
                    models.TextField(blank=True, max_length=3000, verbose_name="law it needs"),
                ),
                (
                    "needed_data",
                    models.TextField(blank=True, max_length=3000, verbose_name="data it needs"),
                ),
                (
                    "needed_systems",
                    models.TextField(blank=True, max_length=3000, verbose_name="systems it needs"),
                ),
                ("form_key", models.UUIDField(editable=False, null=True)),
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
        migrations.AddField(
            model_name="experience",
            name="available_for_exchange",
            field=models.BooleanField(
                blank=True, null=True, verbose_name="available for an exchange"
            ),
        ),
        migrations.AddField(
            model_name="experience",
            name="exchange_capacity",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="exchanges a year"
            ),
        ),
        migrations.AddField(
            model_name="experience",
            name="exchange_how",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                max_length=5000,
                verbose_name="what you can share, and how",
            ),
        ),
        migrations.AddField(
            model_name="experience",
            name="exchange_languages",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("en", "English"),
                        ("es", "Spanish"),
                        ("pt", "Portuguese"),
                        ("fr", "French"),
                    ],
                    max_length=2,
                ),
                blank=True,
                db_default=[],
                default=list,
                verbose_name="languages of the exchange",
            ),
        ),
        migrations.AddField(
            model_name="experience",
            name="institutional_frame",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                max_length=10000,
                verbose_name="institutional frame",
            ),
        ),
        migrations.AddField(
            model_name="experience",
            name="legal_frame",
            field=models.TextField(
                blank=True, db_default="", default="", max_length=10000, verbose_name="legal frame"
            ),
        ),
        migrations.AddField(
            model_name="experience",
            name="stakeholders",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                max_length=10000,
                verbose_name="who takes part",
            ),
        ),
        migrations.AddField(
            model_name="experience",
            name="sustainability",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                max_length=10000,
                verbose_name="sustainability",
            ),
        ),
        migrations.AddField(
            model_name="experienceversion",
            name="available_for_exchange",
            field=models.BooleanField(
                blank=True, null=True, verbose_name="available for an exchange"
            ),
        ),
        migrations.AddField(
            model_name="experienceversion",
            name="exchange_capacity",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="exchanges a year"
            ),
        ),
        migrations.AddField(
            model_name="experienceversion",
            name="exchange_how",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                max_length=5000,
                verbose_name="what you can share, and how",
            ),
        ),
        migrations.AddField(
            model_name="experienceversion",
            name="exchange_languages",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("en", "English"),
                        ("es", "Spanish"),
                        ("pt", "Portuguese"),
                        ("fr", "French"),
                    ],
                    max_length=2,
                ),
                blank=True,
                db_default=[],
                default=list,
                verbose_name="languages of the exchange",
            ),
        ),
        migrations.AddField(
            model_name="experienceversion",
            name="institutional_frame",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                max_length=10000,
                verbose_name="institutional frame",
            ),
        ),
        migrations.AddField(
            model_name="experienceversion",
            name="legal_frame",
            field=models.TextField(
                blank=True, db_default="", default="", max_length=10000, verbose_name="legal frame"
            ),
        ),
        migrations.AddField(
            model_name="experienceversion",
            name="stakeholders",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                max_length=10000,
                verbose_name="who takes part",
            ),
        ),
        migrations.AddField(
            model_name="experienceversion",
            name="sustainability",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                max_length=10000,
                verbose_name="sustainability",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="experience",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "experiences_experienceversion" ("adapted_from_id", "adapted_how", "available_for_exchange", "changed_at", "conditions_for_transfer", "created_at", "end_year", "evidence", "exchange_capacity", "exchange_how", "exchange_languages", "id", "institutional_frame", "instrument", "is_sample", "language", "legal_frame", "licence", "maturity", "organization_id", "overview", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "populations", "problem", "programme", "published_at", "published_by_id", "results", "reviewed_at", "scale", "slug", "stakeholders", "start_year", "status", "submitted_at", "submitted_by_id", "summary", "sustainability", "title", "what_did_not_work", "what_was_done") VALUES (NEW."adapted_from_id", NEW."adapted_how", NEW."available_for_exchange", NEW."changed_at", NEW."conditions_for_transfer", NEW."created_at", NEW."end_year", NEW."evidence", NEW."exchange_capacity", NEW."exchange_how", NEW."exchange_languages", NEW."id", NEW."institutional_frame", NEW."instrument", NEW."is_sample", NEW."language", NEW."legal_frame", NEW."licence", NEW."maturity", NEW."organization_id", NEW."overview", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."populations", NEW."problem", NEW."programme", NEW."published_at", NEW."published_by_id", NEW."results", NEW."reviewed_at", NEW."scale", NEW."slug", NEW."stakeholders", NEW."start_year", NEW."status", NEW."submitted_at", NEW."submitted_by_id", NEW."summary", NEW."sustainability", NEW."title", NEW."what_did_not_work", NEW."what_was_done"); RETURN NULL;',
                    hash="e0f47216c6f86e3b85b389192d56f902daba9923",
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
                    condition='WHEN (OLD."adapted_from_id" IS DISTINCT FROM (NEW."adapted_from_id") OR OLD."adapted_how" IS DISTINCT FROM (NEW."adapted_how") OR OLD."available_for_exchange" IS DISTINCT FROM (NEW."available_for_exchange") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."conditions_for_transfer" IS DISTINCT FROM (NEW."conditions_for_transfer") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."end_year" IS DISTINCT FROM (NEW."end_year") OR OLD."evidence" IS DISTINCT FROM (NEW."evidence") OR OLD."exchange_capacity" IS DISTINCT FROM (NEW."exchange_capacity") OR OLD."exchange_how" IS DISTINCT FROM (NEW."exchange_how") OR OLD."exchange_languages" IS DISTINCT FROM (NEW."exchange_languages") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."institutional_frame" IS DISTINCT FROM (NEW."institutional_frame") OR OLD."instrument" IS DISTINCT FROM (NEW."instrument") OR OLD."is_sample" IS DISTINCT FROM (NEW."is_sample") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."legal_frame" IS DISTINCT FROM (NEW."legal_frame") OR OLD."licence" IS DISTINCT FROM (NEW."licence") OR OLD."maturity" IS DISTINCT FROM (NEW."maturity") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."overview" IS DISTINCT FROM (NEW."overview") OR OLD."populations" IS DISTINCT FROM (NEW."populations") OR OLD."problem" IS DISTINCT FROM (NEW."problem") OR OLD."programme" IS DISTINCT FROM (NEW."programme") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."published_by_id" IS DISTINCT FROM (NEW."published_by_id") OR OLD."results" IS DISTINCT FROM (NEW."results") OR OLD."reviewed_at" IS DISTINCT FROM (NEW."reviewed_at") OR OLD."scale" IS DISTINCT FROM (NEW."scale") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."stakeholders" IS DISTINCT FROM (NEW."stakeholders") OR OLD."start_year" IS DISTINCT FROM (NEW."start_year") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."submitted_at" IS DISTINCT FROM (NEW."submitted_at") OR OLD."submitted_by_id" IS DISTINCT FROM (NEW."submitted_by_id") OR OLD."summary" IS DISTINCT FROM (NEW."summary") OR OLD."sustainability" IS DISTINCT FROM (NEW."sustainability") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."what_did_not_work" IS DISTINCT FROM (NEW."what_did_not_work") OR OLD."what_was_done" IS DISTINCT FROM (NEW."what_was_done"))',
                    func='INSERT INTO "experiences_experienceversion" ("adapted_from_id", "adapted_how", "available_for_exchange", "changed_at", "conditions_for_transfer", "created_at", "end_year", "evidence", "exchange_capacity", "exchange_how", "exchange_languages", "id", "institutional_frame", "instrument", "is_sample", "language", "legal_frame", "licence", "maturity", "organization_id", "overview", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "populations", "problem", "programme", "published_at", "published_by_id", "results", "reviewed_at", "scale", "slug", "stakeholders", "start_year", "status", "submitted_at", "submitted_by_id", "summary", "sustainability", "title", "what_did_not_work", "what_was_done") VALUES (NEW."adapted_from_id", NEW."adapted_how", NEW."available_for_exchange", NEW."changed_at", NEW."conditions_for_transfer", NEW."created_at", NEW."end_year", NEW."evidence", NEW."exchange_capacity", NEW."exchange_how", NEW."exchange_languages", NEW."id", NEW."institutional_frame", NEW."instrument", NEW."is_sample", NEW."language", NEW."legal_frame", NEW."licence", NEW."maturity", NEW."organization_id", NEW."overview", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."populations", NEW."problem", NEW."programme", NEW."published_at", NEW."published_by_id", NEW."results", NEW."reviewed_at", NEW."scale", NEW."slug", NEW."stakeholders", NEW."start_year", NEW."status", NEW."submitted_at", NEW."submitted_by_id", NEW."summary", NEW."sustainability", NEW."title", NEW."what_did_not_work", NEW."what_was_done"); RETURN NULL;',
                    hash="0b05feb61860f15040cdb266962217e8dac1e69e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8707a",
                    table="experiences_experience",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="block",
            name="experience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="blocks",
                to="experiences.experience",
                verbose_name="experience",
            ),
        ),
        migrations.AddField(
            model_name="blockversion",
            name="experience",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="experiences.experience",
                verbose_name="experience",
            ),
        ),
        migrations.AddField(
            model_name="blockversion",
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
            model_name="blockversion",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="experiences.block",
            ),
        ),
        migrations.AddConstraint(
            model_name="block",
            constraint=models.UniqueConstraint(
                fields=("experience", "form_key"), name="a_form_makes_one_block"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="block",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "experiences_blockversion" ("enabling_factors", "experience_id", "form_key", "how", "id", "kind", "lesson", "needed_data", "needed_law", "needed_systems", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "purpose", "title") VALUES (NEW."enabling_factors", NEW."experience_id", NEW."form_key", NEW."how", NEW."id", NEW."kind", NEW."lesson", NEW."needed_data", NEW."needed_law", NEW."needed_systems", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."purpose", NEW."title"); RETURN NULL;',
                    hash="3de882c3de5d4e4d6fc61f053859c173b9728e3b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5cca8",
                    table="experiences_block",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="block",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "experiences_blockversion" ("enabling_factors", "experience_id", "form_key", "how", "id", "kind", "lesson", "needed_data", "needed_law", "needed_systems", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "purpose", "title") VALUES (NEW."enabling_factors", NEW."experience_id", NEW."form_key", NEW."how", NEW."id", NEW."kind", NEW."lesson", NEW."needed_data", NEW."needed_law", NEW."needed_systems", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."purpose", NEW."title"); RETURN NULL;',
                    hash="d95222ec93d2553aa747dcdd69d15ba3c804df95",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ae065",
                    table="experiences_block",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="block",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "experiences_blockversion" ("enabling_factors", "experience_id", "form_key", "how", "id", "kind", "lesson", "needed_data", "needed_law", "needed_systems", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "purpose", "title") VALUES (OLD."enabling_factors", OLD."experience_id", OLD."form_key", OLD."how", OLD."id", OLD."kind", OLD."lesson", OLD."needed_data", OLD."needed_law", OLD."needed_systems", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."purpose", OLD."title"); RETURN NULL;',
                    hash="72523529c2b4894a7536217f9230232d74a85fa5",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_be3ce",
                    table="experiences_block",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="blockversion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="557d4531c51d43343783f06debe1ab053b283acf",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_eecb0",
                    table="experiences_blockversion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(WORDS, NO_WORDS),
        migrations.RunSQL(FOLLOWED, FOLLOWED_NO_MORE),
    ]
