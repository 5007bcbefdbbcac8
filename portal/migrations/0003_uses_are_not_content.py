"""To be read or reviewed changes nothing of what visitors see: it throws no kept page away."""

from django.db import migrations

# As in 0002_content_version, but for the names of the tables that are passed by.
WATCH = r"""
CREATE OR REPLACE FUNCTION portal_watch() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    name text;
    columns text;
BEGIN
    FOR name IN
        SELECT relname FROM pg_class c
        WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
            AND relname ~ '^(community|members|experiences|exchanges|taggit)_'
            AND relname !~ 'version$|^community_(letter|follow|person_.*)$|_yearcounter$'
            AND relname !~ '^experiences_(PASSED_BY)$'
            AND relname !~ '^members_(invitation|registration)$'
            AND NOT EXISTS (
                SELECT FROM pg_trigger t
                WHERE t.tgrelid = c.oid AND t.tgname LIKE 'portal_content_changed%'
            )
        ORDER BY relname
    LOOP
        IF name = 'experiences_experience' THEN
            PERFORM portal_watch_rows(name, '%s.status = ''published''');
        ELSIF name = 'exchanges_exchange' THEN
            PERFORM portal_watch_rows(name, '%s.opened_at IS NOT NULL');
        ELSE
            SELECT string_agg(quote_ident(attname), ', ') INTO columns FROM pg_attribute
            WHERE attrelid = format('%I', name)::regclass AND attnum > 0 AND NOT attisdropped
                AND attname NOT IN ('last_login', 'password');
            EXECUTE format('CREATE TRIGGER portal_content_changed'
                ' AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE OF %s ON %I'
                ' FOR EACH STATEMENT EXECUTE FUNCTION portal_content_changed()', columns, name);
        END IF;
    END LOOP;
END $$;
"""
# A new database had the tables before they were watched first.
UNWATCH = """
DROP TRIGGER IF EXISTS portal_content_changed ON experiences_use;
DROP TRIGGER IF EXISTS portal_content_changed ON experiences_review;
"""
BEFORE = "indexentry|facet|word|reviewnote"


class Migration(migrations.Migration):
    dependencies = [("portal", "0002_content_version"), ("experiences", "0014_reviews")]

    operations = [
        migrations.RunSQL(
            WATCH.replace("PASSED_BY", f"{BEFORE}|use|review"), WATCH.replace("PASSED_BY", BEFORE)
        ),
        migrations.RunSQL(UNWATCH, migrations.RunSQL.noop),
    ]
