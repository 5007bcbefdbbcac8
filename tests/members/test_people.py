"""The people of an organization: seen by all of them, changed by those who lead."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.test import Client

from community.lifecycle import MoveRefused
from community.models import Event, Letter, Person
from members.models import Invitation, Membership, Organization
from tests import make

pytestmark = pytest.mark.django_db
PAGE_QUERIES = 6


@pytest.fixture
def mides(db: None) -> Organization:
    return make.organization("Ministerio de Desarrollo Social", "UY", slug="mides")


def part_of(person: Person, organization: Organization) -> Membership:
    return organization.memberships.get(person=person)


def lead(client: Client, organization: Organization, role: str = "focal_point") -> Person:
    leader = make.member(organization, role, name="Amina Reyes")
    client.force_login(leader)
    return leader


def test_a_viewer_sees_who_is_there_and_can_change_nothing(client: Client, mides: Organization):
    make.member(mides, "editor", name="Elena Soto")
    client.force_login(make.member(mides, "viewer"))
    page = client.get("/en/organizations/mides/people/").content.decode()
    assert "Elena Soto" in page
    assert "Change" not in page
    assert "Invite a colleague" not in page


def test_the_focal_point_makes_an_editor_a_deputy(client: Client, mides: Organization):
    amina = lead(client, mides)
    elena = make.member(mides, "editor", name="Elena Soto", language="es")
    wanted = part_of(elena, mides)
    client.post(f"/en/memberships/{wanted.pk}/role/", {"role": "deputy"})
    wanted.refresh_from_db()
    assert wanted.role == "deputy"
    letter = Letter.objects.get()
    assert (letter.name, letter.address, letter.language) == ("role_changed", elena.email, "es")
    event = Event.objects.get(name="change_role")
    assert (event.by, event.organization_number) == (amina, mides.number)
    assert (event.source, event.target) == ("editor", "deputy")
    assert "Elena" not in event.subject_label  # her name goes with her account
    client.post(f"/en/memberships/{wanted.pk}/role/", {"role": "deputy"})
    assert (Event.objects.count(), Letter.objects.count()) == (1, 1)


def test_an_officer_without_that_right_is_a_deputy_like_any_other(
    client: Client, mides: Organization
):
    """Who reads at the desk and has no office there gives nobody's office away."""
    focal = part_of(make.member(mides, "focal_point"), mides)
    dan = make.member(mides, "deputy", is_staff=True)
    Authenticator.objects.create(user=dan, type="totp", data={"secret": "unused"})
    client.force_login(dan)
    for membership, role in ((focal, "viewer"), (part_of(dan, mides), "focal_point")):
        answer = client.post(f"/en/memberships/{membership.pk}/role/", {"role": role})
        assert answer.status_code == 403
    focal.refresh_from_db()
    assert focal.role == "focal_point"


@pytest.mark.parametrize("role", ["focal_point", "", "king", "\x00", "deputy' --"])
def test_no_other_role_is_given_by_a_click(client: Client, mides: Organization, role: str):
    lead(client, mides)
    editor = part_of(make.member(mides, "editor"), mides)
    answer = client.post(f"/en/memberships/{editor.pk}/role/", {"role": role}, follow=True)
    assert "Choose one of the roles." in answer.content.decode()
    editor.refresh_from_db()
    assert editor.role == "editor"


@pytest.mark.parametrize("act", ["role", "remove"])
def test_a_deputy_neither_demotes_nor_removes_the_focal_point(
    client: Client, mides: Organization, act: str
):
    focal = part_of(make.member(mides, "focal_point"), mides)
    lead(client, mides, "deputy")
    sent = {"role": "viewer", "reason": "I want the office."}
    assert client.post(f"/en/memberships/{focal.pk}/{act}/", sent).status_code == 403
    focal.refresh_from_db()
    assert (focal.role, focal.is_active) == ("focal_point", True)
    assert (
        f"/memberships/{focal.pk}/"
        not in client.get("/en/organizations/mides/people/").content.decode()
    )


def test_nobody_changes_her_own_part(client: Client, mides: Organization):
    deputy = part_of(lead(client, mides, "deputy"), mides)
    assert client.post(f"/en/memberships/{deputy.pk}/role/", {"role": "viewer"}).status_code == 403


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_who_does_not_lead_changes_nobody(client: Client, mides: Organization, role: str):
    other = part_of(make.member(mides, "viewer"), mides)
    lead(client, mides, role)
    assert client.post(f"/en/memberships/{other.pk}/role/", {"role": "editor"}).status_code == 404
    assert client.get(f"/en/memberships/{other.pk}/remove/").status_code == 404


def test_a_leader_elsewhere_changes_nobody_here(client: Client, mides: Organization, boris: Person):
    """Boris leads his ministry and only reads in this one."""
    mides.memberships.create(person=boris, role="viewer", confirmed_at=mides.created_at)
    editor = part_of(make.member(mides, "editor"), mides)
    client.force_login(boris)
    assert client.post(f"/en/memberships/{editor.pk}/role/", {"role": "viewer"}).status_code == 404
    with pytest.raises(PermissionDenied):
        editor.remove(by=boris, reason="Because.")


