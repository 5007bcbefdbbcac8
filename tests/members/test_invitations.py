"""Invitations: a letter to an address, a link that works once, for that address alone."""

import datetime as dt
import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from community.lifecycle import MoveRefused
from community.models import Event, Letter, Person
from members.models import Invitation, Membership, Organization
from members.models.invitations import OPEN_AT_ONCE
from members.tasks import forget_invited_addresses
from tests import make

pytestmark = pytest.mark.django_db
FILLED = {"email": "nora@example.org", "role": "editor", "language": "pt", "message": "Come!"}
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def mides(db: None) -> Organization:
    return make.organization("Ministerio de Desarrollo Social", "UY", slug="mides")


@pytest.fixture
def focal(mides: Organization) -> Person:
    return make.member(mides, "focal_point", name="Amina Reyes", email="amina@example.org")


def invited(
    mides: Organization, focal: Person, email: str = "nora@example.org", role: str = "editor"
) -> Invitation:
    made = Invitation(organization=mides, email=email, role=role, language="en")
    return made.send(by=focal)


def path_in(letter: Letter) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/\S+)", letter.body)
    assert found
    return found[1]


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


# --- Sending -------------------------------------------------------------------------------------


def test_a_letter_goes_out_in_the_language_chosen(
    client: Client, mides: Organization, focal: Person
):
    client.force_login(focal)
    asked = text(client.get("/en/organizations/mides/people/invite/"))
    assert "Seen by the people of your organization and the secretariat" in asked
    answer = client.post("/en/organizations/mides/people/invite/", FILLED, follow=True)
    assert "The invitation to nora@example.org is on its way." in text(answer)
    letter = Letter.objects.get()
    assert (letter.name, letter.address, letter.language) == ("invited", "nora@example.org", "pt")
    assert letter.person is None
    assert "Come!" in letter.body
    assert path_in(letter).startswith("/pt/invitations/")
    assert letter.is_secret  # the link is forgotten once it is on its way
    event = Event.objects.get(name="invite_person")
    assert (event.by, event.organization_number) == (focal, mides.number)
    assert "nora" not in event.subject_label


def test_the_answer_tells_nothing_about_accounts(
    client: Client, mides: Organization, focal: Person
):
    make.person("nora@example.org")
    client.force_login(focal)
    address = "/en/organizations/mides/people/invite/"
    with_account = text(client.post(address, FILLED, follow=True))
    without = text(client.post(address, FILLED | {"email": "zoe@example.org"}, follow=True))
    assert "The invitation to nora@example.org is on its way." in with_account
    assert "The invitation to zoe@example.org is on its way." in without
    letters = Letter.objects.order_by("pk")
    assert [(one.name, one.language, one.person) for one in letters] == [
        ("invited", "pt", None)
    ] * 2


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_only_leaders_invite(client: Client, mides: Organization, boris: Person, role: str):
    somebody = make.member(mides, role)
    for person in (somebody, boris):
        client.force_login(person)
        assert client.get("/en/organizations/mides/people/invite/").status_code == 404
        assert client.post("/en/organizations/mides/people/invite/", FILLED).status_code == 404
        with pytest.raises(PermissionDenied):
            invited(mides, person)
    assert not Letter.objects.exists()


def test_a_deputy_invites_but_not_to_the_office(mides: Organization, focal: Person):
    deputy = make.member(mides, "deputy")
    invited(mides, deputy)
    with pytest.raises(PermissionDenied):
        invited(mides, deputy, "other@example.org", "focal_point")


def test_the_form_gives_no_office_away(client: Client, mides: Organization, focal: Person):
    client.force_login(focal)
    answer = client.post("/en/organizations/mides/people/invite/", FILLED | {"role": "focal_point"})
    assert set(answer.context["form"].errors) == {"role"}


