"""What has a theme is called by its name at the desk, and keeps the theme from being deleted.

Only what Django knows of the tables changes, nothing in the database.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0010_words_for_the_search_alone"),
        ("experiences", "0031_the_desk_at_any_size"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="keywordedexperience",
            options={
                "verbose_name": "keyword of an experience",
                "verbose_name_plural": "keywords of experiences",
            },
        ),
        migrations.AlterModelOptions(
            name="themedexperience",
            options={
                "verbose_name": "theme of an experience",
                "verbose_name_plural": "themes of experiences",
            },
        ),
        migrations.AlterField(
            model_name="themedexperience",
            name="tag",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="themed_experiences",
                to="community.theme",
            ),
        ),
    ]
