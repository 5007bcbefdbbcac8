"""Words are known by how they sound: *uracan* is *huracán*, *bibienda* is *vivienda*.

Who writes by ear leaves out a silent h, or takes b for v and c for s, also at the beginning, where
trigrams tell least. The sound is that of Spanish, near enough for the other languages: it is only
asked where a word is unknown. Endings of plurals are left away.
"""

from django.db import migrations

SOUND = r"""
CREATE OR REPLACE FUNCTION experiences_sound(word text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    word := replace(word, 'ph', 'f');
    word := replace(regexp_replace(word, '[cs]h', 'x', 'g'), 'h', '');
    word := regexp_replace(word, 'qu(?=[ei])|q|c(?![eiy])', 'k', 'g');
    word := regexp_replace(regexp_replace(word, 'g(?=[eiy])', 'j', 'g'), 'gu(?=[ei])', 'g', 'g');
    word := regexp_replace(translate(replace(word, 'll', 'y'), 'cvzy', 'sbsi'), 'n(?=[bp])', 'm', 'g');
    RETURN regexp_replace(regexp_replace(word, '(.)\1+', '\1', 'g'), 'e?s?$', '');
END $$
"""
BEGUN = "DROP INDEX CONCURRENTLY IF EXISTS words_by_sound"  # by who was interrupted
BY_SOUND = "CREATE INDEX CONCURRENTLY words_by_sound ON experiences_word (experiences_sound(word))"
NO_SOUND = "DROP FUNCTION experiences_sound(text) CASCADE"


class Migration(migrations.Migration):
    atomic = False  # people go on publishing

    dependencies = [("experiences", "0017_words_by_their_key")]

    operations = [
        migrations.RunSQL(SOUND, NO_SOUND),
        migrations.RunSQL(BEGUN, migrations.RunSQL.noop),
        migrations.RunSQL(BY_SOUND, BEGUN),
    ]
