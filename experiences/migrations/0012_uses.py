"""How often a sheet was used, by day."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("experiences", "0011_translations")]

    operations = [
        migrations.CreateModel(
            name="Use",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reading", "Readings"),
                            ("download", "Downloads of files"),
                            ("comparison", "Comparisons"),
                            ("citation", "Citations taken"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("count", models.PositiveIntegerField(verbose_name="number")),
                (
                    "experience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="uses",
                        to="experiences.experience",
                    ),
                ),
            ],
            options={
                "verbose_name": "use",
                "verbose_name_plural": "uses",
                "indexes": [models.Index(fields=["day"], name="uses_by_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("experience", "day", "kind"),
                        name="a_use_of_a_day_is_counted_in_one_row",
                    )
                ],
            },
        ),
    ]
