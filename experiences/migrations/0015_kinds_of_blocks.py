"""What the building blocks of a sheet are about is one more facet: to filter by, and to relate by.

Blocks are followed by the index already (``0010_blocks_and_long_form``), whatever way they are
written; here the facets of their sheet get to know their kinds.
"""

import importlib

from django.db import migrations

before = importlib.import_module("experiences.migrations.0011_translations")

BLOCKS = """UNION
    SELECT b.experience_id, 'block', b.kind FROM experiences_block b
    WHERE b.experience_id = ANY (ids) AND b.kind <> ''
    """
FACETS = before.FACETS.format(translated=before.TRANSLATED + BLOCKS)
WITHOUT = before.FACETS.format(translated=before.TRANSLATED)

# Blocks that are there already.
AGAIN = """
SELECT experiences_reindex(ARRAY(
    SELECT DISTINCT experience_id FROM experiences_block WHERE kind <> '' ORDER BY 1
))
"""


class Migration(migrations.Migration):
    dependencies = [("experiences", "0014_reviews")]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop, AGAIN),  # the last thing on the way back
        migrations.RunSQL(FACETS, WITHOUT),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]
