"""Organizations that live on while their people change: names, invitations, mergers.

The database keeps in ``members_name`` what an organization is called, so that no way of writing
forgets it; aliases and former names beside those are written by the portal.
"""

import uuid

import django.contrib.postgres.functions
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# ``unaccent`` looks its dictionary up by the search path, which a restored database lacks: this
# function brings its own, and may so be called immutable.
PLAIN = """
    CREATE FUNCTION portal_plain(words text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT SET search_path FROM CURRENT AS $$
        SELECT lower(unaccent(words))
    $$
"""
NAMES = """
    CREATE FUNCTION members_names_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM members_name
        WHERE organization_id = NEW.id AND kind IN ('name', 'english', 'acronym', 'domain');
        INSERT INTO members_name (organization_id, kind, text)
        SELECT NEW.id, kind, text
        FROM (VALUES
            ('name', NEW.name), ('english', NEW.name_en),
            ('acronym', NEW.acronym), ('domain', NEW.email_domain)
        ) AS said (kind, text)
        WHERE text <> '';
        RETURN NULL;
    END $$;
    CREATE TRIGGER members_names_of_new AFTER INSERT ON members_organization
        FOR EACH ROW EXECUTE FUNCTION members_names_changed();
    CREATE TRIGGER members_names_of_changed
        AFTER UPDATE OF name, name_en, acronym, email_domain ON members_organization
        FOR EACH ROW WHEN (
            (OLD.name, OLD.name_en, OLD.acronym, OLD.email_domain)
            IS DISTINCT FROM (NEW.name, NEW.name_en, NEW.acronym, NEW.email_domain)
        )
        EXECUTE FUNCTION members_names_changed();
    INSERT INTO members_name (organization_id, kind, text)
    SELECT id, said.kind, text
    FROM members_organization, LATERAL (VALUES
        ('name', name), ('english', name_en), ('acronym', acronym), ('domain', email_domain)
    ) AS said (kind, text)
    WHERE text <> ''
"""
NO_NAMES = """
    DROP TRIGGER members_names_of_new ON members_organization;
    DROP TRIGGER members_names_of_changed ON members_organization;
    DROP FUNCTION members_names_changed()
"""


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0003_functions_that_restore"),
        ("members", "0002_countries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(PLAIN, "DROP FUNCTION portal_plain(text)"),
        migrations.CreateModel(
            name="Commitment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("title_en", models.CharField(max_length=300, verbose_name="title in English")),
                ("title_es", models.CharField(max_length=300, verbose_name="title in Spanish")),
                ("summary_en", models.TextField(verbose_name="summary in English")),
                ("summary_es", models.TextField(verbose_name="summary in Spanish")),
                ("body", models.CharField(max_length=200, verbose_name="adopted by")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("source_url", models.URLField(max_length=500, verbose_name="source")),
            ],
            options={
                "verbose_name": "regional commitment",
                "verbose_name_plural": "regional commitments",
                "ordering": ["-year", "slug"],
            },
        ),
        migrations.CreateModel(
            name="FormerAddress",
            fields=[
                (
                    "slug",
                    models.SlugField(
                        max_length=80, primary_key=True, serialize=False, verbose_name="address"
                    ),
                ),
                ("since", models.DateTimeField(auto_now_add=True, verbose_name="since")),
            ],
            options={
                "verbose_name": "former address",
                "verbose_name_plural": "former addresses",
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("viewer", "Viewer"),
                            ("editor", "Editor"),
                            ("deputy", "Deputy"),
                            ("focal_point", "Focal point"),
                        ],
                        default="editor",
                        max_length=12,
                        verbose_name="role",
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
                        default="en",
                        max_length=2,
                        verbose_name="language of the letter",
                    ),
                ),
                (
                    "message",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="a word to this person"
                    ),
                ),
                (
                    "invited_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="invited"),
                ),
                ("expires_at", models.DateTimeField(verbose_name="valid until")),
                ("accepted_at", models.DateTimeField(null=True, verbose_name="accepted")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn")),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
            },
        ),
        migrations.CreateModel(
            name="Merger",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("status_before", models.CharField(max_length=10)),
                ("moved", models.JSONField(default=dict)),
                ("reason", models.TextField(verbose_name="why")),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="when"),
                ),
                ("undone_at", models.DateTimeField(null=True, verbose_name="undone")),
            ],
            options={
                "verbose_name": "merger",
                "verbose_name_plural": "mergers",
            },
        ),
        migrations.CreateModel(
            name="Name",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("name", "Name in its own language"),
                            ("english", "Name in English"),
                            ("acronym", "Acronym"),
                            ("domain", "E-mail domain"),
                            ("alias", "Also known as"),
                            ("former", "Former name"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="name")),
                (
                    "plain",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("text"), function="portal_plain"),
                        output_field=models.TextField(),
                    ),
                ),
            ],
            options={
                "verbose_name": "name",
                "verbose_name_plural": "names",
            },
        ),
        migrations.CreateModel(
            name="Registration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("answers", models.JSONField(default=dict)),
                ("logo", models.ImageField(blank=True, upload_to="logos")),
                ("started_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name": "registration",
                "verbose_name_plural": "registrations",
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="organization",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="organization",
            name="update_update",
        ),
        migrations.AddField(
            model_name="membership",
            name="ended_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="ended_how",
            field=models.CharField(
                blank=True,
                choices=[
                    ("declined", "Request declined"),
                    ("left", "Left"),
                    ("removed", "Removed"),
                    ("replaced", "Replaced by the secretariat"),
                    ("merged", "Joined with another membership"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="application_key",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(),
                editable=False,
                unique=True,
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="check_began_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="check began"),
        ),
        migrations.AddField(
            model_name="organization",
            name="check_began_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="confirmation_asked_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="organization",
            name="confirmation_reminders",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="organization",
            name="domain_proven_at",
            field=models.DateTimeField(
                editable=False, null=True, verbose_name="domain proven by mail"
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="domain_proven_with",
            field=models.EmailField(
                blank=True, editable=False, max_length=254, verbose_name="address that proved it"
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="interests",
            field=models.TextField(
                blank=True, max_length=2000, verbose_name="statement on conflicts of interest"
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="logo",
            field=models.ImageField(
                blank=True, editable=False, upload_to="logos", verbose_name="logo"
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="logo_alt",
            field=models.CharField(blank=True, max_length=200, verbose_name="what the logo shows"),
        ),
        migrations.AddField(
            model_name="organization",
            name="merged_into",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_here",
                to="members.organization",
                verbose_name="merged into",
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="verified_because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("domain", "Its official e-mail domain is proven by mail"),
                    ("letter", "A signed letter was received"),
                    ("known", "It is known to the secretariat"),
                ],
                max_length=10,
                verbose_name="verified because",
            ),
        ),
        migrations.AddField(
            model_name="organizationversion",
            name="check_began_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="check began"),
        ),
        migrations.AddField(
            model_name="organizationversion",
            name="check_began_by",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="organizationversion",
            name="confirmation_asked_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="organizationversion",
            name="confirmation_reminders",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="organizationversion",
            name="domain_proven_at",
            field=models.DateTimeField(
                editable=False, null=True, verbose_name="domain proven by mail"
            ),
        ),
        migrations.AddField(
            model_name="organizationversion",
            name="domain_proven_with",
            field=models.EmailField(
                blank=True, editable=False, max_length=254, verbose_name="address that proved it"
            ),
        ),
        migrations.AddField(
            model_name="organizationversion",
            name="interests",
            field=models.TextField(
                blank=True, max_length=2000, verbose_name="statement on conflicts of interest"
            ),
        ),
        migrations.AddField(
            model_name="organizationversion",
            name="logo",
            field=models.ImageField(
                blank=True, editable=False, upload_to="logos", verbose_name="logo"
            ),
        ),
        migrations.AddField(
            model_name="organizationversion",
            name="logo_alt",
            field=models.CharField(blank=True, max_length=200, verbose_name="what the logo shows"),
        ),
        migrations.AddField(
            model_name="organizationversion",
            name="merged_into",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="members.organization",
                verbose_name="merged into",
            ),
        ),
        migrations.AddField(
            model_name="organizationversion",
            name="verified_because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("domain", "Its official e-mail domain is proven by mail"),
                    ("letter", "A signed letter was received"),
                    ("known", "It is known to the secretariat"),
                ],
                max_length=10,
                verbose_name="verified because",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organization",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "members_organizationversion" ("acronym", "applied_by_id", "check_began_at", "check_began_by_id", "confirmation_asked_at", "confirmation_reminders", "confirmed_at", "country_id", "created_at", "description", "description_language", "domain_proven_at", "domain_proven_with", "email_domain", "id", "interests", "is_national_focal", "is_sample", "kind", "languages", "logo", "logo_alt", "merged_into_id", "name", "name_en", "official_email", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "source_url", "status", "verified_at", "verified_because", "verified_by_id", "verified_how", "website") VALUES (NEW."acronym", NEW."applied_by_id", NEW."check_began_at", NEW."check_began_by_id", NEW."confirmation_asked_at", NEW."confirmation_reminders", NEW."confirmed_at", NEW."country_id", NEW."created_at", NEW."description", NEW."description_language", NEW."domain_proven_at", NEW."domain_proven_with", NEW."email_domain", NEW."id", NEW."interests", NEW."is_national_focal", NEW."is_sample", NEW."kind", NEW."languages", NEW."logo", NEW."logo_alt", NEW."merged_into_id", NEW."name", NEW."name_en", NEW."official_email", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."slug", NEW."source_url", NEW."status", NEW."verified_at", NEW."verified_because", NEW."verified_by_id", NEW."verified_how", NEW."website"); RETURN NULL;',
                    hash="ce40bf6671ed855408f8bbf0dbf34a99cfbd88b0",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5fbf2",
                    table="members_organization",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organization",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."acronym" IS DISTINCT FROM (NEW."acronym") OR OLD."applied_by_id" IS DISTINCT FROM (NEW."applied_by_id") OR OLD."check_began_at" IS DISTINCT FROM (NEW."check_began_at") OR OLD."check_began_by_id" IS DISTINCT FROM (NEW."check_began_by_id") OR OLD."confirmation_asked_at" IS DISTINCT FROM (NEW."confirmation_asked_at") OR OLD."confirmation_reminders" IS DISTINCT FROM (NEW."confirmation_reminders") OR OLD."confirmed_at" IS DISTINCT FROM (NEW."confirmed_at") OR OLD."country_id" IS DISTINCT FROM (NEW."country_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."description_language" IS DISTINCT FROM (NEW."description_language") OR OLD."domain_proven_at" IS DISTINCT FROM (NEW."domain_proven_at") OR OLD."domain_proven_with" IS DISTINCT FROM (NEW."domain_proven_with") OR OLD."email_domain" IS DISTINCT FROM (NEW."email_domain") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."interests" IS DISTINCT FROM (NEW."interests") OR OLD."is_national_focal" IS DISTINCT FROM (NEW."is_national_focal") OR OLD."is_sample" IS DISTINCT FROM (NEW."is_sample") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."languages" IS DISTINCT FROM (NEW."languages") OR OLD."logo" IS DISTINCT FROM (NEW."logo") OR OLD."logo_alt" IS DISTINCT FROM (NEW."logo_alt") OR OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en") OR OLD."official_email" IS DISTINCT FROM (NEW."official_email") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."source_url" IS DISTINCT FROM (NEW."source_url") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."verified_at" IS DISTINCT FROM (NEW."verified_at") OR OLD."verified_because" IS DISTINCT FROM (NEW."verified_because") OR OLD."verified_by_id" IS DISTINCT FROM (NEW."verified_by_id") OR OLD."verified_how" IS DISTINCT FROM (NEW."verified_how") OR OLD."website" IS DISTINCT FROM (NEW."website"))',
                    func='INSERT INTO "members_organizationversion" ("acronym", "applied_by_id", "check_began_at", "check_began_by_id", "confirmation_asked_at", "confirmation_reminders", "confirmed_at", "country_id", "created_at", "description", "description_language", "domain_proven_at", "domain_proven_with", "email_domain", "id", "interests", "is_national_focal", "is_sample", "kind", "languages", "logo", "logo_alt", "merged_into_id", "name", "name_en", "official_email", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "source_url", "status", "verified_at", "verified_because", "verified_by_id", "verified_how", "website") VALUES (NEW."acronym", NEW."applied_by_id", NEW."check_began_at", NEW."check_began_by_id", NEW."confirmation_asked_at", NEW."confirmation_reminders", NEW."confirmed_at", NEW."country_id", NEW."created_at", NEW."description", NEW."description_language", NEW."domain_proven_at", NEW."domain_proven_with", NEW."email_domain", NEW."id", NEW."interests", NEW."is_national_focal", NEW."is_sample", NEW."kind", NEW."languages", NEW."logo", NEW."logo_alt", NEW."merged_into_id", NEW."name", NEW."name_en", NEW."official_email", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slug", NEW."source_url", NEW."status", NEW."verified_at", NEW."verified_because", NEW."verified_by_id", NEW."verified_how", NEW."website"); RETURN NULL;',
                    hash="364f276dc205fba0695f5ae53e76465ff6cca268",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_af66e",
                    table="members_organization",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", None), ("status", "retired"), _connector="OR"),
                name="only_a_retired_organization_is_merged",
            ),
        ),
        migrations.AddField(
            model_name="commitment",
            name="themes",
            field=models.ManyToManyField(
                related_name="commitments", to="community.theme", verbose_name="themes"
            ),
        ),
        migrations.AddField(
            model_name="formeraddress",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="former_addresses",
                to="members.organization",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="accepted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="invited_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="invitations",
                to="members.organization",
            ),
        ),
        migrations.AddField(
            model_name="merger",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="merger",
            name="kept",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mergers",
                to="members.organization",
            ),
        ),
        migrations.AddField(
            model_name="merger",
            name="merged",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.organization",
            ),
        ),
        migrations.AddField(
            model_name="merger",
            name="undone_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="name",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="names",
                to="members.organization",
            ),
        ),
        migrations.AddField(
            model_name="registration",
            name="became",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="registrations",
                to="members.organization",
            ),
        ),
        migrations.AddField(
            model_name="registration",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="registrations",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                models.F("organization"),
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(("accepted_at", None), ("withdrawn_at", None)),
                name="an_address_is_invited_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("accepted_at", None), ("withdrawn_at", None), _connector="OR"),
                name="an_accepted_invitation_is_not_withdrawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="merger",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)),
                fields=("merged",),
                name="an_organization_is_merged_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="merger",
            constraint=models.CheckConstraint(
                condition=models.Q(("kept", models.F("merged")), _negated=True),
                name="an_organization_is_not_merged_with_itself",
            ),
        ),
        migrations.AddIndex(
            model_name="name",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("plain", name="gin_trgm_ops"),
                name="names_by_trigram",
            ),
        ),
        migrations.AddConstraint(
            model_name="name",
            constraint=models.UniqueConstraint(
                fields=("organization", "kind", "text"), name="an_organization_has_a_name_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.UniqueConstraint(
                condition=models.Q(("became", None)),
                fields=("person",),
                name="a_person_has_one_open_registration",
            ),
        ),
        migrations.RunSQL(NAMES, NO_NAMES),
    ]
