"""A number that grows with every change of what visitors can see, whatever way it was written.

Pages are kept under it. Triggers note in ``portal_change`` that a transaction changes content; a
deferred trigger counts it as the very last act of the transaction, so that two of them never wait
for each other crosswise. Number and content become visible at once: that is what a commit is.
"""

from django.db import migrations

CONTENT = """
CREATE TABLE portal_content (
    the_only boolean PRIMARY KEY DEFAULT true CHECK (the_only),
    version bigint NOT NULL,
    changed_at timestamptz NOT NULL
);
INSERT INTO portal_content (version, changed_at) VALUES (1, now());
CREATE TABLE portal_change (transaction xid8 PRIMARY KEY);

CREATE FUNCTION portal_content_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO portal_change VALUES (pg_current_xact_id()) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE FUNCTION portal_count_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE portal_content SET version = version + 1, changed_at = clock_timestamp();
    DELETE FROM portal_change WHERE transaction = NEW.transaction;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER portal_count_change AFTER INSERT ON portal_change
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION portal_count_change();
"""
NO_CONTENT = """
DROP TABLE portal_change, portal_content;
DROP FUNCTION portal_count_change();
"""

# Every table of the four floors, those of tomorrow too, but for what no visitor ever sees and what
# is derived in the same transaction. Drafts are private; to sign in changes nothing of a person
# that others see.
WATCH = r"""
CREATE FUNCTION portal_watch() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    name text;
    columns text;
BEGIN
    FOR name IN
        SELECT relname FROM pg_class c
        WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
            AND relname ~ '^(community|members|experiences|exchanges|taggit)_'
            AND relname !~ 'version$|^community_(letter|follow|person_.*)$|_yearcounter$'
            AND relname !~ '^experiences_(indexentry|facet|word|reviewnote)$'
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

CREATE FUNCTION portal_watch_rows(name text, is_public text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER portal_content_changed_new AFTER INSERT ON %I FOR EACH ROW'
        ' WHEN (%s) EXECUTE FUNCTION portal_content_changed()', name, format(is_public, 'NEW'));
    EXECUTE format('CREATE TRIGGER portal_content_changed_gone AFTER DELETE ON %I FOR EACH ROW'
        ' WHEN (%s) EXECUTE FUNCTION portal_content_changed()', name, format(is_public, 'OLD'));
    EXECUTE format('CREATE TRIGGER portal_content_changed AFTER UPDATE ON %I FOR EACH ROW'
        ' WHEN (%s OR %s) EXECUTE FUNCTION portal_content_changed()',
        name, format(is_public, 'OLD'), format(is_public, 'NEW'));
    EXECUTE format('CREATE TRIGGER portal_content_changed_all AFTER TRUNCATE ON %I'
        ' FOR EACH STATEMENT EXECUTE FUNCTION portal_content_changed()', name);
END $$;

SELECT portal_watch();
"""
NO_WATCH = """
DROP FUNCTION portal_content_changed() CASCADE;
DROP FUNCTION portal_watch();
DROP FUNCTION portal_watch_rows(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0001_shared_cache"),
        ("community", "0004_first_steps"),
        ("members", "0006_directory"),
        ("experiences", "0006_search_at_scale"),
        ("exchanges", "0003_words_of_exchanges"),
    ]

    operations = [
        migrations.RunSQL(CONTENT, NO_CONTENT),
        migrations.RunSQL(WATCH, NO_WATCH),
    ]
