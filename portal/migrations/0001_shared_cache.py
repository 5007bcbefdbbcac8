"""The table of the shared cache; throttles count for all processes there."""

from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor):
    call_command("createcachetable", "portal_cache", verbosity=0)


class Migration(migrations.Migration):
    dependencies = []

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
