"""Readers are served by one process each.

What the planner believes a vector costs to read (``experiences_is_dear``) was a reason for it to
start a second process for a common word: to start it takes longer than all there is to read, and
it is one that other readers wait for.
"""

from django.db import migrations

ALONE = "ALTER FUNCTION experiences_is_dear(bigint) PARALLEL RESTRICTED"
TOGETHER = "ALTER FUNCTION experiences_is_dear(bigint) PARALLEL SAFE"


class Migration(migrations.Migration):
    dependencies = [("experiences", "0022_unfinished_rows")]

    operations = [migrations.RunSQL(ALONE, TOGETHER)]
