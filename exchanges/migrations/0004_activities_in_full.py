"""Activities with hours, agenda and open seats; who asks for a seat; what each party puts in."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import exchanges.models.activities


class Migration(migrations.Migration):
    dependencies = [
        ("exchanges", "0003_words_of_exchanges"),
        ("members", "0006_directory"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ActivityVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("title", models.CharField(max_length=200, verbose_name="activity")),
                (
                    "instrument",
                    models.CharField(
                        choices=[
                            ("expert-mission", "Expert mission"),
                            ("study-visit", "Study visit"),
                            ("internship", "Internship"),
                            ("workshop", "Workshop"),
                            ("virtual-workshop", "Virtual workshop"),
                            ("webinar-series", "Webinar series"),
                            ("peer-call", "Peer call"),
                            ("knowledge-fair", "Knowledge fair"),
                            ("peer-review", "Peer review"),
                            ("e-course", "E-course"),
                            ("diploma", "Diploma"),
                            ("remote-assistance", "Remote technical assistance"),
                            ("twinning", "Twinning"),
                            ("joint-product", "Joint product"),
                            ("transfer", "Transfer of manuals or software"),
                            ("dialogue", "High-level dialogue"),
                        ],
                        max_length=20,
                        verbose_name="how",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("in-person", "In person"),
                            ("virtual", "Virtual"),
                            ("mixed", "Mixed"),
                        ],
                        default="virtual",
                        max_length=10,
                        verbose_name="mode",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="until")),
                ("begins_at", models.TimeField(blank=True, null=True, verbose_name="begins at")),
                (
                    "finishes_at",
                    models.TimeField(blank=True, null=True, verbose_name="finishes at"),
                ),
                (
                    "time_zone",
                    models.CharField(
                        blank=True,
                        max_length=40,
                        validators=[exchanges.models.activities.check_zone],
                        verbose_name="time zone of the place",
                    ),
                ),
                (
                    "link",
                    models.URLField(blank=True, max_length=500, verbose_name="link to take part"),
                ),
                ("agenda", models.TextField(blank=True, max_length=10000, verbose_name="agenda")),
                (
                    "materials",
                    models.TextField(blank=True, max_length=5000, verbose_name="materials"),
                ),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
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
                        default=list,
                        verbose_name="spoken",
                    ),
                ),
                (
                    "interpretation",
                    django.contrib.postgres.fields.ArrayField(
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
                        default=list,
                        verbose_name="interpreted into",
                    ),
                ),
                ("hosts", models.CharField(blank=True, max_length=300, verbose_name="hosts")),
                (
                    "participants",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="number of participants"
                    ),
                ),
                (
                    "names",
                    models.TextField(
                        blank=True, max_length=10000, verbose_name="names of the participants"
                    ),
                ),
                (
                    "open_seats",
                    models.PositiveSmallIntegerField(default=0, verbose_name="open seats"),
                ),
                (
                    "seats_until",
                    models.DateField(blank=True, null=True, verbose_name="asked for until"),
                ),
                (
                    "seats_for",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="whom the seats are for"
                    ),
                ),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="last change")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Contribution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("person-days", "Days of work"),
                            ("travel", "Travel"),
                            ("venue", "Venue"),
                            ("interpretation", "Interpretation and translation"),
                            ("materials", "Materials and software"),
                            ("cash", "Money"),
                            ("other", "Other"),
                        ],
                        max_length=15,
                        verbose_name="kind",
                    ),
                ),
                ("what", models.CharField(blank=True, max_length=200, verbose_name="what exactly")),
                (
                    "planned",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="planned",
                    ),
                ),
                (
                    "real",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="in the end",
                    ),
                ),
                ("currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "contribution",
                "verbose_name_plural": "contributions",
                "ordering": ["party", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ContributionVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("person-days", "Days of work"),
                            ("travel", "Travel"),
                            ("venue", "Venue"),
                            ("interpretation", "Interpretation and translation"),
                            ("materials", "Materials and software"),
                            ("cash", "Money"),
                            ("other", "Other"),
                        ],
                        max_length=15,
                        verbose_name="kind",
                    ),
                ),
                ("what", models.CharField(blank=True, max_length=200, verbose_name="what exactly")),
                (
                    "planned",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="planned",
                    ),
                ),
                (
                    "real",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="in the end",
                    ),
                ),
                ("currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(default=1, verbose_name="for how many people"),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="why you want to come"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("granted", "Granted"),
                            ("declined", "Declined"),
                            ("given-back", "Given back"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="asked"),
                ),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered")),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="reason")),
            ],
            options={
                "verbose_name": "seat",
                "verbose_name_plural": "seats",
                "ordering": ["asked_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SeatVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "number",
                    models.PositiveSmallIntegerField(default=1, verbose_name="for how many people"),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="why you want to come"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("granted", "Granted"),
                            ("declined", "Declined"),
                            ("given-back", "Given back"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="asked"),
                ),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered")),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="reason")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="activity",
            name="agenda",
            field=models.TextField(blank=True, max_length=10000, verbose_name="agenda"),
        ),
        migrations.AddField(
            model_name="activity",
            name="begins_at",
            field=models.TimeField(blank=True, null=True, verbose_name="begins at"),
        ),
        migrations.AddField(
            model_name="activity",
            name="changed_at",
            field=models.DateTimeField(auto_now=True, verbose_name="last change"),
        ),
        migrations.AddField(
            model_name="activity",
            name="finishes_at",
            field=models.TimeField(blank=True, null=True, verbose_name="finishes at"),
        ),
        migrations.AddField(
            model_name="activity",
            name="hosts",
            field=models.CharField(blank=True, max_length=300, verbose_name="hosts"),
        ),
        migrations.AddField(
            model_name="activity",
            name="interpretation",
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
                default=list,
                verbose_name="interpreted into",
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="languages",
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
                default=list,
                verbose_name="spoken",
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="link",
            field=models.URLField(blank=True, max_length=500, verbose_name="link to take part"),
        ),
        migrations.AddField(
            model_name="activity",
            name="materials",
            field=models.TextField(blank=True, max_length=5000, verbose_name="materials"),
        ),
        migrations.AddField(
            model_name="activity",
            name="names",
            field=models.TextField(
                blank=True, max_length=10000, verbose_name="names of the participants"
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="open_seats",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="open seats"),
        ),
        migrations.AddField(
            model_name="activity",
            name="participants",
            field=models.PositiveIntegerField(
                blank=True, null=True, verbose_name="number of participants"
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="seats_for",
            field=models.CharField(
                blank=True, max_length=300, verbose_name="whom the seats are for"
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="seats_until",
            field=models.DateField(blank=True, null=True, verbose_name="asked for until"),
        ),
        migrations.AddField(
            model_name="activity",
            name="time_zone",
            field=models.CharField(
                blank=True,
                max_length=40,
                validators=[exchanges.models.activities.check_zone],
                verbose_name="time zone of the place",
            ),
        ),
        migrations.AlterField(
            model_name="activity",
            name="place",
            field=models.CharField(blank=True, max_length=200, verbose_name="place"),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(fields=["starts_on"], name="activities_by_day"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="activity",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "exchanges_activityversion" ("agenda", "begins_at", "changed_at", "ends_on", "exchange_id", "finishes_at", "hosts", "id", "instrument", "interpretation", "languages", "link", "materials", "mode", "names", "open_seats", "participants", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "seats_for", "seats_until", "starts_on", "time_zone", "title") VALUES (NEW."agenda", NEW."begins_at", NEW."changed_at", NEW."ends_on", NEW."exchange_id", NEW."finishes_at", NEW."hosts", NEW."id", NEW."instrument", NEW."interpretation", NEW."languages", NEW."link", NEW."materials", NEW."mode", NEW."names", NEW."open_seats", NEW."participants", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."seats_for", NEW."seats_until", NEW."starts_on", NEW."time_zone", NEW."title"); RETURN NULL;',
                    hash="ef20834e16a6320c75b10538e1d65425842c3a31",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7ff84",
                    table="exchanges_activity",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="activity",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "exchanges_activityversion" ("agenda", "begins_at", "changed_at", "ends_on", "exchange_id", "finishes_at", "hosts", "id", "instrument", "interpretation", "languages", "link", "materials", "mode", "names", "open_seats", "participants", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "seats_for", "seats_until", "starts_on", "time_zone", "title") VALUES (NEW."agenda", NEW."begins_at", NEW."changed_at", NEW."ends_on", NEW."exchange_id", NEW."finishes_at", NEW."hosts", NEW."id", NEW."instrument", NEW."interpretation", NEW."languages", NEW."link", NEW."materials", NEW."mode", NEW."names", NEW."open_seats", NEW."participants", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."seats_for", NEW."seats_until", NEW."starts_on", NEW."time_zone", NEW."title"); RETURN NULL;',
                    hash="9309271bce7468b3beaabecd21fd9ebf21caf21f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fed6b",
                    table="exchanges_activity",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="activity",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "exchanges_activityversion" ("agenda", "begins_at", "changed_at", "ends_on", "exchange_id", "finishes_at", "hosts", "id", "instrument", "interpretation", "languages", "link", "materials", "mode", "names", "open_seats", "participants", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "seats_for", "seats_until", "starts_on", "time_zone", "title") VALUES (OLD."agenda", OLD."begins_at", OLD."changed_at", OLD."ends_on", OLD."exchange_id", OLD."finishes_at", OLD."hosts", OLD."id", OLD."instrument", OLD."interpretation", OLD."languages", OLD."link", OLD."materials", OLD."mode", OLD."names", OLD."open_seats", OLD."participants", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place", OLD."seats_for", OLD."seats_until", OLD."starts_on", OLD."time_zone", OLD."title"); RETURN NULL;',
                    hash="b11d6dde8418a81f1cc06467bd05df99aa71087d",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_dbdab",
                    table="exchanges_activity",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("begins_at", None), models.Q(("time_zone", ""), _negated=True), _connector="OR"
                ),
                name="an_hour_has_its_time_zone",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("finishes_at", None), ("begins_at__isnull", False), _connector="OR"
                ),
                name="what_finishes_at_an_hour_begins_at_one",
            ),
        ),
        migrations.AddField(
            model_name="activityversion",
            name="exchange",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="exchanges.exchange",
            ),
        ),
        migrations.AddField(
            model_name="activityversion",
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
            model_name="activityversion",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="exchanges.activity",
            ),
        ),
        migrations.AddField(
            model_name="contribution",
            name="exchange",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contributions",
                to="exchanges.exchange",
            ),
        ),
        migrations.AddField(
            model_name="contribution",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contributions",
                to="exchanges.party",
                verbose_name="party",
            ),
        ),
        migrations.AddField(
            model_name="contribution",
            name="written_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="contributionversion",
            name="exchange",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="exchanges.exchange",
            ),
        ),
        migrations.AddField(
            model_name="contributionversion",
            name="party",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="exchanges.party",
                verbose_name="party",
            ),
        ),
        migrations.AddField(
            model_name="contributionversion",
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
            model_name="contributionversion",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="exchanges.contribution",
            ),
        ),
        migrations.AddField(
            model_name="contributionversion",
            name="written_by",
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
            model_name="seat",
            name="activity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="seats",
                to="exchanges.activity",
                verbose_name="activity",
            ),
        ),
        migrations.AddField(
            model_name="seat",
            name="answered_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="seat",
            name="asked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="seat",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="seats",
                to="members.organization",
                verbose_name="organization",
            ),
        ),
        migrations.AddField(
            model_name="seatversion",
            name="activity",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="exchanges.activity",
                verbose_name="activity",
            ),
        ),
        migrations.AddField(
            model_name="seatversion",
            name="answered_by",
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
            model_name="seatversion",
            name="asked_by",
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
            model_name="seatversion",
            name="organization",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="members.organization",
                verbose_name="organization",
            ),
        ),
        migrations.AddField(
            model_name="seatversion",
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
            model_name="seatversion",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="exchanges.seat",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="activityversion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f1428d2cfc424f4bfb107732e597be819e74c5ae",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2a9cf",
                    table="exchanges_activityversion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("planned__isnull", False), ("real__isnull", False), _connector="OR"
                ),
                name="a_contribution_says_how_much",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("planned", None), ("planned__gte", 0), _connector="OR"),
                    models.Q(("real", None), ("real__gte", 0), _connector="OR"),
                ),
                name="nobody_contributes_less_than_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("currency", ""), ("kind", "person-days")),
                    models.Q(
                        models.Q(("kind", "person-days"), _negated=True),
                        models.Q(("currency", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="money_has_its_currency_and_days_have_none",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contribution",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "exchanges_contributionversion" ("currency", "exchange_id", "id", "kind", "party_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned", "real", "what", "written_at", "written_by_id") VALUES (NEW."currency", NEW."exchange_id", NEW."id", NEW."kind", NEW."party_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."planned", NEW."real", NEW."what", NEW."written_at", NEW."written_by_id"); RETURN NULL;',
                    hash="46a72ba2bff235ec7eb6e36d9c96fe1b77db0863",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_9aead",
                    table="exchanges_contribution",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contribution",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "exchanges_contributionversion" ("currency", "exchange_id", "id", "kind", "party_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned", "real", "what", "written_at", "written_by_id") VALUES (NEW."currency", NEW."exchange_id", NEW."id", NEW."kind", NEW."party_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."planned", NEW."real", NEW."what", NEW."written_at", NEW."written_by_id"); RETURN NULL;',
                    hash="51ea741686f01446af4978ef83ad83ba6a8dd9eb",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5a986",
                    table="exchanges_contribution",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contribution",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "exchanges_contributionversion" ("currency", "exchange_id", "id", "kind", "party_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned", "real", "what", "written_at", "written_by_id") VALUES (OLD."currency", OLD."exchange_id", OLD."id", OLD."kind", OLD."party_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."planned", OLD."real", OLD."what", OLD."written_at", OLD."written_by_id"); RETURN NULL;',
                    hash="e094f791d199b015935451c567e4870e47e31766",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e4f79",
                    table="exchanges_contribution",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contributionversion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="468cad8a1bbc95ff936af3559478a7cb9d59e321",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d1349",
                    table="exchanges_contributionversion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("asked", "granted"))),
                fields=("activity", "organization"),
                name="an_organization_asks_for_seats_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="a_seat_is_for_somebody"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seat",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "exchanges_seatversion" ("activity_id", "answered_at", "answered_by_id", "asked_at", "asked_by_id", "id", "note", "number", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state") VALUES (NEW."activity_id", NEW."answered_at", NEW."answered_by_id", NEW."asked_at", NEW."asked_by_id", NEW."id", NEW."note", NEW."number", NEW."organization_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."state"); RETURN NULL;',
                    hash="f50c1162df83e1cb89a33278548f3e7144abee10",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_3de9c",
                    table="exchanges_seat",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seat",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "exchanges_seatversion" ("activity_id", "answered_at", "answered_by_id", "asked_at", "asked_by_id", "id", "note", "number", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state") VALUES (NEW."activity_id", NEW."answered_at", NEW."answered_by_id", NEW."asked_at", NEW."asked_by_id", NEW."id", NEW."note", NEW."number", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."state"); RETURN NULL;',
                    hash="b7e0e5b338ad23dcd322df49f33897cd6a65b98a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a4250",
                    table="exchanges_seat",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seatversion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="bc198de77c5ab51453f1d586d8a72b59acfd0b0a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_fd6a6",
                    table="exchanges_seatversion",
                    when="BEFORE",
                ),
            ),
        ),
    ]
