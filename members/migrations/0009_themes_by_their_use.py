"""What has a theme is called by its name at the desk, and keeps the theme from being deleted.

Only what Django knows of the tables changes, nothing in the database.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0010_words_for_the_search_alone"),
        ("members", "0008_paced_reminders"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="knowntheme",
            options={
                "verbose_name": "theme that an organization knows",
                "verbose_name_plural": "themes that organizations know",
            },
        ),
        migrations.AlterModelOptions(
            name="soughttheme",
            options={
                "verbose_name": "theme that an organization seeks",
                "verbose_name_plural": "themes that organizations seek",
            },
        ),
        migrations.AlterField(
            model_name="knowntheme",
            name="tag",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="known_by",
                to="community.theme",
            ),
        ),
        migrations.AlterField(
            model_name="soughttheme",
            name="tag",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sought_by",
                to="community.theme",
            ),
        ),
    ]
