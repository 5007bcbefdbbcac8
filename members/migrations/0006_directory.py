"""The directory stays quick: a narrow table of what it reads, kept true by the database itself.

``members_listings`` computes the listings of some organizations, ``members_relist`` writes them,
and triggers call it wherever something changes that an organization is found by. Changes take
turns by the same advisory lock as those of the index of sheets, so that who holds one never waits
for who holds the other.

A former name also says until which year it was used.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

LISTINGS = """
CREATE FUNCTION members_listings(ids bigint[])
RETURNS TABLE (organization_id bigint, plain text, facets text[])
LANGUAGE sql STABLE AS $$
    WITH themes AS (
        SELECT content_object_id AS id, 'theme:' AS kind, tag_id FROM members_knowntheme
        WHERE content_object_id = ANY (ids)
        UNION ALL
        SELECT content_object_id, 'seeks:', tag_id FROM members_soughttheme
        WHERE content_object_id = ANY (ids)
    ), facets (id, facet) AS (
        SELECT o.id, facet
        FROM members_organization o
        LEFT JOIN members_country c ON c.iso2 = o.country_id
        CROSS JOIN LATERAL unnest(
            ARRAY['kind:' || o.kind, 'country:' || c.iso2, 'subregion:' || c.subregion]
            || ARRAY(SELECT 'grouping:' || one FROM unnest(c.groupings) AS one)
            || ARRAY(SELECT 'language:' || one FROM unnest(o.languages) AS one)
        ) AS facet
        WHERE o.id = ANY (ids)
        UNION
        SELECT themes.id, themes.kind || t.slug
        FROM themes JOIN community_theme t ON t.id = themes.tag_id
        UNION
        SELECT themes.id, themes.kind || broader.slug
        FROM themes JOIN community_theme t ON t.id = themes.tag_id
        JOIN community_theme broader ON broader.id = t.parent_id
    )
    SELECT o.id, portal_plain(o.name), array_agg(facet ORDER BY facet)
    FROM members_organization o JOIN facets USING (id)
    WHERE o.status = 'approved' AND facet IS NOT NULL
    GROUP BY o.id
$$
"""

RELIST = """
CREATE FUNCTION members_relist(ids bigint[]) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    concerned bigint[] := ARRAY(
        SELECT id FROM members_organization WHERE id = ANY (ids) AND status = 'approved'
        UNION SELECT organization_id FROM members_listing WHERE organization_id = ANY (ids)
    );
BEGIN
    IF concerned = '{}' THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(7001, 1);  -- what follows sees what was committed meanwhile
    DELETE FROM members_listing listing WHERE listing.organization_id = ANY (concerned)
        AND NOT EXISTS (
            SELECT FROM members_organization o
            WHERE o.id = listing.organization_id AND o.status = 'approved'
        );
    INSERT INTO members_listing (organization_id, plain, facets)
        SELECT organization_id, plain, facets FROM members_listings(concerned)
        ON CONFLICT (organization_id) DO UPDATE
            SET plain = excluded.plain, facets = excluded.facets
            WHERE (members_listing.plain, members_listing.facets)
                IS DISTINCT FROM (excluded.plain, excluded.facets);
END $$
"""

TALLY = """
CREATE FUNCTION members_count_listings(come text[], gone text[]) RETURNS void
LANGUAGE sql VOLATILE AS $$
    INSERT INTO members_tally (facet, organizations)
    SELECT facet, sum(n) FROM (
        SELECT unnest(come) AS facet, 1 AS n UNION ALL SELECT unnest(gone), -1
    ) AS each GROUP BY facet HAVING sum(n) <> 0 ORDER BY facet
    ON CONFLICT (facet) DO UPDATE
        SET organizations = members_tally.organizations + excluded.organizations
$$
"""

# A letter or two may be wrong: *fundasion* is half of *fundacion*, as trigrams see it.
ALIKE = """
CREATE FUNCTION members_alike(word text) RETURNS SETOF bigint
LANGUAGE sql STABLE SET pg_trgm.word_similarity_threshold = 0.5 AS $$
    SELECT organization_id FROM members_name WHERE portal_plain(word) <% plain
$$
"""

# Transition tables are called gone and come. A theme of an organization locks it first: somebody
# may be deciding on it at this moment.
TRIGGERS = """
CREATE FUNCTION members_organizations_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM members_relist(ARRAY(SELECT id FROM come));
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM members_relist(ARRAY(SELECT id FROM gone));
    ELSE
        PERFORM members_relist(ARRAY(
            SELECT come.id FROM come JOIN gone USING (id)
            WHERE (come.status, come.name, come.kind, come.country_id, come.languages)
                IS DISTINCT FROM (gone.status, gone.name, gone.kind, gone.country_id, gone.languages)
        ));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION members_themes_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        ids := ARRAY(SELECT DISTINCT content_object_id FROM come);
    ELSIF TG_OP = 'DELETE' THEN
        ids := ARRAY(SELECT DISTINCT content_object_id FROM gone);
    ELSE
        ids := ARRAY(
            SELECT content_object_id FROM come UNION SELECT content_object_id FROM gone
        );
    END IF;
    PERFORM FROM members_organization WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
    PERFORM members_relist(ids);
    RETURN NULL;
