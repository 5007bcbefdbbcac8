"""Words that no sheet has any more are looked up by their key, never by their trigrams.

Where the planner knows nothing yet of a table, in a new database for one, it takes the trigrams for
as good, which cost 300 instead of 1 ms for the words of one sheet. They can only be used through a
bitmap.
"""

from django.db import migrations

FUNCTION = "ALTER FUNCTION experiences_count(int[], int[], text[], text[])"


class Migration(migrations.Migration):
    dependencies = [("experiences", "0016_translations_are_suggested")]

    operations = [
        migrations.RunSQL(
            f"{FUNCTION} SET enable_bitmapscan = off", f"{FUNCTION} RESET enable_bitmapscan"
        )
    ]
