"""What officers think of a sheet: rows that are added and never written over."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# Whose it was may go with the account; what was said stays as it was said.
ONLY_ADDED = """
CREATE FUNCTION experiences_review_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A review is never written over: add another one.';
END $$;
CREATE TRIGGER experiences_review_stays BEFORE UPDATE ON experiences_review FOR EACH ROW
WHEN (to_jsonb(OLD) - 'reviewer_id' IS DISTINCT FROM to_jsonb(NEW) - 'reviewer_id')
EXECUTE FUNCTION experiences_review_stays();
"""
WRITTEN_OVER = """
DROP TRIGGER experiences_review_stays ON experiences_review;
DROP FUNCTION experiences_review_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("experiences", "0013_file_texts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="submitted")),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                (
                    "relevance",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (0, "not at all"),
                            (1, "a little"),
                            (2, "partly"),
                            (3, "largely"),
                            (4, "fully"),
                        ],
                        null=True,
                        verbose_name="Relevance",
                    ),
                ),
                (
                    "evidence",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (0, "not at all"),
                            (1, "a little"),
                            (2, "partly"),
                            (3, "largely"),
                            (4, "fully"),
                        ],
                        null=True,
                        verbose_name="Evidence",
                    ),
                ),
                (
                    "sustainability",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (0, "not at all"),
                            (1, "a little"),
                            (2, "partly"),
                            (3, "largely"),
                            (4, "fully"),
                        ],
                        null=True,
                        verbose_name="Sustainability",
                    ),
                ),
                (
                    "equality",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (0, "not at all"),
                            (1, "a little"),
                            (2, "partly"),
                            (3, "largely"),
                            (4, "fully"),
                        ],
                        null=True,
                        verbose_name="Equality",
                    ),
                ),
                (
                    "participation",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (0, "not at all"),
                            (1, "a little"),
                            (2, "partly"),
                            (3, "largely"),
                            (4, "fully"),
                        ],
                        null=True,
                        verbose_name="Participation",
                    ),
                ),
                (
                    "adaptability",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (0, "not at all"),
                            (1, "a little"),
                            (2, "partly"),
                            (3, "largely"),
                            (4, "fully"),
                        ],
                        null=True,
                        verbose_name="Adaptability",
                    ),
                ),
                ("reasons", models.JSONField(blank=True, default=dict)),
                ("notes", models.JSONField(blank=True, default=dict)),
                ("note", models.TextField(blank=True, max_length=4000, verbose_name="note")),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("publish", "Publish"), ("return", "Return with a reason")],
                        max_length=10,
                        verbose_name="what I would do",
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="when"),
                ),
                (
                    "experience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="experiences.experience",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reviewer",
                    ),
                ),
            ],
            options={
                "verbose_name": "review",
                "verbose_name_plural": "reviews",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("relevance__lte", 4), ("relevance", None), _connector="OR"),
                            models.Q(("evidence__lte", 4), ("evidence", None), _connector="OR"),
                            models.Q(
                                ("sustainability__lte", 4),
                                ("sustainability", None),
                                _connector="OR",
                            ),
                            models.Q(("equality__lte", 4), ("equality", None), _connector="OR"),
                            models.Q(
                                ("participation__lte", 4), ("participation", None), _connector="OR"
                            ),
                            models.Q(
                                ("adaptability__lte", 4), ("adaptability", None), _connector="OR"
                            ),
                        ),
                        name="a_score_is_one_of_five_steps",
                    )
                ],
            },
        ),
        migrations.RunSQL(ONLY_ADDED, WRITTEN_OVER),
    ]