@pytest.mark.parametrize("state", ["applied", "suspended"])
def test_only_an_approved_organization_invites(client: Client, state: str):
    ministry = make.organization(slug="m", status=state)
    focal = make.member(ministry, "focal_point")
    client.force_login(focal)
    assert "Only an approved organization" in text(client.get("/en/organizations/m/people/invite/"))
    client.post("/en/organizations/m/people/invite/", FILLED)
    with pytest.raises(MoveRefused):
        invited(ministry, focal)
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("email", "why"),
    [
        ("ELENA@example.org", "is in the organization already"),
        ("boris@example.org", "has asked to join"),
        ("nora@example.org", "is invited already"),
        ("no address", "valid email"),
        ("a\x00b@example.org", ""),
        (f"{'x' * 10_000}@example.org", ""),
    ],
)
def test_why_not_is_said_beside_the_address(
    client: Client, mides: Organization, focal: Person, boris: Person, email: str, why: str
):
    make.member(mides, "viewer", email="elena@example.org")
    Membership(person=boris, organization=mides, message="I work here.").ask()
    with time_machine.travel(dt.datetime.now(dt.UTC) - 2 * HOUR, tick=False):
        invited(mides, focal)
    client.force_login(focal)
    sent = FILLED | {"email": email}
    answer = client.post("/en/organizations/mides/people/invite/", sent)
    assert set(answer.context["form"].errors) == {"email"}
    assert why in " ".join(answer.context["form"].errors["email"])
    assert Letter.objects.filter(name="invited").count() == 1
    assert "Come!" in text(answer)  # what was typed stays


def test_no_mailbox_is_filled_by_inviting_again_and_again(mides: Organization, focal: Person):
    one = invited(mides, focal)
    with pytest.raises(MoveRefused):
        one.resend(by=focal)
    one.withdraw(by=focal)
    with pytest.raises(MoveRefused):
        invited(mides, focal, "Nora@Example.org")
    assert Letter.objects.count() == 1
    with time_machine.travel(dt.datetime.now(dt.UTC) + 2 * HOUR, tick=False):
        invited(mides, focal)
    assert Letter.objects.count() == 2


def test_so_many_are_open_at_once_and_no_more(mides: Organization, focal: Person):
    for number in range(OPEN_AT_ONCE):
        invited(mides, focal, f"guest{number}@example.org")
    with pytest.raises(MoveRefused) as refusal:
        invited(mides, focal)
    assert set(refusal.value.message_dict) == {"email"}
    Invitation.objects.order_by("pk")[0].withdraw(by=focal)
    invited(mides, focal)


def test_one_that_is_too_old_makes_room_for_a_new_one(mides: Organization, focal: Person):
    with time_machine.travel(dt.datetime.now(dt.UTC) - 15 * DAY, tick=False):
        old = invited(mides, focal)
    invited(mides, focal)
    old.refresh_from_db()
    assert old.withdrawn_at is not None


def test_it_is_sent_again_and_withdrawn(client: Client, mides: Organization, focal: Person):
    with time_machine.travel(dt.datetime.now(dt.UTC) - 10 * DAY, tick=False):
        one = invited(mides, focal)
    before = one.expires_at
    client.force_login(focal)
    assert "nora@example.org" in text(client.get("/en/organizations/mides/people/"))
    client.post(f"/en/invitations/{one.pk}/resend/")
    one.refresh_from_db()
    assert one.expires_at > before
    assert Letter.objects.count() == 2
    client.post(f"/en/invitations/{one.pk}/withdraw/")
    again = client.post(f"/en/invitations/{one.pk}/withdraw/", follow=True)
    assert "no longer open" in text(again)
    assert Event.objects.filter(name="withdraw_invitation").count() == 1
    assert client.post(f"/en/invitations/{one.pk}/resend/", follow=True).status_code == 200
    assert Letter.objects.count() == 2


def test_strangers_touch_no_invitation(
    client: Client, mides: Organization, focal: Person, boris: Person
):
    one = invited(mides, focal)
    for person in (boris, make.member(mides, "editor")):
        client.force_login(person)
        for act in ("resend", "withdraw"):
            assert client.post(f"/en/invitations/{one.pk}/{act}/").status_code == 404
    one.refresh_from_db()
    assert one.is_open


# --- The link ------------------------------------------------------------------------------------


def test_a_guest_without_an_account_reads_who_invites_to_what(
    client: Client, mides: Organization, focal: Person
):
    one = invited(mides, focal)
    page = client.get(one.get_absolute_url())
    for words in ("Amina Reyes", "Ministerio de Desarrollo Social", "Editor", "nora@example.org"):
        assert words in text(page)
    assert "no-store" in page["Cache-Control"]
    assert "email=nora%40example.org" in text(page)
    assert "Accept the invitation" not in text(page)


