"""Much invented content to measure with: the same each time, whole, and never in production."""

import pytest
from django.core.management import CommandError, call_command

from community.models import Person
from exchanges.models import Exchange, Offer, Party
from experiences.models import Experience, IndexEntry
from members.models import Listing, Membership, Name, Organization, Tally
from portal.scale.making import make
from tests.make import country

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def countries(db):
    """Whoever emptied the database before has lost those of the migration."""
    for iso2 in ("CL", "JM", "BR"):
        country(iso2)


def test_everything_is_there_and_the_database_has_seen_it(client):
    made = make(organizations=12, people=30, experiences=4)
    assert made == {
        "organizations": 12, "people": 30, "experiences": 4, "offers": 6, "exchanges": 6
    }  # fmt: skip
    assert Organization.objects.approved().count() == Listing.objects.count() == 12
    assert Person.objects.count() == Membership.objects.active().count() == 30
    assert Membership.objects.filter(role="focal_point").count() == 12
    assert Experience.objects.published().count() == IndexEntry.objects.count() == 4
    assert Offer.objects.count() == 6
    assert Exchange.objects.public().count() == 6
    assert Party.objects.filter(role="recipient").count() == 6
    assert Name.objects.filter(kind="name").count() == 12
    kinds = Tally.objects.filter(facet__startswith="kind:")
    assert sum(kinds.values_list("organizations", flat=True)) == 12
    assert client.get("/en/organizations/").context["directory"].found == 12


def test_it_is_the_same_each_time_and_a_second_run_adds():
    make(organizations=5, people=0, experiences=0)
    first = list(Organization.objects.order_by("pk").values_list("name", "kind", "country"))
    make(organizations=5, people=0, experiences=0)
    second = list(Organization.objects.order_by("pk").values_list("name", "kind", "country"))
    assert second == first + first


def test_invented_content_stays_out_of_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("make_scale", organizations=1)
    assert not Organization.objects.exists()
