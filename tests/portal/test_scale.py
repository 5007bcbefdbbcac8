"""A network of any size to measure with: the same each time, and whole. Sheets: test_make_scale."""

import pytest

from community.models import Follow, Person, Question
from exchanges.models import Activity, Contribution, Exchange, FollowUp, Offer, Party, Report, Want
from exchanges.vocabulary import Status
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
    made = make(organizations=12, people=30)
    assert made == {"organizations": 12, "people": 30, "offers": 6, "exchanges": 6}
    assert Organization.objects.approved().count() == Listing.objects.count() == 12
    assert Person.objects.count() == Membership.objects.active().count() == 30
    assert Membership.objects.filter(role="focal_point").count() == 12
    assert Offer.objects.count() == 6
    assert Exchange.objects.count() == 6
    assert Party.objects.filter(role="recipient").count() == 6
    assert Name.objects.filter(kind="name").count() == 12
    kinds = Tally.objects.filter(facet__startswith="kind:")
    assert sum(kinds.values_list("organizations", flat=True)) == 12
    assert client.get("/en/organizations/").context["directory"].found == 12


def test_it_is_the_same_each_time_and_a_second_run_adds():
    make(organizations=5, people=0)
    first = list(Organization.objects.order_by("pk").values_list("name", "kind", "country"))
    make(organizations=5, people=0)
    second = list(Organization.objects.order_by("pk").values_list("name", "kind", "country"))
    assert second == first + first


def test_exchanges_are_made_in_every_state_and_one_is_large(client):
    make(organizations=31, people=5, offered=0, asked=80)
    assert set(Exchange.objects.values_list("status", flat=True)) == set(Status.values)
    for model in (Contribution, FollowUp, Follow, Report, Want):
        assert model.objects.exists()
    big = Exchange.objects.order_by("pk").first()
    assert Party.objects.filter(exchange=big).count() == 30
    assert Activity.objects.filter(exchange=big).count() == 200
    assert Question.objects.of(big).count() == 100
    assert client.get(f"/en/exchanges/{big.number}/").status_code == 200
