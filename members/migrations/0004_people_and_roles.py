"""What becomes of a focal point whose successor is invited; and the log of an organization.

The log reads events by the number of the organization they were done for. The table belongs to
the floor below, which knows no organizations; the index is therefore made here.
"""

from django.db import migrations, models

INDEX = """
    CREATE INDEX events_of_an_organization
    ON community_event (organization_number, at DESC, id DESC) WHERE organization_number <> ''
"""


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0002_text_search"),
        ("members", "0003_living_organizations"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="afterwards",
            field=models.CharField(blank=True, default="", max_length=12),
            preserve_default=False,
        ),
        migrations.RunSQL(INDEX, "DROP INDEX events_of_an_organization"),
    ]
