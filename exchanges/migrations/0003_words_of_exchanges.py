"""The words by which an exchange is found; kept by the database. The private note is not among them."""

from django.db import migrations

WORDS = """
    ALTER TABLE exchanges_exchange ADD COLUMN words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector(portal_config(language), title), 'A')
        || setweight(to_tsvector(portal_config(language), need || ' ' || result_wanted), 'B')
        || to_tsvector(
            portal_config(language),
            tried || ' ' || activities_on_record || ' ' || results_on_record || ' ' || wider_learning
        )
    ) STORED;
    CREATE INDEX exchanges_by_words ON exchanges_exchange USING gin (words);
"""


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0002_derived_kind")]

    operations = [
        migrations.RunSQL(
            WORDS,
            "DROP INDEX exchanges_by_words; ALTER TABLE exchanges_exchange DROP COLUMN words",
        )
    ]