END $$;

CREATE FUNCTION members_country_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM members_relist(ARRAY(
        SELECT id FROM members_organization WHERE country_id = NEW.iso2
    ));
    RETURN NULL;
END $$;

CREATE FUNCTION members_theme_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM members_relist(ARRAY(
        SELECT used.content_object_id
        FROM (
            SELECT content_object_id, tag_id FROM members_knowntheme
            UNION ALL SELECT content_object_id, tag_id FROM members_soughttheme
        ) AS used
        JOIN community_theme t ON t.id = used.tag_id WHERE NEW.id IN (t.id, t.parent_id)
    ));
    RETURN NULL;
END $$;

CREATE FUNCTION members_listings_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM members_count_listings(ARRAY(SELECT unnest(facets) FROM come), '{}');
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM members_count_listings('{}', ARRAY(SELECT unnest(facets) FROM gone));
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM members_count_listings(
            ARRAY(SELECT unnest(facets) FROM come), ARRAY(SELECT unnest(facets) FROM gone));
    ELSE
        DELETE FROM members_tally;
    END IF;
    RETURN NULL;
END $$;
"""

STATEMENTS = {
    "members_organization": "members_organizations_changed()",
    "members_knowntheme": "members_themes_changed()",
    "members_soughttheme": "members_themes_changed()",
    "members_listing": "members_listings_changed()",
}
TABLES = {
    "INSERT": "NEW TABLE AS come",
    "UPDATE": "OLD TABLE AS gone NEW TABLE AS come",
    "DELETE": "OLD TABLE AS gone",
}
ATTACH = (
    "".join(
        f"CREATE TRIGGER members_directory_{event.lower()} AFTER {event} ON {table}"
        f" REFERENCING {seen} FOR EACH STATEMENT EXECUTE FUNCTION {function};\n"
        for table, function in STATEMENTS.items()
        for event, seen in TABLES.items()
    )
    + """
CREATE TRIGGER members_directory_truncate AFTER TRUNCATE ON members_listing
    FOR EACH STATEMENT EXECUTE FUNCTION members_listings_changed();
CREATE TRIGGER members_directory_update AFTER UPDATE ON members_country FOR EACH ROW
    WHEN ((OLD.subregion, OLD.groupings) IS DISTINCT FROM (NEW.subregion, NEW.groupings))
    EXECUTE FUNCTION members_country_changed();
CREATE TRIGGER members_directory_update AFTER UPDATE ON community_theme FOR EACH ROW
    WHEN ((OLD.slug, OLD.parent_id) IS DISTINCT FROM (NEW.slug, NEW.parent_id))
    EXECUTE FUNCTION members_theme_changed();
"""
)
DETACH = (
    "".join(
        f"DROP TRIGGER members_directory_{event.lower()} ON {table};\n"
        for table in STATEMENTS
        for event in TABLES
    )
    + """
DROP TRIGGER members_directory_truncate ON members_listing;
DROP TRIGGER members_directory_update ON members_country;
DROP TRIGGER members_directory_update ON community_theme;
"""
)
DROP = """
DROP FUNCTION members_organizations_changed();
DROP FUNCTION members_themes_changed();
DROP FUNCTION members_country_changed();
DROP FUNCTION members_theme_changed();
DROP FUNCTION members_listings_changed()
"""
FILL = "SELECT members_relist(ARRAY(SELECT id FROM members_organization))"


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0005_registration"),
        ("community", "0003_functions_that_restore"),
    ]

    operations = [
        migrations.AddField(
            model_name="name",
            name="until",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="used until the year"
            ),
        ),
        migrations.CreateModel(
            name="Listing",
            fields=[
                (
                    "organization",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="listing",
                        serialize=False,
                        to="members.organization",
                    ),
                ),
                ("plain", models.TextField()),
                (
                    "facets",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["plain", "organization"], name="listings_by_name"),
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["facets"], name="listings_by_facets"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("facet", models.TextField(primary_key=True, serialize=False)),
                ("organizations", models.IntegerField()),
            ],
        ),
        migrations.RunSQL(LISTINGS, "DROP FUNCTION members_listings(bigint[])"),
        migrations.RunSQL(RELIST, "DROP FUNCTION members_relist(bigint[])"),
        migrations.RunSQL(TALLY, "DROP FUNCTION members_count_listings(text[], text[])"),
        migrations.RunSQL(ALIKE, "DROP FUNCTION members_alike(text)"),
        migrations.RunSQL(TRIGGERS, DROP),
        migrations.RunSQL(ATTACH, DETACH),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
