"""What has a theme is called by its name at the desk, and keeps the theme from being deleted.

Only what Django knows of the tables changes, nothing in the database.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0010_words_for_the_search_alone"),
        ("exchanges", "0013_called_off"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="themedexchange",
            options={
                "verbose_name": "theme of an exchange",
                "verbose_name_plural": "themes of exchanges",
            },
        ),
        migrations.AlterModelOptions(
            name="themedoffer",
            options={
                "verbose_name": "theme of an offer",
                "verbose_name_plural": "themes of offers",
            },
        ),
        migrations.AlterField(
            model_name="themedexchange",
            name="tag",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="themed_exchanges",
                to="community.theme",
            ),
        ),
        migrations.AlterField(
            model_name="themedoffer",
            name="tag",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="themed_offers",
                to="community.theme",
            ),
        ),
    ]
