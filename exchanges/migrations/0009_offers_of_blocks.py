"""An offer can be about one building block of a sheet; a sheet can itself be on offer."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# By it the statements of ``models.on_offer`` find the few sheets that others may come for.
FIND = """
    CREATE INDEX sheets_that_can_be_shared ON experiences_experience (organization_id)
    WHERE available_for_exchange AND status = 'published'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("exchanges", "0008_versions_of_exchanges"),
        ("experiences", "0014_reviews"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="offer",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="offer",
            name="update_update",
        ),
        migrations.AddField(
            model_name="offer",
            name="block",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="offers",
                to="experiences.block",
                verbose_name="building block it is about",
            ),
        ),
        migrations.AddField(
            model_name="offerversion",
            name="block",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="experiences.block",
                verbose_name="building block it is about",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="offer",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "exchanges_offerversion" ("block_id", "capacity", "conditions", "created_at", "created_by_id", "description", "ended_at", "experience_id", "id", "instruments", "language", "languages", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "valid_until") VALUES (NEW."block_id", NEW."capacity", NEW."conditions", NEW."created_at", NEW."created_by_id", NEW."description", NEW."ended_at", NEW."experience_id", NEW."id", NEW."instruments", NEW."language", NEW."languages", NEW."organization_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."title", NEW."valid_until"); RETURN NULL;',
                    hash="9b936d4bf42f889d55f8a828a8bb450469e688be",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_39622",
                    table="exchanges_offer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="offer",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."block_id" IS DISTINCT FROM (NEW."block_id") OR OLD."capacity" IS DISTINCT FROM (NEW."capacity") OR OLD."conditions" IS DISTINCT FROM (NEW."conditions") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."experience_id" IS DISTINCT FROM (NEW."experience_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."instruments" IS DISTINCT FROM (NEW."instruments") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."languages" IS DISTINCT FROM (NEW."languages") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."valid_until" IS DISTINCT FROM (NEW."valid_until"))',
                    func='INSERT INTO "exchanges_offerversion" ("block_id", "capacity", "conditions", "created_at", "created_by_id", "description", "ended_at", "experience_id", "id", "instruments", "language", "languages", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "valid_until") VALUES (NEW."block_id", NEW."capacity", NEW."conditions", NEW."created_at", NEW."created_by_id", NEW."description", NEW."ended_at", NEW."experience_id", NEW."id", NEW."instruments", NEW."language", NEW."languages", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."title", NEW."valid_until"); RETURN NULL;',
                    hash="020ee86d8936666de73a5437d8c33592a6f7bf27",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7cae5",
                    table="exchanges_offer",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(FIND, "DROP INDEX sheets_that_can_be_shared"),
    ]
