"""What the search reads, kept true by the database itself: no way of writing can forget it.

``experiences_entries`` computes the entries of some sheets, ``experiences_reindex`` writes them,
and triggers call it wherever something changes that a sheet is found by. One advisory lock makes
all changes of the index take turns: what two people change at once is never half seen.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

# The facets of sheets, as pairs that experiences_facet has (or gets) a row for.
FACETS = """
CREATE FUNCTION experiences_facets(ids bigint[])
RETURNS TABLE (experience_id bigint, kind text, value text)
LANGUAGE sql STABLE AS $$
    SELECT c.experience_id, 'country', c.country_id
    FROM experiences_experience_countries c WHERE c.experience_id = ANY (ids)
    UNION
    SELECT tagged.content_object_id, 'theme', each.id::text
    FROM experiences_themedexperience tagged
    JOIN community_theme t ON t.id = tagged.tag_id
    CROSS JOIN LATERAL unnest(ARRAY[t.id, t.parent_id]) AS each (id)
    WHERE tagged.content_object_id = ANY (ids) AND each.id IS NOT NULL
    UNION
    SELECT e.id, pair.kind, pair.value
    FROM experiences_experience e
    JOIN members_organization o ON o.id = e.organization_id
    CROSS JOIN LATERAL (
        SELECT 'population' AS kind, unnest(e.populations) AS value
        UNION ALL SELECT 'organization', o.id::text
        UNION ALL SELECT 'kind', o.kind
        UNION ALL SELECT 'maturity', e.maturity
        UNION ALL SELECT 'instrument', e.instrument
        UNION ALL SELECT 'language', e.language
        UNION ALL SELECT 'year', e.start_year::text
    ) AS pair
    WHERE e.id = ANY (ids) AND pair.value <> ''
$$
"""

# Freshness counts by the day of publication, so that the number never has to be computed again.
QUALITY = """
CREATE FUNCTION experiences_quality(experience_id bigint) RETURNS double precision
LANGUAGE sql STABLE AS $$
    SELECT 0.3 * EXISTS (
            SELECT FROM experiences_figure f WHERE f.experience_id = e.id AND f.source <> ''
        )::int
        + 0.1 * EXISTS (SELECT FROM experiences_figure f WHERE f.experience_id = e.id)::int
        + 0.2 * EXISTS (SELECT FROM experiences_lesson l WHERE l.experience_id = e.id)::int
        + 0.2 * (
            e.what_did_not_work <> '' OR EXISTS (
                SELECT FROM experiences_lesson l
                WHERE l.experience_id = e.id AND l.polarity = 'does-not-work'
            )
        )::int
        + 0.02 * (extract(epoch FROM e.published_at) - 1577836800) / 31557600
    FROM experiences_experience e WHERE e.id = experience_id
