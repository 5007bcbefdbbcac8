"""Facts about countries, each with its year and its source."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0006_directory")]

    operations = [
        migrations.CreateModel(
            name="CountryFact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("population", "Population"),
                            ("income", "Income group (World Bank)"),
                            ("island", "Small island developing state (United Nations)"),
                        ],
                        max_length=12,
                        verbose_name="what",
                    ),
                ),
                (
                    "value",
                    models.CharField(
                        help_text="Population: the number of people, digits alone. Income group: low, lower-middle, upper-middle or high. Small island developing state: yes or no.",
                        max_length=20,
                        verbose_name="value",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                (
                    "source_url",
                    models.URLField(max_length=500, verbose_name="address of the source"),
                ),
                (
                    "country",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="facts",
                        to="members.country",
                        verbose_name="country",
                    ),
                ),
            ],
            options={
                "verbose_name": "fact about a country",
                "verbose_name_plural": "facts about countries",
                "ordering": ["country", "kind"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("country", "kind"), name="a_country_has_a_fact_of_a_kind_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source", ""), _negated=True),
                            models.Q(("source_url", ""), _negated=True),
                        ),
                        name="a_fact_has_a_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "population"), ("value__regex", "^[1-9]\\d{0,10}$")),
                            models.Q(
                                ("kind", "income"),
                                ("value__in", ["low", "lower-middle", "upper-middle", "high"]),
                            ),
                            models.Q(("kind", "island"), ("value__in", ["yes", "no"])),
                            _connector="OR",
                        ),
                        name="a_fact_is_said_in_the_words_of_its_kind",
                        violation_error_message="This is not a value of that kind.",
                    ),
                ],
            },
        ),
    ]
