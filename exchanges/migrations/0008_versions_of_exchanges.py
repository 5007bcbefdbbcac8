"""Versions of exchanges keep both the building block and the offer that they ask about."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("exchanges", "0007_matching"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="exchange",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="exchange",
            name="update_update",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exchange",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "exchanges_exchangeversion" ("activities_on_record", "agreed_at", "block_id", "completed_at", "created_at", "created_by_id", "end_year", "experience_id", "funding", "id", "instruments", "is_sample", "kind", "language", "languages", "need", "number", "offer_id", "opened_at", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "populations", "private_note", "result_wanted", "results_on_record", "slug", "start_year", "started_at", "status", "submitted_at", "title", "tried", "wider_learning", "wished_from", "wished_until") VALUES (NEW."activities_on_record", NEW."agreed_at", NEW."block_id", NEW."completed_at", NEW."created_at", NEW."created_by_id", NEW."end_year", NEW."experience_id", NEW."funding", NEW."id", NEW."instruments", NEW."is_sample", NEW."kind", NEW."language", NEW."languages", NEW."need", NEW."number", NEW."offer_id", NEW."opened_at", NEW."organization_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."populations", NEW."private_note", NEW."result_wanted", NEW."results_on_record", NEW."slug", NEW."start_year", NEW."started_at", NEW."status", NEW."submitted_at", NEW."title", NEW."tried", NEW."wider_learning", NEW."wished_from", NEW."wished_until"); RETURN NULL;',
                    hash="8b4b23c0958c4aa9a22a9315777898fe6a5361c3",
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
                    condition='WHEN (OLD."activities_on_record" IS DISTINCT FROM (NEW."activities_on_record") OR OLD."agreed_at" IS DISTINCT FROM (NEW."agreed_at") OR OLD."block_id" IS DISTINCT FROM (NEW."block_id") OR OLD."completed_at" IS DISTINCT FROM (NEW."completed_at") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."end_year" IS DISTINCT FROM (NEW."end_year") OR OLD."experience_id" IS DISTINCT FROM (NEW."experience_id") OR OLD."funding" IS DISTINCT FROM (NEW."funding") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."instruments" IS DISTINCT FROM (NEW."instruments") OR OLD."is_sample" IS DISTINCT FROM (NEW."is_sample") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."languages" IS DISTINCT FROM (NEW."languages") OR OLD."need" IS DISTINCT FROM (NEW."need") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."offer_id" IS DISTINCT FROM (NEW."offer_id") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."populations" IS DISTINCT FROM (NEW."populations") OR OLD."private_note" IS DISTINCT FROM (NEW."private_note") OR OLD."result_wanted" IS DISTINCT FROM (NEW."result_wanted") OR OLD."results_on_record" IS DISTINCT FROM (NEW."results_on_record") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."start_year" IS DISTINCT FROM (NEW."start_year") OR OLD."started_at" IS DISTINCT FROM (NEW."started_at") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."submitted_at" IS DISTINCT FROM (NEW."submitted_at") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."tried" IS DISTINCT FROM (NEW."tried") OR OLD."wider_learning" IS DISTINCT FROM (NEW."wider_learning") OR OLD."wished_from" IS DISTINCT FROM (NEW."wished_from") OR OLD."wished_until" IS DISTINCT FROM (NEW."wished_until"))',
                    func='INSERT INTO "exchanges_exchangeversion" ("activities_on_record", "agreed_at", "block_id", "completed_at", "created_at", "created_by_id", "end_year", "experience_id", "funding", "id", "instruments", "is_sample", "kind", "language", "languages", "need", "number", "offer_id", "opened_at", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "populations", "private_note", "result_wanted", "results_on_record", "slug", "start_year", "started_at", "status", "submitted_at", "title", "tried", "wider_learning", "wished_from", "wished_until") VALUES (NEW."activities_on_record", NEW."agreed_at", NEW."block_id", NEW."completed_at", NEW."created_at", NEW."created_by_id", NEW."end_year", NEW."experience_id", NEW."funding", NEW."id", NEW."instruments", NEW."is_sample", NEW."kind", NEW."language", NEW."languages", NEW."need", NEW."number", NEW."offer_id", NEW."opened_at", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."populations", NEW."private_note", NEW."result_wanted", NEW."results_on_record", NEW."slug", NEW."start_year", NEW."started_at", NEW."status", NEW."submitted_at", NEW."title", NEW."tried", NEW."wider_learning", NEW."wished_from", NEW."wished_until"); RETURN NULL;',
                    hash="bdb3ac76ef2ba1413da3de8e68aa09c5050dbd88",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9215f",
                    table="exchanges_exchange",
                    when="AFTER",
                ),
            ),
        ),
    ]
