"""Translations of a sheet, piece by piece, and how the search finds and filters by them."""

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# The rows beside a sheet whose texts can be translated, by the word that their pieces begin with
# (``OF_ROWS`` of experiences/models/told.py). A new kind is one more line here.
ROWS = """
CREATE VIEW experiences_translatable_rows AS
    SELECT 'lesson' AS kind, l.id, l.experience_id, to_jsonb(l) AS texts FROM experiences_lesson l
    UNION ALL SELECT 'block', b.id, b.experience_id, to_jsonb(b) FROM experiences_block b
    UNION ALL SELECT 'figure', f.id, f.experience_id, to_jsonb(f) FROM experiences_figure f
"""

# Only what readers get: of what is public, where the original still says something. Asked for by
# number: a reindexing of a thousand sheets must not read every lesson there is.
WORDS = """
CREATE OR REPLACE FUNCTION experiences_translation_words(ids bigint[])
RETURNS TABLE (experience_id bigint, vector tsvector) LANGUAGE sql STABLE AS $$
    WITH public AS MATERIALIZED (
        SELECT t.id, t.experience_id, t.language, to_jsonb(e) AS texts
        FROM experiences_translation t JOIN experiences_experience e ON e.id = t.experience_id
        WHERE t.experience_id = ANY (ids) AND e.id = ANY (ids)
            AND t.published_at IS NOT NULL AND t.language <> e.language
    ), standing AS MATERIALIZED (
        SELECT format('%s:%s', r.kind, r.id) AS key, r.experience_id, r.texts
        FROM experiences_translatable_rows r
        WHERE r.experience_id = ANY (ARRAY(SELECT public.experience_id FROM public))
    ), said AS MATERIALIZED (
        SELECT public.experience_id, public.language, p.text,
            CASE
                WHEN p.part = 'title' THEN 'A' WHEN p.part = 'summary' THEN 'B'
                WHEN p.part = 'results' OR p.part LIKE 'lesson:%' THEN 'C' ELSE 'D'
            END AS place
        FROM public JOIN experiences_translatedpiece p ON p.translation_id = public.id
        LEFT JOIN standing ON standing.experience_id = public.experience_id
            AND standing.key = split_part(p.part, ':', 1) || ':' || split_part(p.part, ':', 2)
        WHERE p.translation_id = ANY (ARRAY(SELECT public.id FROM public))
            AND coalesce(CASE WHEN p.part LIKE '%:%' THEN standing.texts ->> split_part(p.part, ':', 3)
                ELSE public.texts ->> p.part END, '') <> ''
    ), weighed AS MATERIALIZED (
        SELECT said.experience_id, said.language, said.place, setweight(to_tsvector(
            portal_config(said.language), left(string_agg(said.text, ' ' ORDER BY said.text), 60000)
        ), said.place::"char") AS vector
        FROM said GROUP BY said.experience_id, said.language, said.place
    )
    SELECT weighed.experience_id, experiences_joined(vector ORDER BY language, place)
    FROM weighed GROUP BY weighed.experience_id
$$
"""
NO_WORDS = """
CREATE OR REPLACE FUNCTION experiences_translation_words(ids bigint[])
RETURNS TABLE (experience_id bigint, vector tsvector) LANGUAGE sql STABLE AS $$
    SELECT NULL::bigint, NULL::tsvector WHERE false
$$
"""

# A sheet can be read in its own language and in those of its public translations.
FACETS = """
CREATE OR REPLACE FUNCTION experiences_facets(ids bigint[])
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
    {translated}UNION
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
TRANSLATED = """UNION
    SELECT t.experience_id, 'language', t.language FROM experiences_translation t
    WHERE t.experience_id = ANY (ids) AND t.published_at IS NOT NULL
    """

# Drafts of translations change nothing that can be found. What belongs to a sheet locks it first.
CHANGED = """
CREATE FUNCTION experiences_translations_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        ids := ARRAY(SELECT experience_id FROM come WHERE published_at IS NOT NULL);
    ELSIF TG_OP = 'DELETE' THEN
        ids := ARRAY(SELECT experience_id FROM gone WHERE published_at IS NOT NULL);
    ELSE
        ids := ARRAY(
            SELECT unnest(ARRAY[come.experience_id, gone.experience_id])
            FROM come JOIN gone USING (id)
            WHERE (come.published_at, come.language, come.experience_id)
                IS DISTINCT FROM (gone.published_at, gone.language, gone.experience_id)
        );
    END IF;
    PERFORM FROM experiences_experience WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
    PERFORM experiences_reindex(ids);
    RETURN NULL;
