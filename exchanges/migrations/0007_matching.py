"""The weights of matching; which offer an exchange answers; what was written about an offer's end."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

WEIGHTS = (
    ("theme", 35),
    ("start", 10),
    ("populations", 10),
    ("way", 10),
    ("language", 10),
    ("context", 10),
    ("proof", 10),
    ("fairness", 5),
)


def set_weights(apps, schema_editor):
    model = apps.get_model("exchanges", "MatchWeight")
    model.objects.bulk_create(
        model(part=part, position=place, points=points)
        for place, (part, points) in enumerate(WEIGHTS)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("exchanges", "0006_commons"),
    ]

    operations = [
        migrations.CreateModel(
            name="MatchWeight",
            fields=[
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("theme", "Theme"),
                            ("start", "Starting point"),
                            ("populations", "Target populations"),
                            ("way", "Instrument and mode"),
                            ("language", "Working language"),
                            ("context", "Likeness of context"),
                            ("proof", "Maturity and evidence"),
                            ("fairness", "Availability and fairness"),
                        ],
                        editable=False,
                        max_length=12,
                        primary_key=True,
                        serialize=False,
                        verbose_name="part",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(editable=False)),
                ("points", models.PositiveSmallIntegerField(verbose_name="points")),
            ],
            options={
                "verbose_name": "weight of matching",
                "verbose_name_plural": "weights of matching",
                "ordering": ["position"],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="exchange",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="exchange",
            name="update_update",
        ),
        migrations.AddField(
            model_name="exchange",
            name="offer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="led_to",
                to="exchanges.offer",
                verbose_name="offer it answers",
            ),
        ),
        migrations.AddField(
            model_name="exchangeversion",
            name="offer",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="exchanges.offer",
                verbose_name="offer it answers",
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="expired_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="offer",
            name="warned_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exchange",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "exchanges_exchangeversion" ("activities_on_record", "agreed_at", "completed_at", "created_at", "created_by_id", "end_year", "experience_id", "funding", "id", "instruments", "is_sample", "kind", "language", "languages", "need", "number", "offer_id", "opened_at", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "populations", "private_note", "result_wanted", "results_on_record", "slug", "start_year", "started_at", "status", "submitted_at", "title", "tried", "wider_learning", "wished_from", "wished_until") VALUES (NEW."activities_on_record", NEW."agreed_at", NEW."completed_at", NEW."created_at", NEW."created_by_id", NEW."end_year", NEW."experience_id", NEW."funding", NEW."id", NEW."instruments", NEW."is_sample", NEW."kind", NEW."language", NEW."languages", NEW."need", NEW."number", NEW."offer_id", NEW."opened_at", NEW."organization_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."populations", NEW."private_note", NEW."result_wanted", NEW."results_on_record", NEW."slug", NEW."start_year", NEW."started_at", NEW."status", NEW."submitted_at", NEW."title", NEW."tried", NEW."wider_learning", NEW."wished_from", NEW."wished_until"); RETURN NULL;',
                    hash="dea5f8bca26aa9f29196c38924cf073700377553",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_fc469",
                    table="exchanges_exchange",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exchange",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."activities_on_record" IS DISTINCT FROM (NEW."activities_on_record") OR OLD."agreed_at" IS DISTINCT FROM (NEW."agreed_at") OR OLD."completed_at" IS DISTINCT FROM (NEW."completed_at") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."end_year" IS DISTINCT FROM (NEW."end_year") OR OLD."experience_id" IS DISTINCT FROM (NEW."experience_id") OR OLD."funding" IS DISTINCT FROM (NEW."funding") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."instruments" IS DISTINCT FROM (NEW."instruments") OR OLD."is_sample" IS DISTINCT FROM (NEW."is_sample") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."languages" IS DISTINCT FROM (NEW."languages") OR OLD."need" IS DISTINCT FROM (NEW."need") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."offer_id" IS DISTINCT FROM (NEW."offer_id") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."populations" IS DISTINCT FROM (NEW."populations") OR OLD."private_note" IS DISTINCT FROM (NEW."private_note") OR OLD."result_wanted" IS DISTINCT FROM (NEW."result_wanted") OR OLD."results_on_record" IS DISTINCT FROM (NEW."results_on_record") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."start_year" IS DISTINCT FROM (NEW."start_year") OR OLD."started_at" IS DISTINCT FROM (NEW."started_at") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."submitted_at" IS DISTINCT FROM (NEW."submitted_at") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."tried" IS DISTINCT FROM (NEW."tried") OR OLD."wider_learning" IS DISTINCT FROM (NEW."wider_learning") OR OLD."wished_from" IS DISTINCT FROM (NEW."wished_from") OR OLD."wished_until" IS DISTINCT FROM (NEW."wished_until"))',
                    func='INSERT INTO "exchanges_exchangeversion" ("activities_on_record", "agreed_at", "completed_at", "created_at", "created_by_id", "end_year", "experience_id", "funding", "id", "instruments", "is_sample", "kind", "language", "languages", "need", "number", "offer_id", "opened_at", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "populations", "private_note", "result_wanted", "results_on_record", "slug", "start_year", "started_at", "status", "submitted_at", "title", "tried", "wider_learning", "wished_from", "wished_until") VALUES (NEW."activities_on_record", NEW."agreed_at", NEW."completed_at", NEW."created_at", NEW."created_by_id", NEW."end_year", NEW."experience_id", NEW."funding", NEW."id", NEW."instruments", NEW."is_sample", NEW."kind", NEW."language", NEW."languages", NEW."need", NEW."number", NEW."offer_id", NEW."opened_at", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."populations", NEW."private_note", NEW."result_wanted", NEW."results_on_record", NEW."slug", NEW."start_year", NEW."started_at", NEW."status", NEW."submitted_at", NEW."title", NEW."tried", NEW."wider_learning", NEW."wished_from", NEW."wished_until"); RETURN NULL;',
                    hash="3794bbaf59107a3ddc6debc6f41bfb432ac158e9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9215f",
                    table="exchanges_exchange",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="matchweight",
            constraint=models.CheckConstraint(
                condition=models.Q(("points__range", (0, 100))),
                name="a_weight_is_between_0_and_100",
            ),
        ),
        migrations.RunPython(set_weights, migrations.RunPython.noop),
    ]
