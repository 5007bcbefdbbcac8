"""Files of a sheet, and the words about them in every version."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("experiences", "0004_keywords"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("file", models.FileField(editable=False, upload_to="")),
                ("preview", models.FileField(blank=True, editable=False, upload_to="")),
                ("width", models.PositiveIntegerField(editable=False, null=True)),
                ("height", models.PositiveIntegerField(editable=False, null=True)),
                (
                    "name",
                    models.CharField(
                        editable=False, max_length=120, verbose_name="name of the file"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("jpg", "JPEG"),
                            ("png", "PNG"),
                            ("webp", "WebP"),
                            ("pdf", "PDF"),
                            ("docx", "Word (DOCX)"),
                            ("xlsx", "Excel (XLSX)"),
                            ("pptx", "PowerPoint (PPTX)"),
                            ("odt", "OpenDocument (ODT)"),
                            ("ods", "OpenDocument (ODS)"),
                            ("odp", "OpenDocument (ODP)"),
                            ("csv", "CSV"),
                            ("txt", "TXT"),
                        ],
                        editable=False,
                        max_length=5,
                        verbose_name="kind of file",
                    ),
                ),
                ("size", models.PositiveIntegerField(editable=False, verbose_name="size")),
                ("sha256", models.CharField(editable=False, max_length=64)),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="title")),
                (
                    "alt",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="what the picture shows"
                    ),
                ),
                (
                    "credit",
                    models.CharField(blank=True, max_length=200, verbose_name="who made it"),
                ),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "experience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="experiences.experience",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "file",
                "verbose_name_plural": "files",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AttachmentVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "name",
                    models.CharField(
                        editable=False, max_length=120, verbose_name="name of the file"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("jpg", "JPEG"),
                            ("png", "PNG"),
                            ("webp", "WebP"),
                            ("pdf", "PDF"),
                            ("docx", "Word (DOCX)"),
                            ("xlsx", "Excel (XLSX)"),
                            ("pptx", "PowerPoint (PPTX)"),
                            ("odt", "OpenDocument (ODT)"),
                            ("ods", "OpenDocument (ODS)"),
                            ("odp", "OpenDocument (ODP)"),
                            ("csv", "CSV"),
                            ("txt", "TXT"),
                        ],
                        editable=False,
                        max_length=5,
                        verbose_name="kind of file",
                    ),
                ),
                ("size", models.PositiveIntegerField(editable=False, verbose_name="size")),
                ("sha256", models.CharField(editable=False, max_length=64)),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="title")),
                (
                    "alt",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="what the picture shows"
                    ),
                ),
                (
                    "credit",
                    models.CharField(blank=True, max_length=200, verbose_name="who made it"),
                ),
                (
                    "experience",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="experiences.experience",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="experiences.attachment",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(
                fields=("experience", "sha256"), name="a_sheet_has_a_file_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["jpg", "png", "webp"]), _negated=True),
                    models.Q(
                        ("height__gt", 0),
                        ("width__gt", 0),
                        models.Q(("preview", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_picture_has_its_measures",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attachment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "experiences_attachmentversion" ("alt", "credit", "experience_id", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "title") VALUES (NEW."alt", NEW."credit", NEW."experience_id", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sha256", NEW."size", NEW."title"); RETURN NULL;',
                    hash="4684fb12cc4e172137eac92db194f94c135d2857",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_336f5",
                    table="experiences_attachment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attachment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."alt" IS DISTINCT FROM (NEW."alt") OR OLD."credit" IS DISTINCT FROM (NEW."credit") OR OLD."experience_id" IS DISTINCT FROM (NEW."experience_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."title" IS DISTINCT FROM (NEW."title"))',
                    func='INSERT INTO "experiences_attachmentversion" ("alt", "credit", "experience_id", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "title") VALUES (NEW."alt", NEW."credit", NEW."experience_id", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sha256", NEW."size", NEW."title"); RETURN NULL;',
                    hash="435bae7e58f75a84f6cac2529002a8133f1af10c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_623e0",
                    table="experiences_attachment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attachment",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "experiences_attachmentversion" ("alt", "credit", "experience_id", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "title") VALUES (OLD."alt", OLD."credit", OLD."experience_id", OLD."id", OLD."kind", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sha256", OLD."size", OLD."title"); RETURN NULL;',
                    hash="0ae0be4c14edd65247ea3737c2e148df96918af3",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_91a86",
                    table="experiences_attachment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attachmentversion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="0bf1b8f7a74db620fe40a2bd685a4ee05b7267fb",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_ce3e7",
                    table="experiences_attachmentversion",
                    when="BEFORE",
                ),
            ),
        ),
    ]