def test_a_deputy_removes_an_editor_with_a_reason(client: Client, mides: Organization):
    deputy = lead(client, mides, "deputy")
    elena = make.member(mides, "editor", name="Elena Soto")
    wanted = part_of(elena, mides)
    address = f"/en/memberships/{wanted.pk}/remove/"
    assert "Elena Soto" in client.get(address).content.decode()
    assert client.post(address, {"reason": " "}).status_code == 200
    client.post(address, {"reason": "She moved to another ministry."})
    wanted.refresh_from_db()
    assert (wanted.is_active, wanted.ended_by, wanted.ended_how) == (False, deputy, "removed")
    letter = Letter.objects.get()
    assert (letter.name, letter.address) == ("member_removed", elena.email)
    assert "She moved to another ministry." in letter.body
    again = client.post(address, {"reason": "Twice."}, follow=True).content.decode()
    assert "no longer in the organization" in again
    assert Event.objects.filter(name="remove_member").count() == 1
    client.force_login(elena)
    assert client.get("/en/organizations/mides/people/").status_code == 404


def test_who_was_removed_does_not_come_back_by_an_older_invitation(
    mides: Organization, boris: Person
):
    focal = make.member(mides, "focal_point")
    invitation = Invitation(organization=mides, email=boris.email, role="editor").send(by=focal)
    Membership(person=boris, organization=mides, message="I work here.").ask().accept(by=focal)
    part_of(boris, mides).remove(by=focal, reason="He works elsewhere.")
    with pytest.raises(MoveRefused):
        invitation.accept(by=boris)


def test_who_asks_gets_the_role_that_is_chosen(client: Client, mides: Organization, boris: Person):
    lead(client, mides)
    wish = Membership(person=boris, organization=mides, message="I work here.").ask()
    assert "I work here." in client.get("/en/organizations/mides/people/").content.decode()
    answer = client.post(f"/en/memberships/{wish.pk}/accept/", {"role": "focal_point"}, follow=True)
    assert "Choose one of the roles." in answer.content.decode()
    client.post(f"/en/memberships/{wish.pk}/accept/", {"role": "viewer"})
    wish.refresh_from_db()
    assert (wish.role, wish.is_active) == ("viewer", True)


def test_a_refusal_carries_its_reason(client: Client, mides: Organization, boris: Person):
    lead(client, mides)
    wish = Membership(person=boris, organization=mides, message="I work here.").ask()
    client.post(f"/en/memberships/{wish.pk}/decline/", {"reason": "We do not know you."})
    assert "We do not know you." in Letter.objects.get(name="join_declined").body
    wish.refresh_from_db()
    assert wish.ended_how == "declined"


def test_while_it_is_suspended_nobody_joins_and_everything_else_goes_on(
    client: Client, mides: Organization, boris: Person, chloe: Person
):
    lead(client, mides)
    editor = part_of(make.member(mides, "editor"), mides)
    wish = Membership(person=boris, organization=mides, message="I work here.").ask()
    mides.suspend(by=chloe, reason="Who are you?")
    answer = client.post(f"/en/memberships/{wish.pk}/accept/", {"role": "editor"}, follow=True)
    assert "While it is suspended nobody joins" in answer.content.decode()
    client.post(f"/en/memberships/{editor.pk}/role/", {"role": "deputy"})
    editor.refresh_from_db()
    assert editor.role == "deputy"


def test_a_retired_organization_stands_still(client: Client, mides: Organization, chloe: Person):
    amina = lead(client, mides)
    editor = part_of(make.member(mides, "editor"), mides)
    mides.retire(by=chloe, reason="It was dissolved.")
    assert client.post(f"/en/memberships/{editor.pk}/role/", {"role": "viewer"}).status_code == 403
    with pytest.raises(PermissionDenied):
        editor.remove(by=amina, reason="Because.")


def test_who_left_cannot_be_changed(mides: Organization, amina: Person):
    focal = make.member(mides, "focal_point")
    editor = make.member(mides, "editor")
    own = part_of(editor, mides)
    own.leave(by=editor)
    with pytest.raises(MoveRefused):
        own.change_role("deputy", by=focal)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_same_few_questions(
    client: Client, mides: Organization, number: int, django_assert_num_queries
):
    for place in range(number):
        make.member(mides, "editor")
        Membership(person=make.person(), organization=mides, message="I work here.").ask()
        mides.invitations.create(
            email=f"guest{place}@example.org",
            expires_at="2099-01-01T00:00Z",
            invited_by=make.person(),
        )
    lead(client, mides)
    client.get("/en/")
    with django_assert_num_queries(PAGE_QUERIES):
        client.get("/en/organizations/mides/people/")
