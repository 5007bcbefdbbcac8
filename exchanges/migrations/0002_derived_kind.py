"""The kind of an exchange follows from its parties, whatever way they are written.

Several recipient countries make it multilateral; a second provider, facilitator or funder of a
third country or an international body makes it trilateral; else it is bilateral. Parties that
declined or only offer themselves do not count, nor those that never answered their invitation once
the activities have begun.
"""

from django.db import migrations

# Bilateral: recipient and first provider. Trilateral: and a second provider, facilitator or funder
# of a third country, or an international body. Multilateral: recipients of several countries.
# Who was invited counts until the activities begin; who only offers or has declined does not.
KIND_OF = """
    CREATE FUNCTION exchange_kind(wanted bigint, status text) RETURNS text LANGUAGE sql STABLE AS $$
        WITH party AS (
            SELECT role, coalesce(country_id, '') AS country
            FROM exchanges_party
            WHERE exchange_id = wanted AND (
                state = 'accepted'
                OR state = 'invited'
                    AND status NOT IN ('running', 'reporting', 'completed', 'closed')
            )
        ), two AS (
            SELECT country FROM party WHERE role IN ('recipient', 'first-provider')
        )
        SELECT CASE
            WHEN (SELECT count(DISTINCT country) FROM party WHERE role = 'recipient') > 1
                THEN 'multilateral'
            WHEN NOT EXISTS (SELECT FROM party WHERE role = 'first-provider') THEN ''
            WHEN EXISTS (
                SELECT FROM party
                WHERE role IN ('second-provider', 'facilitator', 'funder')
                    AND (country = '' OR country NOT IN (SELECT country FROM two))
            ) THEN 'trilateral'
            ELSE 'bilateral'
        END
    $$
"""

# The exchange is locked first, as every verb does: the next statement then sees all its parties,
# also those that another transaction has written meanwhile.
KEEP = """
    CREATE FUNCTION exchange_keep_kind() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        touched bigint;
    BEGIN
        FOR touched IN
            SELECT DISTINCT id FROM exchanges_exchange
            WHERE id IN (
                CASE WHEN TG_OP <> 'INSERT' THEN OLD.exchange_id END,
                CASE WHEN TG_OP <> 'DELETE' THEN NEW.exchange_id END
            )
            ORDER BY id
        LOOP
            PERFORM FROM exchanges_exchange WHERE id = touched FOR NO KEY UPDATE;
            UPDATE exchanges_exchange SET kind = exchange_kind(id, status)
            WHERE id = touched AND kind IS DISTINCT FROM exchange_kind(id, status);
        END LOOP;
        RETURN NULL;
    END $$;
    CREATE TRIGGER keep_kind AFTER INSERT OR DELETE OR UPDATE OF role, state, country_id, exchange_id
    ON exchanges_party FOR EACH ROW EXECUTE FUNCTION exchange_keep_kind();
"""

# A save() of an older copy of the row must not bring an older kind back; a move may change it.
GUARD = """
    CREATE FUNCTION exchange_own_kind() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.kind = exchange_kind(NEW.id, NEW.status);
        RETURN NEW;
    END $$;
    CREATE TRIGGER own_kind BEFORE INSERT OR UPDATE OF kind, status ON exchanges_exchange
    FOR EACH ROW EXECUTE FUNCTION exchange_own_kind();
"""


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0001_exchanges_and_offers")]

    operations = [
        migrations.RunSQL(KIND_OF, "DROP FUNCTION exchange_kind(bigint, text)"),
        migrations.RunSQL(
            KEEP,
            "DROP TRIGGER keep_kind ON exchanges_party; DROP FUNCTION exchange_keep_kind()",
        ),
        migrations.RunSQL(
            GUARD,
            "DROP TRIGGER own_kind ON exchanges_exchange; DROP FUNCTION exchange_own_kind()",
        ),
    ]