END $$;

CREATE FUNCTION experiences_pieces_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    concerned bigint[];
    ids bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        concerned := ARRAY(SELECT translation_id FROM come);
    ELSIF TG_OP = 'DELETE' THEN
        concerned := ARRAY(SELECT translation_id FROM gone);
    ELSE
        concerned := ARRAY(SELECT translation_id FROM come UNION SELECT translation_id FROM gone);
    END IF;
    ids := ARRAY(
        SELECT DISTINCT experience_id FROM experiences_translation
        WHERE id = ANY (concerned) AND published_at IS NOT NULL
    );
    PERFORM FROM experiences_experience WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
    PERFORM experiences_reindex(ids);
    RETURN NULL;
END $$;
"""
TABLES = {
    "INSERT": "NEW TABLE AS come",
    "UPDATE": "OLD TABLE AS gone NEW TABLE AS come",
    "DELETE": "OLD TABLE AS gone",
}
INDEXED = CHANGED + "".join(
    f"CREATE TRIGGER experiences_index_{event.lower()} AFTER {event} ON experiences_{table}"
    f" REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION experiences_{things}_changed();"
    for table, things in (("translation", "translations"), ("translatedpiece", "pieces"))
    for event, rows in TABLES.items()
)
NOT_INDEXED = """
DROP FUNCTION experiences_translations_changed() CASCADE;
DROP FUNCTION experiences_pieces_changed() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("experiences", "0010_blocks_and_long_form"),
        ("members", "0006_directory"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TranslatedPiece",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("part", models.CharField(max_length=60, verbose_name="part")),
                ("text", models.TextField(verbose_name="translation")),
                ("original", models.TextField(verbose_name="original")),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="when"),
                ),
                ("is_machine", models.BooleanField(default=False, verbose_name="by a machine")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "translated part",
                "verbose_name_plural": "translated parts",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Translation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("en", "English"),
                            ("es", "Spanish"),
                            ("pt", "Portuguese"),
                            ("fr", "French"),
                        ],
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                (
                    "is_machine",
                    models.BooleanField(default=False, verbose_name="begun by a machine"),
                ),
                (
                    "started_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="begun"),
                ),
                (
                    "changed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="last change"
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="published"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="begun by",
                    ),
                ),
                (
                    "experience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="translations",
                        to="experiences.experience",
                        verbose_name="experience",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="translations",
                        to="members.organization",
                        verbose_name="organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "translation",
                "verbose_name_plural": "translations",
                "ordering": ["language"],
            },
        ),
        migrations.CreateModel(
            name="TranslatedPieceVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("part", models.CharField(max_length=60, verbose_name="part")),
                ("text", models.TextField(verbose_name="translation")),
                ("original", models.TextField(verbose_name="original")),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="when"),
                ),
                ("is_machine", models.BooleanField(default=False, verbose_name="by a machine")),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="experiences.translatedpiece",
                    ),
                ),
                (
                    "translation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="experiences.translation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="translatedpiece",
            name="translation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="pieces",
                to="experiences.translation",
            ),
        ),
        migrations.CreateModel(
            name="TranslationVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("en", "English"),
                            ("es", "Spanish"),
                            ("pt", "Portuguese"),
                            ("fr", "French"),
                        ],
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                (
                    "is_machine",
                    models.BooleanField(default=False, verbose_name="begun by a machine"),
                ),
                (
                    "started_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="begun"),
                ),
                (
                    "published_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="published"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="begun by",
                    ),
                ),
                (
                    "experience",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="experiences.experience",
                        verbose_name="experience",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="members.organization",
                        verbose_name="organization",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="experiences.translation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="translation",
            constraint=models.UniqueConstraint(
                fields=("experience", "language"), name="a_sheet_has_a_language_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="translation",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "experiences_translationversion" ("by_id", "experience_id", "id", "is_machine", "language", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "started_at") VALUES (NEW."by_id", NEW."experience_id", NEW."id", NEW."is_machine", NEW."language", NEW."organization_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_at", NEW."started_at"); RETURN NULL;',
                    hash="d7daa193b38e39b8fab73416409c2336ed73c2fa",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b206f",
                    table="experiences_translation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="translation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."experience_id" IS DISTINCT FROM (NEW."experience_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_machine" IS DISTINCT FROM (NEW."is_machine") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."started_at" IS DISTINCT FROM (NEW."started_at"))',
                    func='INSERT INTO "experiences_translationversion" ("by_id", "experience_id", "id", "is_machine", "language", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "started_at") VALUES (NEW."by_id", NEW."experience_id", NEW."id", NEW."is_machine", NEW."language", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_at", NEW."started_at"); RETURN NULL;',
                    hash="afd1bddbdad6abbe0199873bf792acd35f2fb5bc",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_19935",
                    table="experiences_translation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="translation",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "experiences_translationversion" ("by_id", "experience_id", "id", "is_machine", "language", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "started_at") VALUES (OLD."by_id", OLD."experience_id", OLD."id", OLD."is_machine", OLD."language", OLD."organization_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."published_at", OLD."started_at"); RETURN NULL;',
                    hash="79f54e91386afff1caad3fc0f18070fd764691e8",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_c8bfa",
                    table="experiences_translation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="translatedpieceversion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="30c259c8c9081da06e79da83889482c914bc225f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_5df79",
                    table="experiences_translatedpieceversion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="translatedpiece",
            constraint=models.UniqueConstraint(
                fields=("translation", "part"), name="a_part_is_translated_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="translatedpiece",
            trigger=pgtrigger.compiler.Trigger(
                name="no_machine_replaces_a_person",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (NEW."is_machine" AND NOT OLD."is_machine")',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="1053b6fc56e7012cee2abb5e7913ccad96538477",
                    operation="UPDATE",
                    pgid="pgtrigger_no_machine_replaces_a_person_1db1f",
                    table="experiences_translatedpiece",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="translatedpiece",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "experiences_translatedpieceversion" ("at", "by_id", "id", "is_machine", "original", "part", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "translation_id") VALUES (NEW."at", NEW."by_id", NEW."id", NEW."is_machine", NEW."original", NEW."part", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."text", NEW."translation_id"); RETURN NULL;',
                    hash="7ccdba902402086837f77b7893cc5e029d73e3d2",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f9017",
                    table="experiences_translatedpiece",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="translatedpiece",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "experiences_translatedpieceversion" ("at", "by_id", "id", "is_machine", "original", "part", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "translation_id") VALUES (NEW."at", NEW."by_id", NEW."id", NEW."is_machine", NEW."original", NEW."part", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."text", NEW."translation_id"); RETURN NULL;',
                    hash="a9d56e218267008a50728a1c386a1981ca6a1e21",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_73496",
                    table="experiences_translatedpiece",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="translatedpiece",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "experiences_translatedpieceversion" ("at", "by_id", "id", "is_machine", "original", "part", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "translation_id") VALUES (OLD."at", OLD."by_id", OLD."id", OLD."is_machine", OLD."original", OLD."part", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."text", OLD."translation_id"); RETURN NULL;',
                    hash="a2287d2338623f837ed8822647ada135641d9daa",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e2aaa",
                    table="experiences_translatedpiece",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="translationversion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="89aefb3cfd787827d6ce560bc7ebdff5a4bd7e2e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_dc05d",
                    table="experiences_translationversion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(ROWS, "DROP VIEW experiences_translatable_rows"),
        migrations.RunSQL(WORDS, NO_WORDS),
        migrations.RunSQL(FACETS.format(translated=TRANSLATED), FACETS.format(translated="")),
        migrations.RunSQL(INDEXED, NOT_INDEXED),
    ]
