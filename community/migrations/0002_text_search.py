"""Text search in four languages: accents never matter, each language has its own stemmer."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

STEMMERS = {"en": "english", "es": "spanish", "pt": "portuguese", "fr": "french"}


def configuration(code: str, parent: str, dictionary: str) -> str:
    return f"""
        CREATE TEXT SEARCH CONFIGURATION portal_{code} (COPY = pg_catalog.{parent});
        ALTER TEXT SEARCH CONFIGURATION portal_{code}
            ALTER MAPPING FOR hword, hword_part, word WITH unaccent, {dictionary};
    """


CREATE = "".join(
    configuration(code, name, f"{name}_stem") for code, name in STEMMERS.items()
) + configuration("simple", "simple", "simple")
DROP = "".join(f"DROP TEXT SEARCH CONFIGURATION portal_{code};" for code in (*STEMMERS, "simple"))

# The schema is the one the migration runs in; functions name no other.
CONFIG_OF = """
    CREATE FUNCTION portal_config(language text) RETURNS regconfig
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT CASE language
            WHEN 'en' THEN 'portal_en'::regconfig
            WHEN 'es' THEN 'portal_es'::regconfig
            WHEN 'pt' THEN 'portal_pt'::regconfig
            WHEN 'fr' THEN 'portal_fr'::regconfig
            ELSE 'portal_simple'::regconfig
        END
    $$
"""

# A visitor's words mean the same in every language: one alternative each, equal ones once.
QUERY_OF = """
    CREATE FUNCTION portal_query(words text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT coalesce(string_agg(DISTINCT '(' || query::text || ')', ' | ')::tsquery, ''::tsquery)
        FROM (
            SELECT websearch_to_tsquery(portal_config(language), words) AS query
            FROM unnest(ARRAY['en', 'es', 'pt', 'fr', '']) AS language
        ) AS queries
        WHERE numnode(query) > 0
    $$
"""

# "old-age" and "old age" are the same words: the parser would keep the hyphenated one as a whole.
PHRASE_OF = """
    CREATE FUNCTION portal_phrase(language text, words text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT phraseto_tsquery(portal_config(language), translate(words, '-/''’', '    '))
    $$
"""
PHRASE = """
    ALTER TABLE community_synonym ADD COLUMN phrase tsquery
    GENERATED ALWAYS AS (portal_phrase(language, text)) STORED;
    CREATE INDEX synonyms_by_phrase ON community_synonym (language, phrase)
"""


class Migration(migrations.Migration):
    dependencies = [("community", "0001_people_themes_events_letters")]

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(CREATE, DROP),
        migrations.RunSQL(CONFIG_OF, "DROP FUNCTION portal_config(text)"),
        migrations.RunSQL(QUERY_OF, "DROP FUNCTION portal_query(text)"),
        migrations.RunSQL(PHRASE_OF, "DROP FUNCTION portal_phrase(text, text)"),
        migrations.RunSQL(PHRASE, "ALTER TABLE community_synonym DROP COLUMN phrase"),
    ]
