"""A theme is recognized by the words of a name, whatever stands between them and in whatever order.

*Comida en las escuelas*, *comida para la escuela* and *escuelas: comida* say the same, but not the
words that deny: a pension that is *not* contributory is another one.
"""

from django.db import migrations

LEXEMES = r"""
    CREATE FUNCTION portal_lexemes(language text, words text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
        SELECT tsvector_to_array(to_tsvector(portal_config(language), regexp_replace(
            translate(words, '-/''’', '    '),
            CASE language WHEN 'en' THEN '\m(no|not|non|without)\M'
                WHEN 'es' THEN '\m(no|sin)\M'
                WHEN 'pt' THEN '\m(não|nao|sem)\M'  -- “no” is “in the”
                ELSE '\m(non|sans)\M' END,
            'xnotx', 'gi'
        )))
    $$;
    ALTER TABLE community_synonym ADD COLUMN lexemes text[]
        GENERATED ALWAYS AS (portal_lexemes(language, text)) STORED;
    CREATE INDEX synonyms_by_lexemes ON community_synonym (language, lexemes);
    DROP INDEX synonyms_by_phrase;
"""
NO_LEXEMES = """
    CREATE INDEX synonyms_by_phrase ON community_synonym (language, phrase);
    ALTER TABLE community_synonym DROP COLUMN lexemes;
    DROP FUNCTION portal_lexemes(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("community", "0006_questions")]

    operations = [migrations.RunSQL(LEXEMES, NO_LEXEMES)]
