"""Leaving: anybody by herself; the last focal point is led to hand over first."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from community.lifecycle import MoveRefused
from community.models import Event, Letter, Person
from members.models import Organization
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def mides(db: None) -> Organization:
    return make.organization("Ministerio de Desarrollo Social", "UY", slug="mides")


def test_an_editor_leaves_and_the_leaders_are_told(client: Client, mides: Organization):
    focal, deputy = make.member(mides, "focal_point"), make.member(mides, "deputy")
    elena = make.member(mides, "editor", name="Elena Soto")
    client.force_login(elena)
    assert "Leave" in client.get("/en/organizations/mides/leave/").content.decode()
    answer = client.post("/en/organizations/mides/leave/", follow=True)
    assert "You have left Ministerio de Desarrollo Social." in answer.content.decode()
    assert mides.memberships.get(person=elena).ended_how == "left"
    told = set(Letter.objects.filter(name="member_left").values_list("address", flat=True))
    assert told == {focal.email, deputy.email}
    assert client.post("/en/organizations/mides/leave/").status_code == 404
    assert Event.objects.filter(name="leave").count() == 1


def test_the_last_focal_point_is_led_to_hand_over_first(client: Client, amina: Person):
    ministry = make.ministry_of(amina)
    client.force_login(amina)
    address = f"/en/organizations/{ministry.slug}/leave/"
    page = client.get(address).content.decode()
    assert f"/en/organizations/{ministry.slug}/hand-over/" in page
    refused = client.post(address).content.decode()
    assert "Hand the office over first" in refused
    assert ministry.focal_point.person == amina
    with pytest.raises(MoveRefused):
        ministry.focal_point.leave(by=amina)


def test_if_she_insists_the_secretariat_is_told_and_it_is_an_orphan(
    client: Client, amina: Person, chloe: Person
):
    ministry = make.ministry_of(amina)
    client.force_login(amina)
    client.post(f"/en/organizations/{ministry.slug}/leave/", {"knowingly": "on"})
    assert ministry.focal_point is None
    letter = Letter.objects.get(name="organization_orphaned")
    assert letter.address == chloe.email
    assert "/admin/members/organization/orphans/" in letter.body
    assert list(Organization.objects.orphans()) == [ministry]


def test_who_offered_the_office_reads_that_it_is_still_hers(client: Client, amina: Person):
    ministry = make.ministry_of(amina)
    ministry.invitations.create(
        email="nora@example.org", role="focal_point", expires_at="2099-01-01T00:00Z"
    )
    client.force_login(amina)
    page = client.get(f"/en/organizations/{ministry.slug}/leave/").content.decode()
    assert "nora@example.org" in page


def test_a_person_of_two_organizations_leaves_one(client: Client, amina: Person):
    ministry, other = make.ministry_of(amina), make.organization(slug="other")
    other.memberships.create(person=amina, role="editor", confirmed_at=other.created_at)
    client.force_login(amina)
    client.post("/en/organizations/other/leave/")
    assert list(Organization.objects.of(amina)) == [ministry]


def test_one_leaves_a_suspended_organization_too(amina: Person, chloe: Person):
    ministry = make.ministry_of(amina)
    editor = make.member(ministry, "editor")
    ministry.suspend(by=chloe, reason="Who are you?")
    ministry.memberships.get(person=editor).leave(by=editor)
    assert not ministry.memberships.active().of(editor).exists()


def test_nobody_leaves_for_another(amina: Person, chloe: Person):
    editor = make.member(make.ministry_of(amina), "editor")
    for somebody in (amina, chloe):
        with pytest.raises(PermissionDenied):
            editor.memberships.get().leave(by=somebody)
