"""Who took part can leave: a state of its own, in which it may be asked again."""

from django.db import migrations, models

STATES = [
    ("invited", "Invited"),
    ("offered", "Offers to help"),
    ("accepted", "Takes part"),
    ("declined", "Declined"),
    ("lapsed", "Did not answer"),
    ("left", "Has left"),
]


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0011_board")]

    operations = [
        migrations.AlterField(
            model_name=name,
            name="state",
            field=models.CharField(choices=STATES, max_length=8, verbose_name="state"),
        )
        for name in ("party", "partyversion")
    ] + [
        migrations.RemoveConstraint("party", "an_organization_is_a_party_once"),
        migrations.AddConstraint(
            "party",
            models.UniqueConstraint(
                condition=models.Q(("state__in", ("declined", "lapsed", "left")), _negated=True),
                fields=("exchange", "organization"),
                name="an_organization_is_a_party_once",
            ),
        ),
    ]
