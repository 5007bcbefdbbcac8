"""A theme can become part of another; its row stays for old versions and its address."""

import django.db.models.deletion
from django.db import migrations, models

from community.migrating import AtOnce, watched_anew


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("community", "0010_words_for_the_search_alone")]

    operations = [
        AtOnce(
            [
                migrations.RunSQL(
                    "ALTER TABLE community_theme DROP COLUMN IF EXISTS merged_into_id",
                    migrations.RunSQL.noop,
                ),
                migrations.AddField(
                    "theme",
                    "merged_into",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="community.theme",
                    ),
                ),
                migrations.AddConstraint(
                    "theme",
                    models.CheckConstraint(
                        condition=models.Q(("merged_into", models.F("pk")), _negated=True),
                        name="a_theme_is_not_merged_with_itself",
                    ),
                ),
                watched_anew("community_theme"),
            ]
        )
    ]
