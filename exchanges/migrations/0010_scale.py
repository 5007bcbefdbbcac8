"""Board and feed walk from the newest exchange on, whatever the number of all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0009_offers_of_blocks")]

    operations = [
        migrations.AddIndex(
            "exchange",
            models.Index(fields=["-status_since", "-id"], name="newest_exchanges"),
        ),
    ]
