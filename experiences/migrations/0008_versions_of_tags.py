"""Themes, countries and keywords in the versions of a sheet; parts that were deleted, too."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

TAGS = (
    ("themedexperience", "content_object_id", "tag_id"),
    ("keywordedexperience", "content_object_id", "tag_id"),
    ("experience_countries", "experience_id", "country_id"),
)
PARTS = (
    ("lesson", "experience_id, organization_id, position, language, claim, because, holds_where,"
     " not_where, do_differently, phase, polarity, evidence, published_at, created_at"),
    ("figure", "experience_id, position, value, unit, year, source"),
    ("source", "experience_id, position, title, url"),
)  # fmt: skip


def tags_so_far() -> list[str]:
    """Every version until now has the tags that its sheet has today: no others are known."""
    return [
        f"""
        INSERT INTO experiences_{table.replace("experience_countries", "countryofexperience")}version
            (id, {sheet}, {tag}, pgh_created_at, pgh_label)
        SELECT held.id, held.{sheet}, held.{tag}, first.at, 'insert'
        FROM experiences_{table} held
        JOIN (SELECT id, min(pgh_created_at) AS at FROM experiences_experienceversion GROUP BY id)
            AS first ON first.id = held.{sheet}
        """  # noqa: S608 - names of ours
        for table, sheet, tag in TAGS
    ]


def parts_that_went() -> list[str]:
    """When they went is not known: they are missing from now on."""
    return [
        f"""
        INSERT INTO experiences_{table}version
            (id, {columns}, pgh_created_at, pgh_label, pgh_obj_id)
        SELECT id, {columns}, now(), 'delete', id
        FROM (
            SELECT DISTINCT ON (id) * FROM experiences_{table}version ORDER BY id, pgh_id DESC
        ) AS last
        WHERE NOT EXISTS (SELECT FROM experiences_{table} row WHERE row.id = last.id)
        """  # noqa: S608
        for table, columns in PARTS
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0004_first_steps"),
        ("experiences", "0007_verdicts_and_freshness"),
        ("members", "0006_directory"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ]

    operations = [
        migrations.CreateModel(
            name="CountryOfExperienceVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="KeywordedExperienceVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="KeywordVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.IntegerField()),
                ("name", models.CharField(max_length=100, verbose_name="name")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ThemedExperienceVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CountryOfExperience",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("experiences.experience_countries",),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="figure",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "experiences_figureversion" ("experience_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "source", "unit", "value", "year") VALUES (OLD."experience_id", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."source", OLD."unit", OLD."value", OLD."year"); RETURN NULL;',
                    hash="81c927a64580f99756fdbf2c0f65b2fbd09ff3a7",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_7ec46",
                    table="experiences_figure",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="keyword",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "experiences_keywordversion" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\'); RETURN NULL;',
                    hash="b92afddf67f23ab6536d9575e789e998bec1fd9f",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_53376",
                    table="taggit_tag",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="keywordedexperience",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "experiences_keywordedexperienceversion" ("content_object_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "tag_id") SELECT new_values."content_object_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."tag_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="182e65a9bec94984f4a002bb441301365a320c92",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_4c79f",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="experiences_keywordedexperience",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="keywordedexperience",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "experiences_keywordedexperienceversion" ("content_object_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "tag_id") SELECT old_values."content_object_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."tag_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="9368469f88101f7f3ff530b25e6753b2c2bea8fc",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_eec4f",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="experiences_keywordedexperience",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lesson",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "experiences_lessonversion" ("because", "claim", "created_at", "do_differently", "evidence", "experience_id", "holds_where", "id", "language", "not_where", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "polarity", "position", "published_at") VALUES (OLD."because", OLD."claim", OLD."created_at", OLD."do_differently", OLD."evidence", OLD."experience_id", OLD."holds_where", OLD."id", OLD."language", OLD."not_where", OLD."organization_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phase", OLD."polarity", OLD."position", OLD."published_at"); RETURN NULL;',
                    hash="8b05619b62922b9197b4acaf9b375cb68bafcf47",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_07e72",
                    table="experiences_lesson",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="source",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "experiences_sourceversion" ("experience_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "title", "url") VALUES (OLD."experience_id", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."title", OLD."url"); RETURN NULL;',
                    hash="d4f244648a9108e2a8b367719b02eea49571f253",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_aeb4c",
                    table="experiences_source",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="themedexperience",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "experiences_themedexperienceversion" ("content_object_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "tag_id") SELECT new_values."content_object_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."tag_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="fa8d3906a91223569667ecdd4c6c756251cfd7fe",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0ffe3",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="experiences_themedexperience",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="themedexperience",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "experiences_themedexperienceversion" ("content_object_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "tag_id") SELECT old_values."content_object_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."tag_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="b4e8bea0d45c662377f990f2f4bf813bbd0f0d1c",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3f59b",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="experiences_themedexperience",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="countryofexperienceversion",
            name="country",
            field=models.ForeignKey(
                db_constraint=False,
                db_tablespace="",
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="members.country",
            ),
        ),
        migrations.AddField(
            model_name="countryofexperienceversion",
            name="experience",
            field=models.ForeignKey(
                db_constraint=False,
                db_tablespace="",
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="experiences.experience",
            ),
        ),
        migrations.AddField(
            model_name="countryofexperienceversion",
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
            model_name="keywordedexperienceversion",
            name="content_object",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="experiences.experience",
            ),
        ),
        migrations.AddField(
            model_name="keywordedexperienceversion",
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
            model_name="keywordedexperienceversion",
            name="tag",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="taggit.tag",
            ),
        ),
        migrations.AddField(
            model_name="keywordversion",
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
            model_name="themedexperienceversion",
            name="content_object",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="experiences.experience",
            ),
        ),
        migrations.AddField(
            model_name="themedexperienceversion",
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
            model_name="themedexperienceversion",
            name="tag",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="community.theme",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="countryofexperience",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "experiences_countryofexperienceversion" ("country_id", "experience_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label") SELECT new_values."country_id", new_values."experience_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\' FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="e15c10c1f73ba5ce52ee99231694ad6d28f4ed2a",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e9256",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="experiences_experience_countries",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="countryofexperience",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "experiences_countryofexperienceversion" ("country_id", "experience_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label") SELECT old_values."country_id", old_values."experience_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\' FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="4f7946dc57e6b5ca545510f54fe051b01fa76dc1",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_18351",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="experiences_experience_countries",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="countryofexperienceversion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="119a9e8fdcaf930355b7fa141a10d338aa0a4157",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_093d5",
                    table="experiences_countryofexperienceversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="keywordedexperienceversion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f7bfdc110b85ffc46e853ebfd28bd59ff010c3b3",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_458cb",
                    table="experiences_keywordedexperienceversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="keywordversion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b09b1d1fcfe4b0993b570dccad3081d10431e071",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_4d3f4",
                    table="experiences_keywordversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="themedexperienceversion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3bb05c079096370038389a7cbfc88ba79465587e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b3e5f",
                    table="experiences_themedexperienceversion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL([*tags_so_far(), *parts_that_went()], migrations.RunSQL.noop),
    ]