$$
"""

# How people speak of several countries at once.
REGIONS = """
CREATE VIEW experiences_regions AS SELECT * FROM (VALUES
    ('caribbean', 'Caribbean', 'Caribe', 'Caribe', 'Caraïbes Caraïbe'),
    ('central-america', 'Central America', 'América Central Centroamérica',
        'América Central', 'Amérique centrale'),
    ('north-america', 'North America', 'América del Norte Norteamérica',
        'América do Norte', 'Amérique du Nord'),
    ('south-america', 'South America', 'América del Sur Sudamérica',
        'América do Sul', 'Amérique du Sud'),
    ('SIDS', 'small island developing states SIDS', 'pequeños Estados insulares en desarrollo PEID',
        'pequenos Estados insulares em desenvolvimento', 'petits États insulaires en développement'),
    ('CAN', 'Andean Community Andean countries', 'Comunidad Andina países andinos',
        'Comunidade Andina países andinos', 'Communauté andine pays andins')
) AS region (code, en, es, pt, fr)
"""

# Whom a sheet is about, in the words of each language.
POPULATIONS = """
CREATE VIEW experiences_populations AS SELECT * FROM (VALUES
    ('children', 'children', 'niños niñas niñez', 'crianças infância', 'enfants enfance'),
    ('adolescents-youth', 'adolescents youth', 'adolescentes jóvenes juventud',
        'adolescentes jovens juventude', 'adolescents jeunes jeunesse'),
    ('students', 'students', 'estudiantes', 'estudantes', 'élèves étudiants'),
    ('women', 'women', 'mujeres', 'mulheres', 'femmes'),
    ('pregnant-women', 'pregnant women', 'mujeres embarazadas', 'gestantes grávidas',
        'femmes enceintes'),
    ('working-parents', 'working parents', 'padres y madres que trabajan',
        'pais e mães que trabalham', 'parents qui travaillent'),
    ('older-persons', 'older persons', 'personas mayores', 'pessoas idosas', 'personnes âgées'),
    ('persons-with-disabilities', 'persons with disabilities', 'personas con discapacidad',
        'pessoas com deficiência', 'personnes handicapées'),
    ('families-in-poverty', 'families in poverty', 'familias en pobreza', 'famílias em pobreza',
        'familles pauvres'),
    ('families-in-extreme-poverty', 'families in extreme poverty', 'familias en pobreza extrema',
        'famílias em extrema pobreza', 'familles en extrême pauvreté'),
    ('indigenous-peoples', 'indigenous peoples', 'pueblos indígenas', 'povos indígenas',
        'peuples autochtones'),
    ('afrodescendants', 'afrodescendants', 'afrodescendientes', 'afrodescendentes quilombolas',
        'afrodescendants'),
    ('informal-workers', 'informal workers', 'trabajadores informales', 'trabalhadores informais',
        'travailleurs informels'),
    ('small-farmers', 'small farmers', 'pequeños agricultores', 'agricultores familiares',
        'petits agriculteurs'),
    ('rural-households', 'rural households', 'hogares rurales', 'domicílios rurais',
        'ménages ruraux'),
    ('displaced', 'displaced persons migrants refugees',
        'personas desplazadas migrantes refugiadas', 'pessoas deslocadas migrantes refugiadas',
        'personnes déplacées migrants réfugiés'),
    ('disaster-affected', 'people affected by disasters', 'personas afectadas por desastres',
        'pessoas afetadas por desastres', 'personnes touchées par des catastrophes')
) AS population (code, en, es, pt, fr)
"""

# A text is cut where it would make a vector too large to be stored; forms allow less.
ENTRIES = """
CREATE FUNCTION experiences_entries(ids bigint[])
RETURNS TABLE (
    experience_id bigint, vector tsvector, head tsvector, facets int[], words text[],
    quality double precision, published_at timestamptz
)
LANGUAGE sql STABLE AS $$
    SELECT
        e.id,
        setweight(own.title || own.programme, 'A')
            || setweight(own.summary || known.labels || known.concepts || named.names || body.name, 'B')
            || setweight(about.populations || told.lessons || to_tsvector(own.config, left(e.results, 20000)), 'C')
            || to_tsvector(own.config, concat_ws(' ', left(e.problem, 20000),
                left(e.what_was_done, 20000), left(e.what_did_not_work, 20000),
                left(e.conditions_for_transfer, 20000)))
            || setweight(named.regions, 'C'),
        setweight(own.title, 'A')
            || setweight(to_tsvector(own.config, e.summary) || known.labels || known.concepts, 'B'),
        ARRAY(
            SELECT facet.id FROM experiences_facets(ARRAY[e.id]) AS f
            JOIN experiences_facet facet ON facet.kind = f.kind AND facet.value = f.value
            ORDER BY facet.id
        )::int[],
        ARRAY(
            SELECT word FROM unnest(tsvector_to_array(to_tsvector(portal_config(''), concat_ws(' ',
                e.title, e.programme, e.summary, e.overview, known.words, named.words, body.words,
                left(e.results, 20000), left(e.problem, 20000), left(e.what_was_done, 20000),
                left(e.what_did_not_work, 20000), told.words)))) AS word
            WHERE word ~ '^[[:alpha:]]{4,40}$'
        ),
        experiences_quality(e.id),
        e.published_at
    FROM experiences_experience e
    JOIN members_organization o ON o.id = e.organization_id
    CROSS JOIN LATERAL (
        SELECT
            portal_config(e.language) AS config,
            to_tsvector(portal_config(e.language), e.title)
                || to_tsvector(portal_config(''), e.title) AS title,
            to_tsvector(portal_config(e.language), e.programme)
                || to_tsvector(portal_config(''), e.programme) AS programme,
            to_tsvector(portal_config(e.language), concat_ws(' ', e.summary, e.overview)) AS summary
    ) AS own
    CROSS JOIN LATERAL (
        SELECT
            to_tsvector(portal_config('en'), coalesce(string_agg(t.label_en, ' '), ''))
                || to_tsvector(portal_config('es'), coalesce(string_agg(t.label_es, ' '), ''))
                || to_tsvector(portal_config('pt'), coalesce(string_agg(t.label_pt, ' '), ''))
                || to_tsvector(portal_config('fr'), coalesce(string_agg(t.label_fr, ' '), ''))
                || to_tsvector(own.config, coalesce((
                    SELECT string_agg(tag.name, ' ') FROM experiences_keywordedexperience k
                    JOIN taggit_tag tag ON tag.id = k.tag_id WHERE k.content_object_id = e.id
                ), '')) AS labels,
            coalesce(string_agg(format('''theme:%s'':%s', t.id, t.place), ' '), '')::tsvector
                AS concepts,
            concat_ws(' ', string_agg(t.label_en, ' '), string_agg(t.label_es, ' '),
                string_agg(t.label_pt, ' '), string_agg(t.label_fr, ' ')) AS words
        FROM (
            SELECT theme.*, row_number() OVER (ORDER BY theme.id) AS place
            FROM experiences_facets(ARRAY[e.id]) AS f
            JOIN community_theme theme ON f.kind = 'theme' AND theme.id = f.value::bigint
        ) AS t
    ) AS known
    CROSS JOIN LATERAL (
        SELECT
            to_tsvector(portal_config('en'), coalesce(string_agg(c.name_en, ' '), ''))
                || to_tsvector(portal_config('es'), coalesce(string_agg(c.name_es, ' '), ''))
                || to_tsvector(portal_config('pt'), coalesce(string_agg(c.name_pt, ' '), ''))
                || to_tsvector(portal_config('fr'), coalesce(string_agg(c.name_fr, ' '), ''))
                AS names,
            to_tsvector(portal_config('en'), coalesce(string_agg(region.en, ' '), ''))
                || to_tsvector(portal_config('es'), coalesce(string_agg(region.es, ' '), ''))
                || to_tsvector(portal_config('pt'), coalesce(string_agg(region.pt, ' '), ''))
                || to_tsvector(portal_config('fr'), coalesce(string_agg(region.fr, ' '), ''))
                || to_tsvector(portal_config(''),
                    coalesce(string_agg(array_to_string(c.groupings, ' '), ' '), ''))
                AS regions,
            concat_ws(' ', string_agg(c.name_en, ' '), string_agg(c.name_es, ' '),
                string_agg(c.name_pt, ' '), string_agg(c.name_fr, ' ')) AS words
        FROM experiences_experience_countries in_country
        JOIN members_country c ON c.iso2 = in_country.country_id
        CROSS JOIN LATERAL (
            SELECT string_agg(r.en, ' ') AS en, string_agg(r.es, ' ') AS es,
                string_agg(r.pt, ' ') AS pt, string_agg(r.fr, ' ') AS fr
            FROM experiences_regions r
            WHERE r.code = c.subregion OR r.code = ANY (c.groupings) OR (r.code = 'SIDS'
                AND (c.subregion = 'caribbean' OR 'CARICOM' = ANY (c.groupings)))
        ) AS region
        WHERE in_country.experience_id = e.id
    ) AS named
    CROSS JOIN LATERAL (
        SELECT
            to_tsvector(portal_config('en'), coalesce(string_agg(p.en, ' '), ''))
                || to_tsvector(portal_config('es'), coalesce(string_agg(p.es, ' '), ''))
                || to_tsvector(portal_config('pt'), coalesce(string_agg(p.pt, ' '), ''))
                || to_tsvector(portal_config('fr'), coalesce(string_agg(p.fr, ' '), ''))
                AS populations
        FROM experiences_populations p WHERE p.code = ANY (e.populations)
    ) AS about
    CROSS JOIN LATERAL (
        SELECT
            to_tsvector(own.config, o.name) || to_tsvector(portal_config('en'), o.name_en)
                || to_tsvector(portal_config(''), concat_ws(' ', o.name, o.acronym)) AS name,
            concat_ws(' ', o.name, o.name_en) AS words
    ) AS body
    CROSS JOIN LATERAL (
        SELECT
            to_tsvector(own.config, said.words) AS lessons, said.words AS words
        FROM (
            SELECT left(coalesce(string_agg(concat_ws(' ', l.claim, l.because, l.holds_where,
                l.not_where, l.do_differently), ' ' ORDER BY l.position, l.id), ''), 60000) AS words
            FROM experiences_lesson l WHERE l.experience_id = e.id
        ) AS said
    ) AS told
    WHERE e.id = ANY (ids) AND e.status = 'published'
$$
"""

LOCK = """
CREATE FUNCTION experiences_take_turns() RETURNS void
LANGUAGE sql VOLATILE AS $$ SELECT pg_advisory_xact_lock(7001, 1) $$
"""

REINDEX = """
CREATE FUNCTION experiences_reindex(ids bigint[]) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    concerned bigint[] := ARRAY(
        SELECT id FROM experiences_experience WHERE id = ANY (ids) AND status = 'published'
        UNION SELECT experience_id FROM experiences_indexentry WHERE experience_id = ANY (ids)
    );
BEGIN
    IF concerned = '{}' THEN
        RETURN;
    END IF;
    PERFORM experiences_take_turns();  -- the statements below see what was committed meanwhile
    INSERT INTO experiences_facet (kind, value, count)
        SELECT DISTINCT kind, value, 0 FROM experiences_facets(concerned)
        ON CONFLICT (kind, value) DO NOTHING;
    DELETE FROM experiences_indexentry entry WHERE entry.experience_id = ANY (concerned)
        AND NOT EXISTS (
            SELECT FROM experiences_experience e
            WHERE e.id = entry.experience_id AND e.status = 'published'
        );
    INSERT INTO experiences_indexentry
            (experience_id, vector, head, facets, words, quality, published_at)
        SELECT experience_id, vector, head, facets, words, quality, published_at
        FROM experiences_entries(concerned)
        ON CONFLICT (experience_id) DO UPDATE SET
            vector = excluded.vector, head = excluded.head, facets = excluded.facets,
            words = excluded.words, quality = excluded.quality,
            published_at = excluded.published_at;
END $$
"""

# Transition tables are called gone and come. What belongs to a sheet locks it first: somebody may
# be publishing it at this moment.
TRIGGERS = """
CREATE FUNCTION experiences_sheets_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM experiences_reindex(ARRAY(SELECT id FROM come ORDER BY id));
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM experiences_reindex(ARRAY(SELECT id FROM gone ORDER BY id));
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM experiences_reindex(ARRAY(
            SELECT come.id FROM come JOIN gone USING (id)
            WHERE come.status = 'published' OR gone.status = 'published' ORDER BY come.id
        ));
    ELSE
        DELETE FROM experiences_indexentry;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION experiences_parts_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        EXECUTE format('SELECT array_agg(DISTINCT %I) FROM come', TG_ARGV[0]) INTO ids;
    ELSIF TG_OP = 'DELETE' THEN
        EXECUTE format('SELECT array_agg(DISTINCT %I) FROM gone', TG_ARGV[0]) INTO ids;
    ELSE
        EXECUTE format(
            'SELECT array_agg(DISTINCT id) FROM (SELECT %1$I FROM come UNION SELECT %1$I FROM gone)'
            ' AS changed (id)', TG_ARGV[0]
        ) INTO ids;
    END IF;
    PERFORM FROM experiences_experience WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
    PERFORM experiences_reindex(ids);
    RETURN NULL;
END $$;

CREATE FUNCTION experiences_organization_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM experiences_take_turns();
    PERFORM experiences_reindex(ARRAY(
        SELECT id FROM experiences_experience
        WHERE organization_id = NEW.id AND status = 'published'
    ));
    RETURN NULL;
END $$;

CREATE FUNCTION experiences_country_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM experiences_take_turns();
    PERFORM experiences_reindex(ARRAY(
        SELECT experience_id FROM experiences_experience_countries WHERE country_id = NEW.iso2
    ));
    RETURN NULL;
END $$;

CREATE FUNCTION experiences_theme_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM experiences_take_turns();
    PERFORM experiences_reindex(ARRAY(
        SELECT tagged.content_object_id FROM experiences_themedexperience tagged
        JOIN community_theme t ON t.id = tagged.tag_id WHERE NEW.id IN (t.id, t.parent_id)
    ));
    RETURN NULL;
END $$;

CREATE FUNCTION experiences_keyword_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM experiences_take_turns();
    PERFORM experiences_reindex(ARRAY(
        SELECT content_object_id FROM experiences_keywordedexperience WHERE tag_id = NEW.id
    ));
    RETURN NULL;
END $$;

CREATE FUNCTION experiences_entries_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM experiences_count(ARRAY(SELECT unnest(facets) FROM come), '{}',
            ARRAY(SELECT unnest(words) FROM come), '{}');
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM experiences_count('{}', ARRAY(SELECT unnest(facets) FROM gone),
            '{}', ARRAY(SELECT unnest(words) FROM gone));
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM experiences_count(
            ARRAY(SELECT unnest(facets) FROM come), ARRAY(SELECT unnest(facets) FROM gone),
            ARRAY(SELECT unnest(words) FROM come), ARRAY(SELECT unnest(words) FROM gone));
    ELSE
        UPDATE experiences_facet SET count = 0;
        DELETE FROM experiences_word;
    END IF;
    RETURN NULL;
END $$;
"""

# In the order of ids and words, so that nobody ever waits for somebody who waits for him.
COUNT = """
CREATE FUNCTION experiences_count(
    facets_come int[], facets_gone int[], words_come text[], words_gone text[]
) RETURNS void LANGUAGE sql VOLATILE AS $$
    WITH changes AS (
        SELECT id, sum(n) AS n FROM (
            SELECT unnest(facets_come) AS id, 1 AS n
            UNION ALL SELECT unnest(facets_gone), -1
        ) AS each GROUP BY id HAVING sum(n) <> 0
    ), taken AS (
        SELECT f.id FROM experiences_facet f JOIN changes USING (id) ORDER BY f.id FOR UPDATE OF f
    )
    UPDATE experiences_facet f SET count = f.count + changes.n
    FROM changes JOIN taken USING (id) WHERE f.id = changes.id;

    INSERT INTO experiences_word (word, sheets)
    SELECT word, sum(n) FROM (
        SELECT unnest(words_come) AS word, 1 AS n UNION ALL SELECT unnest(words_gone), -1
    ) AS each GROUP BY word HAVING sum(n) <> 0 ORDER BY word
    ON CONFLICT (word) DO UPDATE SET sheets = experiences_word.sheets + excluded.sheets;

    DELETE FROM experiences_word WHERE word = ANY (words_gone) AND sheets <= 0;
$$
"""

PARTS = {
    "experiences_themedexperience": "content_object_id",
    "experiences_keywordedexperience": "content_object_id",
    "experiences_experience_countries": "experience_id",
    "experiences_lesson": "experience_id",
    "experiences_figure": "experience_id",
}
ROWS = {
    "members_organization": ("organization", ("name", "name_en", "acronym", "kind")),
    "members_country": (
        "country",
        ("name_en", "name_es", "name_pt", "name_fr", "subregion", "groupings"),
    ),
    "community_theme": ("theme", ("label_en", "label_es", "label_pt", "label_fr", "parent_id")),
    "taggit_tag": ("keyword", ("name",)),
}
TABLES = {
    "INSERT": "NEW TABLE AS come",
    "UPDATE": "OLD TABLE AS gone NEW TABLE AS come",
    "DELETE": "OLD TABLE AS gone",
}


def of_statements(table: str, function: str) -> str:
    return "".join(
        f"CREATE TRIGGER experiences_index_{event.lower()} AFTER {event} ON {table}"
        f" REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION {function};\n"
        for event, tables in TABLES.items()
    )


def of_truncation(table: str, function: str) -> str:
    return (
        f"CREATE TRIGGER experiences_index_truncate AFTER TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {function};\n"
    )


def of_rows(table: str, thing: str, columns: tuple[str, ...]) -> str:
    changed = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in columns)
    return (
        f"CREATE TRIGGER experiences_index_update AFTER UPDATE ON {table} FOR EACH ROW"
        f" WHEN ({changed}) EXECUTE FUNCTION experiences_{thing}_changed();\n"
    )


def without(table: str, *events: str) -> str:
    return "".join(f"DROP TRIGGER experiences_index_{event} ON {table};\n" for event in events)


ATTACH = (
    of_statements("experiences_experience", "experiences_sheets_changed()")
    + of_truncation("experiences_experience", "experiences_sheets_changed()")
    + of_statements("experiences_indexentry", "experiences_entries_changed()")
    + of_truncation("experiences_indexentry", "experiences_entries_changed()")
    + "".join(
        of_statements(table, f"experiences_parts_changed('{column}')")
        for table, column in PARTS.items()
    )
    + "".join(of_rows(table, thing, columns) for table, (thing, columns) in ROWS.items())
)
DETACH = "".join(
    [without(table, "insert", "update", "delete", "truncate")
     for table in ("experiences_experience", "experiences_indexentry")]
    + [without(table, "insert", "update", "delete") for table in PARTS]
    + [without(table, "update") for table in ROWS]
)  # fmt: skip

FUNCTIONS = (
    "experiences_sheets_changed()",
    "experiences_parts_changed()",
    "experiences_organization_changed()",
    "experiences_country_changed()",
    "experiences_theme_changed()",
    "experiences_keyword_changed()",
    "experiences_entries_changed()",
)
FILL = """
SELECT experiences_reindex(
    ARRAY(SELECT id FROM experiences_experience WHERE status = 'published' ORDER BY id)
)
"""
EMPTY = "DELETE FROM experiences_indexentry; DELETE FROM experiences_facet;"


class Migration(migrations.Migration):
    dependencies = [("experiences", "0001_sheets_and_lessons")]

    operations = [
        migrations.CreateModel(
            name="Word",
            fields=[
                ("word", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("sheets", models.IntegerField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["word"], name="words_by_trigrams", opclasses=["gin_trgm_ops"]
                    )
                ]
            },
        ),
        migrations.AddField(
            "indexentry",
            "words",
            django.contrib.postgres.fields.ArrayField(
                models.CharField(max_length=40), default=list
            ),
        ),
        migrations.RunSQL(FACETS, "DROP FUNCTION experiences_facets(bigint[])"),
        migrations.RunSQL(QUALITY, "DROP FUNCTION experiences_quality(bigint)"),
        migrations.RunSQL(REGIONS, "DROP VIEW experiences_regions"),
        migrations.RunSQL(POPULATIONS, "DROP VIEW experiences_populations"),
        migrations.RunSQL(ENTRIES, "DROP FUNCTION experiences_entries(bigint[])"),
        migrations.RunSQL(LOCK, "DROP FUNCTION experiences_take_turns()"),
        migrations.RunSQL(REINDEX, "DROP FUNCTION experiences_reindex(bigint[])"),
        migrations.RunSQL(COUNT, "DROP FUNCTION experiences_count(int[], int[], text[], text[])"),
        migrations.RunSQL(TRIGGERS, "".join(f"DROP FUNCTION {name};" for name in FUNCTIONS)),
        migrations.RunSQL(ATTACH, DETACH),
        migrations.RunSQL(FILL, EMPTY),
    ]
