"""The lists of the desk in their order, however many there are."""

from django.db import migrations, models

from community.migrating import AddIndexMeanwhile


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("experiences", "0030_countries_of_lessons")]

    operations = [
        AddIndexMeanwhile(
            "experience",
            models.Index(fields=["status_since", "-id"], name="sheets_by_their_state"),
        ),
        AddIndexMeanwhile(
            "experience",
            models.Index(
                fields=["changed_at"],
                name="sheets_changed_since_review",
                condition=models.Q(status="published", changed_at__gt=models.F("reviewed_at")),
            ),
        ),
        AddIndexMeanwhile(
            "translation",
            models.Index(fields=["-changed_at", "-id"], name="newest_translations"),
        ),
    ]