@pytest.mark.parametrize("door", ["signup/", "signup/passkey/"])
def test_signing_up_she_reads_who_invites_her_and_is_not_asked_how_she_takes_part(
    client: Client, mides: Organization, focal: Person, door: str
):
    Invitation(organization=mides, email="nora@example.org", role="editor").send(by=focal)
    path = Invitation.objects.get().get_absolute_url()
    page = client.get(path)
    link = page.context["sign_up"].replace("signup/", door)
    told = f"{focal.name} invites you to act for {mides.name} (Uruguay), in this role: Editor."
    shown = client.get(link)
    assert told in text(shown)
    assert "How do you take part?" not in text(shown)
    again = client.post(link, {"next": path, "participation": "join", "email": "no"})
    assert told in text(again)  # also where something is wrong
    Invitation.objects.get().withdraw(by=focal)
    assert "invites you" not in text(client.get(link))


def test_she_makes_an_account_and_comes_back(client: Client, mides: Organization, focal: Person):
    path = path_in(Letter.objects.get(pk=_letter_of(invited(mides, focal))))
    sign_up = re.search(r'href="(/en/accounts/signup/[^"]+)"', text(client.get(path)))
    assert sign_up
    form = client.get(sign_up[1].replace("&amp;", "&"))
    assert 'value="nora@example.org"' in text(form)
    assert f'name="next" value="{path}"' in text(form)
    sent = {
        "name": "Nora Silva",
        "email": "nora@example.org",
        "password1": "four words to come in",
        "participation": "follow",
        "next": path,
    }
    code_page = client.post("/en/accounts/signup/", sent)
    letter = Letter.objects.exclude(name="invited").get()
    code = re.search(r"^[A-Z0-9]{3,}-[A-Z0-9]{3,}$", letter.body, re.MULTILINE)
    assert code
    back = client.post(code_page["Location"], {"code": code[0]})
    assert back["Location"] == path
    assert "Accept the invitation" in text(client.get(path))
    answer = client.post(f"{path}accept/", follow=True)
    assert "You are in: Ministerio de Desarrollo Social (Uruguay)." in text(answer)
    nora = Person.objects.get(email="nora@example.org")
    membership = mides.memberships.active().get(person=nora)
    assert (membership.role, membership.confirmed_by) == ("editor", focal)
    told = Letter.objects.get(name="invitation_accepted")
    assert told.address == focal.email
    assert "Nora Silva" in told.subject


def _letter_of(_invitation: Invitation) -> int:
    return Letter.objects.get(name="invited").pk


def test_somebody_else_with_the_link_is_told_the_rule_and_gets_nothing(
    client: Client, mides: Organization, focal: Person, boris: Person
):
    one = invited(mides, focal)
    client.force_login(boris)
    page = text(client.get(one.get_absolute_url()))
    assert "Only the account whose confirmed address is nora@example.org can accept" in page
    client.post(f"{one.get_absolute_url()}accept/")
    with pytest.raises(PermissionDenied):
        one.accept(by=boris)
    assert not mides.memberships.filter(person=boris).exists()
    one.refresh_from_db()
    assert one.is_open


def test_an_address_that_is_not_proven_opens_nothing(mides: Organization, focal: Person):
    nora = make.person("nora@example.org")
    EmailAddress.objects.filter(user=nora).update(verified=False)
    with pytest.raises(PermissionDenied):
        invited(mides, focal).accept(by=nora)


def test_capitals_in_an_address_do_not_matter(mides: Organization, focal: Person):
    nora = make.person("nora@example.org")
    EmailAddress.objects.filter(user=nora).update(email="Nora@Example.org")
    invited(mides, focal, "NORA@example.org").accept(by=nora)
    assert mides.memberships.active().of(nora).exists()


def test_it_works_once(client: Client, mides: Organization, focal: Person):
    one, nora = invited(mides, focal), make.person("nora@example.org")
    client.force_login(nora)
    address = f"{one.get_absolute_url()}accept/"
    for _ in range(2):  # a double click
        assert "Ministerio" in text(client.post(address, follow=True))
    assert Event.objects.filter(name="join_by_invitation").count() == 1
    mides.memberships.get(person=nora).leave(by=nora)
    client.post(address)
    assert not mides.memberships.active().of(nora).exists()


