"""A sheet speaks of a theme only by words that tell it (``community`` 0009_names_that_tell).

French sheets that say *sans*, and those of San Cristóbal, were about food security, SAN in Spanish.
"""

import importlib

from django.db import migrations

from community.migrating import AtOnce, InBatches

shared = importlib.import_module("community.migrations.0009_names_that_tell").STEMS
before = importlib.import_module("experiences.migrations.0027_entries_for_less")

ASKED = "AND numnode(phrase) > 0"
NAME = before.NAME.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
ONLY_WHAT_TELLS = NAME.replace(ASKED, "AND portal_tells(phrase)")
# Sheets that spoke of a theme by such a word alone.
SPOKE = f"""
    SELECT e.experience_id FROM experiences_indexentry e WHERE EXISTS (
        SELECT FROM community_synonym s WHERE s.phrase::text IN ({shared})
            AND e.vector @@ format('''said:%s''', s.theme_id)::tsquery AND e.vector @@ s.phrase
    ) ORDER BY 1
"""  # noqa: S608 - words of ours


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("experiences", "0028_sheets_by_their_last_change"),
        ("community", "0009_names_that_tell"),
    ]

    operations = [
        AtOnce(
            [
                migrations.RunSQL(before.ALONE, migrations.RunSQL.noop),
                migrations.RunSQL(ONLY_WHAT_TELLS, NAME),
                migrations.RunSQL(before.FILL, before.FILL),
            ]
        ),
        InBatches(["SELECT experiences_take_turns()", "SELECT experiences_reindex(%s)"], of=SPOKE),
    ]
