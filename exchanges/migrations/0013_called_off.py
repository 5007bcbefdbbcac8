"""An activity that does not take place says so itself, whatever becomes of its exchange later."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# What was called off before there was a field for it: what lay ahead when its exchange ended early,
# and what had not begun when its partners said that all was over.
PAST = """
UPDATE exchanges_activity AS activity
SET called_off_on = ended.day
FROM (
    SELECT id AS exchange_id, status_since::date AS day, 0 AS begun
    FROM exchanges_exchange
    WHERE status IN ('withdrawn', 'cancelled', 'lapsed')
    UNION ALL
    SELECT event.subject_id, max(event.at)::date, 1
    FROM community_event AS event
    JOIN django_content_type AS kind ON kind.id = event.subject_type_id
    JOIN exchanges_exchange AS exchange ON exchange.id = event.subject_id
    WHERE kind.app_label = 'exchanges' AND kind.model = 'exchange' AND event.name = 'wind_up'
        AND exchange.status IN ('reporting', 'completed', 'closed')
    GROUP BY event.subject_id
) AS ended
WHERE ended.exchange_id = activity.exchange_id
    AND CASE ended.begun WHEN 0 THEN activity.ends_on >= ended.day
        ELSE activity.starts_on > ended.day END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("exchanges", "0012_leaving"),
        ("community", "0001_people_themes_events_letters"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="activity",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="activity",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="activity",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="activity",
            name="called_off_on",
            field=models.DateField(editable=False, null=True, verbose_name="called off"),
        ),
        migrations.AddField(
            model_name="activityversion",
            name="called_off_on",
            field=models.DateField(editable=False, null=True, verbose_name="called off"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="activity",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "exchanges_activityversion" ("agenda", "begins_at", "called_off_on", "changed_at", "ends_on", "exchange_id", "finishes_at", "hosts", "id", "instrument", "interpretation", "languages", "link", "materials", "mode", "names", "open_seats", "participants", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "seats_for", "seats_until", "starts_on", "time_zone", "title") VALUES (NEW."agenda", NEW."begins_at", NEW."called_off_on", NEW."changed_at", NEW."ends_on", NEW."exchange_id", NEW."finishes_at", NEW."hosts", NEW."id", NEW."instrument", NEW."interpretation", NEW."languages", NEW."link", NEW."materials", NEW."mode", NEW."names", NEW."open_seats", NEW."participants", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."seats_for", NEW."seats_until", NEW."starts_on", NEW."time_zone", NEW."title"); RETURN NULL;',
                    hash="83e765bde04f1f987fe7379d0fd02e7a7a1f4980",
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
                    func='INSERT INTO "exchanges_activityversion" ("agenda", "begins_at", "called_off_on", "changed_at", "ends_on", "exchange_id", "finishes_at", "hosts", "id", "instrument", "interpretation", "languages", "link", "materials", "mode", "names", "open_seats", "participants", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "seats_for", "seats_until", "starts_on", "time_zone", "title") VALUES (NEW."agenda", NEW."begins_at", NEW."called_off_on", NEW."changed_at", NEW."ends_on", NEW."exchange_id", NEW."finishes_at", NEW."hosts", NEW."id", NEW."instrument", NEW."interpretation", NEW."languages", NEW."link", NEW."materials", NEW."mode", NEW."names", NEW."open_seats", NEW."participants", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."seats_for", NEW."seats_until", NEW."starts_on", NEW."time_zone", NEW."title"); RETURN NULL;',
                    hash="0d99422bb433adef1e8925f51fdc199f80d30586",
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
                    func='INSERT INTO "exchanges_activityversion" ("agenda", "begins_at", "called_off_on", "changed_at", "ends_on", "exchange_id", "finishes_at", "hosts", "id", "instrument", "interpretation", "languages", "link", "materials", "mode", "names", "open_seats", "participants", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "seats_for", "seats_until", "starts_on", "time_zone", "title") VALUES (OLD."agenda", OLD."begins_at", OLD."called_off_on", OLD."changed_at", OLD."ends_on", OLD."exchange_id", OLD."finishes_at", OLD."hosts", OLD."id", OLD."instrument", OLD."interpretation", OLD."languages", OLD."link", OLD."materials", OLD."mode", OLD."names", OLD."open_seats", OLD."participants", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place", OLD."seats_for", OLD."seats_until", OLD."starts_on", OLD."time_zone", OLD."title"); RETURN NULL;',
                    hash="964c1d15ba709f308632ddb32c4b4d35350f7566",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_dbdab",
                    table="exchanges_activity",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(PAST, migrations.RunSQL.noop),
    ]
