"""The library by title: in the order of what its reader sees, who may read a translated title.

An entry has a key to sort by for each language into which its title is translated; readers of others
get it by its own. Nothing is written for those without translations: to write an entry anew takes
a millisecond and more, for its words are indexed again.

People read and write meanwhile: who began before the functions were replaced still writes entries
without these keys, so the columns have a default until the end.
"""

import importlib

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Coalesce, NullIf

from community.migrating import AddIndexMeanwhile, AtOnce, InBatches

entries_of_lessons = importlib.import_module("experiences.migrations.0019_lesson_entries")

CODES = ("en", "es", "pt", "fr")
COLUMNS = ", ".join(f"title_{code}" for code in CODES)
KEYS = ", ".join(
    f"coalesce(max(left(portal_plain(p.text), 160)) FILTER (WHERE t.language = '{code}'), '')"
    for code in CODES
)
TITLES = f"""
CREATE OR REPLACE FUNCTION experiences_titles(ids bigint[])
RETURNS TABLE (experience_id bigint, {", ".join(f"title_{code} text" for code in CODES)})
LANGUAGE sql STABLE AS $$
    SELECT e.id, {KEYS}
    FROM experiences_experience e
    LEFT JOIN experiences_translation t ON t.experience_id = e.id
        AND t.published_at IS NOT NULL AND t.language <> e.language
    LEFT JOIN experiences_translatedpiece p ON p.translation_id = t.id
        AND p.part = 'title' AND p.text <> '' AND e.title <> ''
    WHERE e.id = ANY (ids) GROUP BY e.id
$$
"""  # noqa: S608 - constants
REINDEX = entries_of_lessons.REINDEX.replace("{lessons}", entries_of_lessons.OF_SHEETS)
SET = ", ".join(f"title_{code} = excluded.title_{code}" for code in CODES)
WITH_TITLES = (
    REINDEX.replace("title_key = excluded.title_key", f"title_key = excluded.title_key, {SET}")
    .replace("title_key, facets,", f"title_key, {COLUMNS}, facets,")
    .replace(
        "FROM experiences_entries(concerned)",
        "FROM experiences_entries(concerned) JOIN experiences_titles(concerned) USING (experience_id)",
    )
)
ADD = ", ".join(
    f"ADD COLUMN IF NOT EXISTS title_{code} varchar(160) NOT NULL DEFAULT ''" for code in CODES
)
DROP = ", ".join(f"DROP COLUMN title_{code}" for code in CODES)
NO_DEFAULTS = ", ".join(f"ALTER COLUMN title_{code} DROP DEFAULT" for code in CODES)
ENTRIES = "ALTER TABLE experiences_indexentry"
OLD, NEW = (", ".join(f"{row}.title_{code}" for code in CODES) for row in ("entry", "titled"))
# Changes of the index take turns: what is read after that was true until the batch is written.
FILL = f"""
UPDATE experiences_indexentry entry SET ({COLUMNS}) = ({NEW})
FROM experiences_titles(%s) AS titled
WHERE titled.experience_id = entry.experience_id AND ({OLD}) IS DISTINCT FROM ({NEW})
"""  # noqa: S608 - constants
TRANSLATED = """
SELECT DISTINCT experience_id FROM experiences_translation WHERE published_at IS NOT NULL ORDER BY 1
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("experiences", "0019_lesson_entries")]

    operations = [
        AtOnce(
            [
                migrations.RunSQL(f"{ENTRIES} {ADD}", f"{ENTRIES} {DROP}"),
                migrations.RunSQL(TITLES, "DROP FUNCTION experiences_titles(bigint[])"),
                migrations.RunSQL(WITH_TITLES, REINDEX),
            ],
            state=[
                migrations.AddField(
                    "indexentry",
                    f"title_{code}",
                    models.CharField(max_length=160, default=""),
                )
                for code in CODES
            ],
        ),
        InBatches(["SELECT experiences_take_turns()", FILL], TRANSLATED),
        *(
            AddIndexMeanwhile(
                "indexentry",
                models.Index(
                    Coalesce(NullIf(f"title_{code}", models.Value("")), "title_key"),
                    models.F("experience"),
                    name=f"entries_by_title_{code}",
                ),
            )
            for code in CODES
        ),
        RemoveIndexConcurrently("indexentry", "entries_by_name"),
        AtOnce([migrations.RunSQL(f"{ENTRIES} {NO_DEFAULTS}", migrations.RunSQL.noop)]),
    ]
