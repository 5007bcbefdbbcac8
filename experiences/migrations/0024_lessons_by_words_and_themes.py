"""Lessons by several words: what they say and what their sheets are about meet in one index.

Whether a sheet is about a theme was read from the words of the sheet, for each lesson that does not
name it: half of the time of the list, and the reason for looking at the newest ten thousand alone.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations

from community.migrating import AddIndexMeanwhile


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("experiences", "0023_read_by_one_process")]

    operations = [
        AddIndexMeanwhile(
            "lessonentry",
            GinIndex(
                fields=["words", "themes"], name="lessons_by_words_and_themes", fastupdate=False
            ),
        ),
        RemoveIndexConcurrently("lessonentry", "public_lessons_by_words"),
    ]
