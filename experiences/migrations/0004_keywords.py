"""Keywords have the portal's name for them at the desk; nothing changes in the database."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("experiences", "0003_lessons_by_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="Keyword",
            fields=[],
            options={
                "verbose_name": "keyword",
                "verbose_name_plural": "keywords",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("taggit.tag",),
            managers=[],
        ),
    ]
