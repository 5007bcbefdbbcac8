"""What it costs to write an entry of the index: names of themes together, plans that are kept.

The two thousand names of themes, looked for one by one, were a quarter of an entry among many.
``experiences_spokentheme`` keeps the names of a theme as one question, in which a name is only
looked for where the word stands that it shares with most others of its theme.

Of an entry alone, as somebody publishes a sheet, two thirds were the planning of this long
statement, anew for each sheet. In PL/pgSQL a connection keeps the plan, which is the same as ever:
it never knew whether it is for one sheet or for a thousand. The same goes for counting. And the
words that are counted get room on their pages: their counts change where they are, and their four
indexes need not know.
"""

import importlib

import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

from community.migrating import AtOnce

translations = importlib.import_module("experiences.migrations.0016_translations_are_suggested")
index = importlib.import_module("experiences.migrations.0002_search_index")
at_scale = importlib.import_module("experiences.migrations.0006_search_at_scale")

# Whoever changes names meanwhile does so before or after.
ALONE = "LOCK TABLE community_synonym IN SHARE ROW EXCLUSIVE MODE"

ANY = """
CREATE AGGREGATE experiences_any (tsquery) (
    SFUNC = tsquery_or, STYPE = tsquery, INITCOND = '', PARALLEL = SAFE
)
"""

# All words of a phrase have to be there, so that to ask for one of them first changes nothing.
# A row has to fit on its page, whatever people call a theme: one with many names has several.
NAME = r"""
CREATE FUNCTION experiences_name_themes(ids bigint[]) RETURNS void LANGUAGE sql VOLATILE AS $$
    DELETE FROM experiences_spokentheme WHERE theme_id = ANY (ids);
    INSERT INTO experiences_spokentheme (theme_id, names)
    WITH name AS (
        SELECT DISTINCT theme_id, phrase FROM community_synonym
        WHERE theme_id = ANY (ids) AND numnode(phrase) > 0
    ), word AS (
        SELECT name.theme_id, name.phrase, said[1] AS word,
            count(*) OVER (PARTITION BY name.theme_id, said[1]) AS names
        FROM name CROSS JOIN LATERAL
            regexp_matches(name.phrase::text, '''(?:[^'']|'''')+''', 'g') AS said
    ), shared AS (
        SELECT DISTINCT ON (theme_id, phrase) theme_id, phrase, word FROM word
        ORDER BY theme_id, phrase, names DESC, length(word) DESC, word
    ), divided AS (
        SELECT theme_id, phrase, word, sum(2 * pg_column_size(phrase) + 24) OVER (
            PARTITION BY theme_id ORDER BY word, phrase) / 4000 AS part
        FROM shared
    ), together AS (
        SELECT theme_id, part, word, experiences_any(phrase ORDER BY phrase) AS phrases
        FROM divided GROUP BY theme_id, part, word
    )
    SELECT theme_id, experiences_any(word::tsquery && phrases ORDER BY word)
    FROM together GROUP BY theme_id, part ORDER BY theme_id, part;
$$
"""
FILL = "SELECT experiences_name_themes(ARRAY(SELECT id FROM community_theme))"

# As in 0006_search_at_scale, but that names are known before sheets are looked at again.
FOLLOW = """
CREATE OR REPLACE FUNCTION experiences_synonyms_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    PERFORM experiences_take_turns();
    IF TG_OP <> 'DELETE' THEN
        PERFORM experiences_name_themes(ARRAY(SELECT DISTINCT theme_id FROM come));
    END IF;
    IF TG_OP <> 'INSERT' THEN
        PERFORM experiences_name_themes(ARRAY(SELECT DISTINCT theme_id FROM gone));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        SELECT array_agg(DISTINCT e.experience_id) INTO ids
        FROM come JOIN experiences_indexentry e ON e.vector @@ come.phrase;
        PERFORM experiences_reindex(ids);
    END IF;
    IF TG_OP <> 'INSERT' THEN
        SELECT array_agg(DISTINCT e.experience_id) INTO ids
        FROM gone JOIN experiences_indexentry e ON e.vector @@ gone.phrase;
        PERFORM experiences_reindex(ids);
    END IF;
    RETURN NULL;
END $$;
"""
DO_NOT_FOLLOW = at_scale.OF_SYNONYMS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")

ENTRIES = (
    translations.ENTRIES.replace("community_synonym s", "experiences_spokentheme s")
    .replace("@@ s.phrase", "@@ s.names")
    .replace(
        "LANGUAGE sql STABLE SET enable_nestloop = off AS $$",
        """LANGUAGE plpgsql STABLE
SET enable_nestloop = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY""",
    )
    .removesuffix("$$\n")
    + ";\nEND $$"
)
COUNT = index.COUNT.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
BY_KEY = "SET enable_bitmapscan = off"  # as 0017_words_by_their_key says
COUNT_PLANNED_EACH_TIME = COUNT.replace("VOLATILE AS", f"VOLATILE {BY_KEY} AS")
COUNT_PLANNED_ONCE = COUNT.replace(
    "LANGUAGE sql VOLATILE AS $$",
    f"""LANGUAGE plpgsql VOLATILE
{BY_KEY} SET plan_cache_mode = force_generic_plan AS $$
BEGIN""",
).replace("sheets <= 0;\n$$", "sheets <= 0;\nEND $$")
ROOM = "ALTER TABLE experiences_word SET (fillfactor = 60)"
NO_ROOM = "ALTER TABLE experiences_word RESET (fillfactor)"


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("experiences", "0026_verdicts_outlive_lessons"),
        ("community", "0007_names_by_their_words"),
    ]

    operations = [
        AtOnce(
            [
                migrations.RunSQL(ALONE, migrations.RunSQL.noop),
                migrations.CreateModel(
                    name="SpokenTheme",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("names", django.contrib.postgres.search.SearchQueryField()),
                        (
                            "theme",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="community.theme",
                            ),
                        ),
                    ],
                ),
                migrations.RunSQL(ANY, "DROP AGGREGATE experiences_any(tsquery)"),
                migrations.RunSQL(NAME, "DROP FUNCTION experiences_name_themes(bigint[])"),
                migrations.RunSQL(FILL, migrations.RunSQL.noop),
                migrations.RunSQL(FOLLOW, DO_NOT_FOLLOW),
                migrations.RunSQL(ENTRIES, translations.ENTRIES),
                migrations.RunSQL(COUNT_PLANNED_ONCE, COUNT_PLANNED_EACH_TIME),
                migrations.RunSQL(ROOM, NO_ROOM),
            ]
        ),
    ]
