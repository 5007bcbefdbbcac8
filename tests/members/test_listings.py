"""The table that the directory reads is true whatever way an organization is written."""

import pytest
from django.db import connection

from community.models import Person, Theme
from members.models import Country, Listing, Organization, Tally
from tests import make

pytestmark = pytest.mark.django_db


def facets(organization: Organization) -> set[str]:
    return set(Listing.objects.get(pk=organization.pk).facets)


def tallies() -> dict[str, int]:
    return dict(Tally.objects.exclude(organizations=0).values_list("facet", "organizations"))


def counted() -> dict[str, int]:
    return dict(Listing.objects.all().facet_counts())


def test_an_approved_one_is_listed_by_all_it_can_be_found_by():
    transfers = make.theme("cash-transfers")
    ministry = make.organization("Ácaro", "JM", languages=["en", "ht"])
    ministry.knows.set([make.theme("cct", transfers)])
    ministry.seeks.set([transfers])
    assert facets(ministry) == {
        "kind:ministry", "country:JM", "subregion:caribbean", "grouping:CARICOM",
        "language:en", "language:ht", "theme:cct", "theme:cash-transfers", "seeks:cash-transfers",
    }  # fmt: skip
    assert Listing.objects.get().plain == "acaro"


def test_an_international_body_has_no_country():
    body = make.organization("OAS", "", kind="international", languages=["en"])
    assert facets(body) == {"kind:international", "language:en"}


def test_moves_list_and_unlist_it(chloe: Person):
    ministry = make.organization(status="applied")
    assert not Listing.objects.exists()
    ministry.approve(by=chloe, because="known")
    assert "country:CL" in facets(ministry)
    assert tallies() == counted() != {}
    ministry.suspend(by=chloe, reason="Papers.")
    assert not Listing.objects.exists()
    assert tallies() == {}
    ministry.reinstate(by=chloe)
    ministry.retire(by=chloe, reason="Gone.")
    assert tallies() == {}


def test_every_way_of_writing_is_seen():
    ministry, other = make.organization("One"), make.organization("Two", "PE")
    transfers, meals = make.theme("cash-transfers"), make.theme("school-meals")
    ministry.knows.set([transfers])
    Organization.objects.filter(pk=ministry.pk).update(name="Three", kind="ngo", country="UY")
    Theme.objects.filter(pk=transfers.pk).update(slug="transfers", parent=meals)
    Country.objects.filter(pk="PE").update(groupings=["CAN", "OECS"])
    assert Listing.objects.get(pk=ministry.pk).plain == "three"
    assert {"kind:ngo", "country:UY", "theme:transfers", "theme:school-meals"} <= facets(ministry)
    assert "grouping:OECS" in facets(other)
    assert tallies() == counted()
    ministry.knows.clear()
    assert not {"theme:transfers", "theme:school-meals"} & facets(ministry)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM members_name WHERE organization_id = %s", [other.pk])
        cursor.execute("DELETE FROM members_organization WHERE id = %s", [other.pk])
    assert tallies() == counted()
    assert Listing.objects.count() == 1
