"""The countries are part of the portal, not of its sample content."""

from django.db import migrations

from members.countries import STATES


def load(apps, schema_editor):
    Country = apps.get_model("members", "Country")
    for state in STATES:
        Country.objects.get_or_create(
            iso2=state.iso2,
            defaults={
                "name_en": state.en,
                "name_es": state.es,
                "name_pt": state.pt,
                "name_fr": state.fr,
                "subregion": state.subregion,
                "groupings": state.groupings.split(),
                "languages": state.languages.split(),
                "oas_status": "observer" if state.subregion == "outside" else "member",
            },
        )


class Migration(migrations.Migration):
    dependencies = [("members", "0001_countries_organizations_memberships")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
