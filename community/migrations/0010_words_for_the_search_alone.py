"""Words that people search with, and that the page of a theme does not show."""

from django.db import migrations, models

from community.migrating import AtOnce, watched_anew


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("community", "0009_names_that_tell")]

    operations = [
        AtOnce(
            [
                migrations.RunSQL(
                    "ALTER TABLE community_synonym DROP COLUMN IF EXISTS is_shown",
                    migrations.RunSQL.noop,
                ),
                migrations.AddField(
                    "synonym",
                    "is_shown",
                    models.BooleanField(default=True, verbose_name="on the page of the theme"),
                ),
                watched_anew("community_synonym"),
            ]
        )
    ]
