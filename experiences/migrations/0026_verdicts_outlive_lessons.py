"""What others said of a lesson stays when it is taken out, and is there when it is brought back."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("experiences", "0025_what_a_verdict_is_about"),
    ]

    operations = [
        migrations.AlterField(
            model_name="verdict",
            name="lesson",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="verdicts",
                to="experiences.lesson",
            ),
        ),
    ]
