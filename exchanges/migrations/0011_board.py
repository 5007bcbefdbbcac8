"""Board, pictures and figures read public exchanges and their parties from narrow indexes alone."""

from django.db import migrations, models

PUBLIC = models.Q(
    ("opened_at__isnull", False),
    models.Q(("status__in", ("draft", "submitted", "returned")), _negated=True),
)
ACCEPTED = models.Q(("state", "accepted"))


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0010_scale")]

    operations = [
        migrations.AddIndex(
            "exchange",
            models.Index(
                condition=PUBLIC,
                fields=["-status_since", "-id"],
                include=("status", "kind", "number"),
                name="newest_public_exchanges",
            ),
        ),
        migrations.AddIndex(
            "party",
            models.Index(
                condition=ACCEPTED,
                fields=["country", "exchange"],
                include=("role",),
                name="accepted_by_country",
            ),
        ),
        migrations.AddIndex(
            "party",
            models.Index(
                condition=ACCEPTED,
                fields=["exchange"],
                include=("country", "role"),
                name="accepted_by_exchange",
            ),
        ),
    ]
