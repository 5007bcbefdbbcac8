"""What was typed into rows that cannot be saved yet."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("experiences", "0021_former_addresses")]

    operations = [
        migrations.CreateModel(
            name="UnfinishedRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rows", models.CharField(max_length=12)),
                ("row", models.PositiveBigIntegerField(null=True)),
                ("typed", models.JSONField()),
                (
                    "experience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unfinished_rows",
                        to="experiences.experience",
                    ),
                ),
            ],
            options={
                "verbose_name": "unfinished row",
                "verbose_name_plural": "unfinished rows",
                "ordering": ["pk"],
            },
        ),
    ]
