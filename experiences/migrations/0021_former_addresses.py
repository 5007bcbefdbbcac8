"""Addresses that sheets had before they were published, those of the past from their versions."""

import django.db.models.deletion
from django.db import migrations, models

FROM_VERSIONS = """
    INSERT INTO experiences_formersheetaddress (slug, experience_id, since)
    SELECT DISTINCT ON (old.slug) old.slug, old.pgh_obj_id, now()
    FROM experiences_experienceversion old
    JOIN experiences_experience today ON today.id = old.pgh_obj_id AND today.slug <> old.slug
    WHERE NOT EXISTS (SELECT FROM experiences_experience other WHERE other.slug = old.slug)
    ORDER BY old.slug, old.pgh_id DESC
"""


class Migration(migrations.Migration):
    dependencies = [("experiences", "0020_titles_as_they_are_read")]

    operations = [
        migrations.CreateModel(
            name="FormerSheetAddress",
            fields=[
                (
                    "slug",
                    models.SlugField(
                        max_length=110, primary_key=True, serialize=False, verbose_name="address"
                    ),
                ),
                ("since", models.DateTimeField(auto_now_add=True, verbose_name="since")),
                (
                    "experience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_addresses",
                        to="experiences.experience",
                    ),
                ),
            ],
            options={
                "verbose_name": "former address",
                "verbose_name_plural": "former addresses",
            },
        ),
        migrations.RunSQL(FROM_VERSIONS, migrations.RunSQL.noop),
    ]
