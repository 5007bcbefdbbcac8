"""Addresses that organizations had lead to today's for ever."""

import pytest
from django.test import Client

from community.models import Person
from members.models import FormerAddress, Organization
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def mides(db: None) -> Organization:
    return make.organization("Ministerio de Desarrollo", "UY", acronym="MIDES", slug="mides")


def renamed(organization: Organization, by: Person, **fields: str) -> Organization:
    for name, value in fields.items():
        setattr(organization, name, value)
    organization.revise(fields, by=by)
    organization.refresh_from_db()
    return organization


def merged(one: Organization, into: Organization) -> None:
    Organization.objects.filter(pk=one.pk).update(status="retired", merged_into=into)


def test_with_another_acronym_comes_another_address(
    client: Client, amina: Person, mides: Organization
):
    renamed(mides, amina, acronym="MDH", name="Ministerio de Desarrollo Humano")
    assert mides.slug == "mdh"
    answer = client.get("/es/organizations/mides/?from=letter")
    assert (answer.status_code, answer["Location"]) == (301, "/es/organizations/mdh/?from=letter")
    assert client.get("/es/organizations/mdh/").status_code == 200
    former = {name.text for name in mides.names.filter(kind="former")}
    assert former == {"MIDES", "Ministerio de Desarrollo"}
    found = client.get("/es/organizations/?q=mides").context["page"]
    assert list(found) == [mides]


def test_another_name_alone_leaves_the_address_of_the_acronym(amina: Person, mides: Organization):
    renamed(mides, amina, name="Ministerio de Desarrollo Humano")
    assert mides.slug == "mides"
    assert [name.text for name in mides.names.filter(kind="former")] == ["Ministerio de Desarrollo"]


def test_what_does_not_change_the_name_changes_no_address(amina: Person):
    sample = make.organization("Ministerio", slug="mds-chile", acronym="MDSF", is_sample=True)
    renamed(sample, amina, description="Something new", name="Ministerio")
    assert sample.slug == "mds-chile"
    assert not sample.names.filter(kind="former").exists()


def test_an_application_has_no_former_names(amina: Person):
    applied = make.organization("Ministerio", slug="ministerio", status="applied")
    renamed(applied, amina, name="Secretaría")
    assert applied.slug == "ministerio"
    assert not applied.names.filter(kind="former").exists()


def test_the_secretariat_renames_at_its_desk(client: Client, mides: Organization, chloe: Person):
    client.force_login(chloe)
    mides.acronym = "MDH"
    mides.keep(["acronym"])
    assert client.get("/en/organizations/mides/").url == "/en/organizations/mdh/"


def test_a_chain_of_names_takes_one_step(client: Client, amina: Person, mides: Organization):
    for acronym in ("MDH", "MDI", "MDF"):
        renamed(mides, amina, acronym=acronym)
    for slug in ("mides", "mdh", "mdi"):
        assert client.get(f"/en/organizations/{slug}/").url == "/en/organizations/mdf/"


def test_an_old_name_taken_up_again_is_no_former_one(
    client: Client, amina: Person, mides: Organization
):
    renamed(mides, amina, acronym="MDH")
    renamed(mides, amina, acronym="MIDES")
    assert mides.slug == "mides"
    assert client.get("/en/organizations/mides/").status_code == 200
    assert client.get("/en/organizations/mdh/").url == "/en/organizations/mides/"
    assert [name.text for name in mides.names.filter(kind="former")] == ["MDH"]


def test_nobody_else_is_given_a_former_address(amina: Person, mides: Organization):
    renamed(mides, amina, acronym="MDH")
    other = Organization(name="Otro", acronym="MIDES", kind="ministry", country_id="UY")
    other.apply(by=make.person())
    assert other.slug == "mides-2"
    another = renamed(make.organization("X", slug="x"), amina, acronym="MIDES")
    assert another.slug == "mides-3"


@pytest.mark.parametrize("page", ["", "join/", "edit/", "people/"])
def test_every_page_of_it_leads_on(client: Client, amina: Person, mides: Organization, page: str):
    mides.memberships.create(person=amina, role="deputy", confirmed_at="2026-01-01T00:00Z")
    renamed(mides, amina, acronym="MDH")
    client.force_login(amina)
    answer = client.get(f"/en/organizations/mides/{page}")
    assert (answer.status_code, answer.url) == (301, f"/en/organizations/mdh/{page}")
    assert client.post(f"/en/organizations/mides/{page}").status_code in (404, 405)


def test_mergers_and_names_take_one_step_together(client: Client, amina: Person):
    first = make.organization("A", acronym="AA", slug="aa")
    second, third = make.organization("B", slug="bb"), make.organization("C", slug="cc")
    renamed(first, amina, acronym="AB")
    merged(first, second)
    merged(second, third)
    for slug in ("aa", "ab", "bb"):
        assert client.get(f"/en/organizations/{slug}/").url == "/en/organizations/cc/"
    answer = client.get(f"/id/{first.number}")
    assert (answer.status_code, answer.url) == (301, "/en/organizations/cc/")


def test_the_secretariat_is_led_on_too(client: Client, chloe: Person, mides: Organization):
    kept = make.organization("Kept", slug="kept")
    merged(mides, kept)
    client.force_login(chloe)
    assert client.get("/en/organizations/mides/").url == "/en/organizations/kept/"


def test_nobody_learns_of_what_is_not_for_everybody(
    client: Client, amina: Person, chloe: Person, mides: Organization
):
    old = make.organization("Old", slug="old")
    renamed(mides, amina, acronym="MDH")
    merged(old, mides)
    mides.suspend(by=chloe, reason="Papers.")
    for path in ("organizations/mides/", "organizations/old/"):
        assert client.get(f"/en/{path}").status_code == 404
    assert client.get(f"/id/{old.number}").status_code == 404
    client.force_login(chloe)
    assert client.get("/en/organizations/mides/").url == "/en/organizations/mdh/"


def test_mergers_in_a_circle_end(client: Client):
    one, two = make.organization("One", slug="one"), make.organization("Two", slug="two")
    merged(one, two)
    merged(two, one)
    assert client.get("/en/organizations/one/").status_code == 404


def test_lists_know_an_organization_by_a_former_address(
    client: Client, amina: Person, mides: Organization
):
    sheet = make.published(mides)
    renamed(mides, amina, acronym="MDH")
    old = make.organization("Old", slug="old")
    merged(old, mides)
    for slug in ("mides", "mdh", "old"):
        library = client.get(f"/en/experiences/?organization={slug}").context["library"]
        assert list(library.page) == [sheet]
        assert library.choice.chosen == {"organization": ["mdh"]}
        assert sheet.title in client.get(f"/en/experiences/feed/?organization={slug}").text
        for page in ("exchanges", "offers"):
            filters = client.get(f"/en/{page}/?organization={slug}").context["filters"]
            assert (filters.chosen["organization"], filters.ignored) == (["mdh"], [])
    FormerAddress.objects.all().delete()
    assert client.get("/en/offers/?organization=mides").context["filters"].ignored == ["mides"]
