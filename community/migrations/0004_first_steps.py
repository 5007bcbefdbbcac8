"""Whoever has seen enough of the first steps is not shown them again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("community", "0003_functions_that_restore")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="first_steps_dismissed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