@pytest.mark.parametrize("how", ["expired", "used", "withdrawn", "forged", "cut"])
def test_a_link_that_is_no_longer_good_says_so_and_nothing_else(
    client: Client, mides: Organization, focal: Person, how: str
):
    one, nora = invited(mides, focal), make.person("nora@example.org")
    path, when = one.get_absolute_url(), dt.datetime.now(dt.UTC)
    if how == "expired":
        when += 14 * DAY + HOUR
    elif how == "used":
        one.accept(by=nora)
    elif how == "withdrawn":
        one.withdraw(by=focal)
    elif how == "forged":
        path = f"/en/invitations/{one.key.hex}.{'A' * 43}/"
    else:
        path = path[:-10] + "/"
    with time_machine.travel(when, tick=False):
        answer = client.get(path)
        assert answer.status_code == (404 if how in {"forged", "cut"} else 410)
        assert "This link leads nowhere now" in text(answer)
        for words in ("Amina Reyes", "Ministerio", "nora@example.org"):
            assert words not in text(answer)
        stranger = make.person()
        client.force_login(stranger)
        client.post(f"{path}accept/")
    assert not mides.memberships.filter(person=stranger).exists()


@pytest.mark.parametrize("token", ["x", "1", "..", "%00", "a.b", "é", "x" * 3000])
def test_odd_links_break_nothing(client: Client, db: None, token: str):
    assert client.get(f"/en/invitations/{token}/").status_code == 404


def test_who_is_in_already_stays_what_she_is(mides: Organization, focal: Person):
    """She was let in by her request while the invitation was on its way."""
    one, nora = invited(mides, focal, role="viewer"), make.person("nora@example.org")
    Membership(person=nora, organization=mides, message="I work here.").ask().accept(by=focal)
    one.accept(by=nora)
    assert mides.memberships.get(person=nora).role == "editor"
    assert not Event.objects.filter(name="join_by_invitation").exists()


def test_an_invitation_answers_her_own_request_to_join(mides: Organization, focal: Person):
    one, nora = invited(mides, focal, role="deputy"), make.person("nora@example.org")
    Membership(person=nora, organization=mides, message="I work here.").ask()
    one.accept(by=nora)
    membership = mides.memberships.get(person=nora)
    assert (membership.is_active, membership.role) == (True, "deputy")


def test_a_person_of_another_organization_is_in_both(
    mides: Organization, focal: Person, boris: Person
):
    invited(mides, focal, "boris@example.org").accept(by=boris)
    assert Organization.objects.of(boris).count() == 2


def test_while_it_is_suspended_the_invitation_waits(
    client: Client, mides: Organization, focal: Person, chloe: Person
):
    one, nora = invited(mides, focal), make.person("nora@example.org")
    mides.suspend(by=chloe, reason="Who are you?")
    client.force_login(nora)
    assert "waits until it is back" in text(client.get(one.get_absolute_url()))
    client.post(f"{one.get_absolute_url()}accept/")
    assert not mides.memberships.filter(person=nora).exists()
    mides.refresh_from_db()
    mides.reinstate(by=chloe)
    client.post(f"{one.get_absolute_url()}accept/")
    assert mides.memberships.active().of(nora).exists()


def test_no_invitation_is_accepted_without_its_token(mides: Organization, focal: Person):
    one, nora = invited(mides, focal), make.person("nora@example.org")
    client = Client(enforce_csrf_checks=True)
    client.force_login(nora)
    assert client.post(f"{one.get_absolute_url()}accept/").status_code == 403


def test_the_address_of_who_never_came_is_forgotten(amina: Person, boris: Person):
    ministry = make.ministry_of(amina)
    sent = [
        Invitation(organization=ministry, email=email, message="Come").send(by=amina)
        for email in ("never@example.org", "nor@example.org", boris.email)
    ]
    sent[1].withdraw(by=amina)
    sent[2].accept(by=boris)
    for days, kept in ((14 + 89, 3), (14 + 91, 1)):
        with time_machine.travel(timezone.now() + dt.timedelta(days=days)):
            forget_invited_addresses(0)
        assert Invitation.objects.exclude(email="").count() == kept
    assert not Invitation.objects.filter(message="Come").exclude(pk=sent[2].pk).exists()
    assert Invitation.objects.get(pk=sent[2].pk).email == boris.email
    Invitation(organization=ministry, email="never@example.org").send(by=amina)  # anew
