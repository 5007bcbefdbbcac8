"""A theme is recognized in the singular and in the plural, and as two continents spell it.

The stemmers read words without accents, and take some plurals for other words then: *evaluaciones*
and *evaluación*, *mujeres* and *mujer*, *pensões* and *pensão*, *women* and *woman*. Both sides,
names and what is typed, are brought to one form before they are stemmed. It need not be a word.
"""

from django.db import migrations

from community.migrating import AtOnce

# Applied in this order to small words without accents.
FOLDED = {
    "en": [
        (r"\mchildren\M", "child"),
        (r"\m(wo|)men\M", r"\1man"),
        (r"\mpeoples?\M", "person"),
        (r"(\w{3})iz(e[ds]?|ings?|ations?)\M", r"\1is\2"),
        (r"\mprogramme(s?)\M", r"program\1"),
        (r"\menrollment\M", "enrolment"),
        (r"\mlabour\M", "labor"),
        (r"\mcentre(s?)\M", r"center\1"),
    ],
    "es": [(r"(\w\w)(ion|[ae]r|[aeiou]n|[aeo]s)es\M", r"\1\2")],
    "pt": [
        (r"\mmaes\M", "mae"),
        (r"(\w\w)[oa]es\M", r"\1ao"),
        (r"(\w\w\w)ais\M", r"\1al"),
        (r"(\w\w)eis\M", r"\1el"),
        (r"(\w\w)([eiou])ns\M", r"\1\2m"),
    ],
    "fr": [
        (r"(\w\w\w)ees?\M", r"\1e"),
        (r"(\w\w\w)aux\M", r"\1al"),
        (r"(\w\w\w)euses?\M", r"\1eur"),
        (r"(\w\w\w)elles?\M", r"\1el"),
    ],
}


def folded(words: str, language: str) -> str:
    for plural, singular in FOLDED[language]:
        words = f"regexp_replace({words}, '{plural}', '{singular}', 'g')"
    return words


PLAIN = "lower(unaccent(translate(words, '-/''’', '    ')))"
DENIED = r"regexp_replace({}, '\m({})\M', 'xnotx', 'g')"
LEXEMES = f"""
    CREATE OR REPLACE FUNCTION portal_lexemes(language text, words text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
        SELECT tsvector_to_array(to_tsvector(portal_config(language), CASE language
            WHEN 'en' THEN {folded(DENIED.format("plain", "no|not|non|without"), "en")}
            WHEN 'es' THEN {folded(DENIED.format("plain", "no|sin"), "es")}
            -- “no” is “in the”
            WHEN 'pt' THEN {folded(DENIED.format("plain", "nao|sem"), "pt")}
            ELSE {folded(DENIED.format("plain", "non|sans"), "fr")}
        END)) FROM (SELECT {PLAIN} AS plain OFFSET 0) AS said
    $$
"""  # noqa: S608 - words of ours
# A kept column is computed anew where a row is written anew. Names stay what they are, so that no
# sheet has to be looked at again; pages do change, and their version with them.
AGAIN = """
    DO $$ DECLARE name name; BEGIN
        FOR name IN SELECT tgname FROM pg_trigger WHERE tgrelid = 'community_synonym'::regclass
            AND tgname LIKE 'experiences%'
        LOOP EXECUTE format('ALTER TABLE community_synonym DISABLE TRIGGER %I', name); END LOOP;
    END $$;
    UPDATE community_synonym SET text = text;
    DO $$ DECLARE name name; BEGIN
        FOR name IN SELECT tgname FROM pg_trigger WHERE tgrelid = 'community_synonym'::regclass
            AND tgname LIKE 'experiences%'
        LOOP EXECUTE format('ALTER TABLE community_synonym ENABLE TRIGGER %I', name); END LOOP;
    END $$
"""
AS_BEFORE = r"""
    CREATE OR REPLACE FUNCTION portal_lexemes(language text, words text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
        SELECT tsvector_to_array(to_tsvector(portal_config(language), regexp_replace(
            translate(words, '-/''’', '    '),
            CASE language WHEN 'en' THEN '\m(no|not|non|without)\M'
                WHEN 'es' THEN '\m(no|sin)\M'
                WHEN 'pt' THEN '\m(não|nao|sem)\M'  -- “no” is “in the”
                ELSE '\m(non|sans)\M' END,
            'xnotx', 'gi'
        )))
    $$
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("community", "0007_names_by_their_words")]

    operations = [
        AtOnce(
            [
                migrations.RunSQL(LEXEMES, AS_BEFORE),
                migrations.RunSQL(AGAIN, AGAIN),
            ]
        )
    ]
