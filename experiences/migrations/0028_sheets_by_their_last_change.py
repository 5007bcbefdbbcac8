"""Harvesters (``/oai``) take sheets in the order of their last change, however many there are."""

from django.db import migrations, models
from django.db.models.functions import Greatest

from community.migrating import AddIndexMeanwhile


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("experiences", "0027_entries_for_less")]

    operations = [
        AddIndexMeanwhile(
            "experience",
            models.Index(
                Greatest("changed_at", "status_since"),
                "id",
                name="sheets_by_their_last_change",
                condition=models.Q(published_at__isnull=False),
            ),
        ),
    ]
