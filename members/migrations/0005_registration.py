"""The nearest names first: an index that gives them out in the order of their likeness.

And one for names that are the same: acronyms are compared as a whole.
"""

from django.contrib.postgres.indexes import GistIndex, OpClass
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0004_people_and_roles")]

    operations = [
        migrations.AddIndex(
            model_name="name",
            index=GistIndex(
                OpClass("plain", name="gist_trgm_ops"),
                name="names_by_likeness",
            ),
        ),
        migrations.AddIndex(
            model_name="name",
            index=models.Index(fields=["plain"], name="names_by_words"),
        ),
    ]
