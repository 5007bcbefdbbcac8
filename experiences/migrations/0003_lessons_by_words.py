"""Lessons are found by their words; a form sent twice makes one draft."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

WORDS = """
    ALTER TABLE experiences_lesson ADD COLUMN words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector(portal_config(language), claim), 'A')
        || to_tsvector(portal_config(language), because || ' ' || do_differently || ' '
            || holds_where || ' ' || not_where)
    ) STORED;
    CREATE INDEX lessons_by_words ON experiences_lesson USING gin (words);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0002_text_search"),
        ("experiences", "0002_search_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="experience",
            name="created_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="experience",
            name="form_key",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="experience",
            constraint=models.UniqueConstraint(
                fields=("created_by", "form_key"), name="a_form_makes_one_sheet"
            ),
        ),
        migrations.RunSQL(WORDS, "ALTER TABLE experiences_lesson DROP COLUMN words"),
    ]
