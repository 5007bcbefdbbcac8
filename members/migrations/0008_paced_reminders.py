"""When an organization was last reminded that it was asked whether it is still there."""

from django.db import migrations, models

from community.migrating import AtOnce, watched_anew


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("members", "0007_country_facts")]

    operations = [
        AtOnce(
            [
                migrations.RunSQL(
                    "ALTER TABLE members_organization"
                    " DROP COLUMN IF EXISTS confirmation_reminded_at",
                    migrations.RunSQL.noop,
                ),
                migrations.AddField(
                    "organization",
                    "confirmation_reminded_at",
                    models.DateTimeField(editable=False, null=True),
                ),
                watched_anew("members_organization"),
            ]
        )
    ]
