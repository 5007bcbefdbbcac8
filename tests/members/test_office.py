"""The office of focal point: handed over to a colleague or a newcomer, replaced by Chloe."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from community.lifecycle import MoveRefused
from community.models import Event, Follow, Letter, Person
from members.models import Invitation, Membership, Organization
from tests import make
from tests.browser.conftest import give_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def ministry(amina: Person) -> Organization:
    return make.ministry_of(amina)


@pytest.fixture
def elena(ministry: Organization) -> Person:
    return make.member(ministry, "editor", name="Elena Soto", email="elena@example.org")


def part_of(person: Person, organization: Organization) -> Membership:
    return organization.memberships.get(person=person)


def page_of(ministry: Organization) -> str:
    return f"/en/organizations/{ministry.slug}/hand-over/"


def offered(ministry: Organization, by: Person, afterwards: str = "deputy") -> Invitation:
    made = Invitation(
        organization=ministry, email="nora@example.org", role="focal_point", afterwards=afterwards
    )
    return made.send(by=by)


# --- To a colleague ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("afterwards", "role", "active"),
    [("deputy", "deputy", True), ("viewer", "viewer", True), ("left", "focal_point", False)],
)
def test_amina_hands_over_and_becomes_what_she_chose(
    client: Client,
    ministry: Organization,
    amina: Person,
    elena: Person,
    afterwards: str,
    role: str,
    active: bool,
):
    deputy = make.member(ministry, "deputy")
    before, after = part_of(amina, ministry), part_of(elena, ministry)
    client.force_login(amina)
    sent = {"to": after.pk, "afterwards": afterwards, "sure": "on"}
    answer = client.post(page_of(ministry), sent, follow=True)
    assert "Elena Soto is the focal point now." in answer.content.decode()
    before.refresh_from_db()
    after.refresh_from_db()
    assert (after.role, after.is_active) == ("focal_point", True)
    assert (before.role, before.is_active) == (role, active)
    event = Event.objects.get(name="hand_over")
    assert (event.by, event.organization_number) == (amina, ministry.number)
    assert Letter.objects.get(name="office_received").address == elena.email
    told = set(Letter.objects.filter(name="office_passed_on").values_list("address", flat=True))
    assert told == {amina.email, deputy.email}
    ministry.refresh_from_db()
    assert ministry.confirmed_at is not None
    assert client.get(page_of(ministry)).status_code == 404  # no longer hers to give


def test_she_says_first_that_she_knows(
    client: Client, ministry: Organization, amina: Person, elena: Person
):
    client.force_login(amina)
    sent = {"to": part_of(elena, ministry).pk, "afterwards": "deputy"}
    answer = client.post(page_of(ministry), sent)
    assert set(answer.context["form"].errors) == {"sure"}
    assert ministry.focal_point.person == amina


def test_the_page_shows_what_goes_along(client: Client, ministry: Organization, amina: Person):
    make.sheet(ministry)
    make.published(ministry)
    make.request(amina)
    Membership(person=make.person(), organization=ministry, message="I work here.").ask()
    make.sheet(make.organization())  # of somebody else
    client.force_login(amina)
    along = client.get(page_of(ministry)).context["belongings"]
    assert [thing["count"] for thing in along] == [1, 1, 1, 0, 0, 1]
    for thing in along:
        assert client.get(thing["url"]).status_code == 200


def test_what_she_followed_of_the_organization_goes_along(
    ministry: Organization, amina: Person, elena: Person
):
    request, sheet = make.request(amina), make.sheet(ministry)
    elsewhere = make.published()
    for thing in (ministry, request, sheet, elsewhere):
        Follow.objects.create(person=amina, subject=thing)
    Follow.objects.create(person=elena, subject=sheet)  # she follows it already
    part_of(amina, ministry).hand_over(part_of(elena, ministry), by=amina, afterwards="left")
    follows = {follow.subject for follow in elena.follows.all()}
    assert follows == {ministry, request, sheet}
    assert sheet.created_by == make.Experience.objects.get(pk=sheet.pk).created_by  # history


@pytest.mark.parametrize("role", ["viewer", "editor", "deputy"])
def test_nobody_else_hands_the_office_over(
    client: Client, ministry: Organization, amina: Person, elena: Person, role: str
):
    somebody = make.member(ministry, role)
    client.force_login(somebody)
    sent = {"to": part_of(elena, ministry).pk, "afterwards": "deputy", "sure": "on"}
    for path in (page_of(ministry), f"{page_of(ministry)}offer/"):
        assert client.post(path, sent).status_code == 404
    with pytest.raises(PermissionDenied):
        part_of(amina, ministry).hand_over(part_of(elena, ministry), by=elena, afterwards="left")
    assert ministry.focal_point.person == amina


def test_it_goes_to_nobody_who_is_not_here(
    client: Client, ministry: Organization, amina: Person, boris: Person
):
    gone = make.member(ministry, "editor")
    theirs = boris.memberships.get()
    left = part_of(gone, ministry)
    left.leave(by=gone)
    client.force_login(amina)
    for other in (left, theirs, part_of(amina, ministry)):
        sent = {"to": other.pk, "afterwards": "deputy", "sure": "on"}
        assert set(client.post(page_of(ministry), sent).context["form"].errors) == {"to"}
        with pytest.raises(MoveRefused):
            part_of(amina, ministry).hand_over(other, by=amina, afterwards="deputy")
    assert ministry.focal_point.person == amina


def test_one_hands_over_while_suspended(ministry: Organization, amina: Person, elena: Person):
    Organization.objects.filter(pk=ministry.pk).update(status="suspended")
    part_of(amina, ministry).hand_over(part_of(elena, ministry), by=amina, afterwards="left")
    assert ministry.focal_point.person == elena


# --- To a newcomer -------------------------------------------------------------------------------


def test_a_newcomer_gets_it_once_she_accepts(client: Client, ministry: Organization, amina: Person):
    client.force_login(amina)
    sent = {"email": "nora@example.org", "language": "es", "afterwards": "left"}
    client.post(f"{page_of(ministry)}offer/", sent)
    invitation = Invitation.objects.get()
    assert (invitation.role, invitation.afterwards) == ("focal_point", "left")
    assert ministry.focal_point.person == amina  # until then it is hers
    nora = make.person("nora@example.org", name="Nora Silva")
    invitation.accept(by=nora)
    assert ministry.focal_point.person == nora
    assert part_of(amina, ministry).ended_how == "left"
    assert Letter.objects.get(name="office_received").address == nora.email
    assert Letter.objects.get(name="office_passed_on").address == amina.email


def test_it_is_offered_to_one_at_a_time(client: Client, ministry: Organization, amina: Person):
    offered(ministry, amina)
    client.force_login(amina)
    sent = {"email": "zoe@example.org", "language": "es", "afterwards": "left"}
    answer = client.post(f"{page_of(ministry)}offer/", sent)
    assert set(answer.context["offering"].errors) == {"email"}


def test_an_offer_ends_when_the_office_goes_elsewhere(
    ministry: Organization, amina: Person, elena: Person
):
    invitation = offered(ministry, amina)
    part_of(amina, ministry).hand_over(part_of(elena, ministry), by=amina, afterwards="deputy")
    with pytest.raises(MoveRefused):
        invitation.accept(by=make.person("nora@example.org"))
    assert ministry.focal_point.person == elena


def test_who_left_to_nobody_is_followed_by_whom_she_invited(ministry: Organization, amina: Person):
    invitation = offered(ministry, amina)
    part_of(amina, ministry).leave(by=amina, knowingly=True)
    nora = make.person("nora@example.org")
    invitation.accept(by=nora)
    assert ministry.focal_point.person == nora


def test_a_deputy_cannot_take_an_offer_back(client: Client, ministry: Organization, amina: Person):
    invitation = offered(ministry, amina)
    client.force_login(make.member(ministry, "deputy"))
    assert client.post(f"/en/invitations/{invitation.pk}/withdraw/").status_code == 404


# --- By the secretariat --------------------------------------------------------------------------


@pytest.fixture
def desk(client: Client, chloe: Person) -> Client:
    give_second_factor(chloe)
    client.force_login(chloe)
    return client


def replace_page(ministry: Organization) -> str:
    return f"/admin/members/organization/{ministry.pk}/replace/"


def test_chloe_gives_the_office_of_who_vanished_to_a_member(
    desk: Client, ministry: Organization, amina: Person, elena: Person, chloe: Person
):
    deputy = make.member(ministry, "deputy")
    change = desk.get(f"/admin/members/organization/{ministry.pk}/change/").content.decode()
    assert replace_page(ministry) in change
    sent = {"member": part_of(elena, ministry).pk, "language": "es", "reason": "No sign of life."}
    assert desk.post(replace_page(ministry), sent).status_code == 302
    assert ministry.focal_point.person == elena
    assert part_of(amina, ministry).ended_how == "replaced"
    event = Event.objects.get(name="replace_focal_point")
    assert (event.by, event.organization_number) == (chloe, "")
    assert event.reason == "No sign of life."
    letters = Letter.objects.filter(name__in=("office_received", "office_passed_on"))
    assert {one.address for one in letters} == {amina.email, elena.email, deputy.email}
    assert all("No sign of life." in one.body for one in letters)


def test_chloe_invites_an_address_to_the_office(
    desk: Client, ministry: Organization, amina: Person
):
    sent = {"email": "nora@example.org", "language": "es", "reason": "No sign of life."}
    assert desk.post(replace_page(ministry), sent).status_code == 302
    assert Letter.objects.get(name="office_offered").address == amina.email
    assert ministry.focal_point.person == amina
    invitation = Invitation.objects.get()
    assert not Invitation.objects.manageable_by(amina).exists()  # it is the secretariat's
    nora = make.person("nora@example.org")
    invitation.accept(by=nora)
    assert ministry.focal_point.person == nora
    assert part_of(amina, ministry).ended_how == "replaced"


@pytest.mark.parametrize(
    ("change", "field"),
    [({"reason": ""}, "reason"), ({"email": ""}, "member"), ({"email": "no"}, "email")],
)
def test_chloe_says_to_whom_and_why(
    desk: Client, ministry: Organization, change: dict[str, str], field: str
):
    sent = {"email": "nora@example.org", "language": "es", "reason": "Because."} | change
    answer = desk.post(replace_page(ministry), sent)
    assert set(answer.context["form"].errors) == {field}


def test_only_the_secretariat_replaces(
    client: Client, ministry: Organization, amina: Person, elena: Person
):
    client.force_login(amina)
    assert client.get(replace_page(ministry), follow=True).status_code == 403
    with pytest.raises(PermissionDenied):
        ministry.replace_focal_point(part_of(elena, ministry), by=amina, reason="Because.")
    invitation = Invitation(
        organization=ministry, email="x@example.org", role="focal_point", afterwards="replaced"
    )
    with pytest.raises(PermissionDenied):
        invitation.send(by=amina)


def test_an_officer_without_the_right_replaces_nobody(client: Client, ministry: Organization):
    watcher = make.person(is_staff=True)
    give_second_factor(watcher)
    client.force_login(watcher)
    assert client.get(replace_page(ministry)).status_code == 403
    assert client.get("/admin/members/organization/orphans/").status_code == 403


def test_chloe_writes_to_the_people_or_to_the_official_address(
    desk: Client, ministry: Organization, amina: Person
):
    address = f"/admin/members/organization/{ministry.pk}/write/"
    desk.post(address, {"text": "Are you there?"})
    assert Letter.objects.get().address == amina.email
    part_of(amina, ministry).leave(by=amina, knowingly=True)
    assert "There is nobody to write to" in desk.post(address, {"text": "Hello?"}).content.decode()
    Organization.objects.filter(pk=ministry.pk).update(official_email="office@example.org")
    desk.post(address, {"text": "Hello?"})
    assert Letter.objects.filter(address="office@example.org").count() == 1


def test_a_second_press_writes_no_second_letter(
    desk: Client, ministry: Organization, amina: Person
):
    address = f"/admin/members/organization/{ministry.pk}/write/"
    for _press in range(2):
        assert desk.post(address, {"text": "Are you there?"}).status_code == 302
    desk.post(address, {"text": "And now?"})
    assert Letter.objects.filter(address=amina.email).count() == 2
    assert Event.objects.of(ministry).filter(name="write_to_people").count() == 2


@pytest.mark.parametrize("act", ["write", "replace"])
def test_chloe_is_back_where_she_came_from(
    desk: Client, ministry: Organization, amina: Person, act: str
):
    """At the organization, or at the list of those that nobody can be reached for."""
    own = f"/admin/members/organization/{ministry.pk}/change/"
    page, orphans = own.replace("change", act), "/admin/members/organization/orphans/"
    sent = {"text": "?", "email": "nora@example.org", "language": "es", "reason": "Gone."}
    for address, back in ((page, own), (f"{page}?orphans", orphans)):
        Invitation.objects.all().delete()
        asked = desk.get(address).text
        assert f'<a href="{back}" class="closelink">' in asked
        assert "autofocus" in asked  # in the first field, not in the search of all lists
        assert desk.post(address, sent).url == back
