"""A restored database searches as before.

``pg_restore`` works with an empty search path, for good reasons. Functions that find others, or a
configuration, by the search path then find nothing, and every table with a column or an index made
by them fails to come back. From now on they bring the path along that they were made with.
"""

from django.db import migrations

FUNCTIONS = ("portal_config(text)", "portal_query(text)", "portal_phrase(text, text)")
BRING = "".join(f"ALTER FUNCTION {name} SET search_path FROM CURRENT;" for name in FUNCTIONS)
LEAVE = "".join(f"ALTER FUNCTION {name} RESET search_path;" for name in FUNCTIONS)


class Migration(migrations.Migration):
    dependencies = [("community", "0002_text_search")]

    operations = [migrations.RunSQL(BRING, LEAVE)]
