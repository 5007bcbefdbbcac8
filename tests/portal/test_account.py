"""Amina's own account: her name, the language of her letters, her data, and going."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from community import mail
from community.models import Follow, Letter, Person
from experiences.models import Translation
from members.models import Invitation, Organization
from tests import make
from tests.browser.conftest import give_second_factor

pytestmark = pytest.mark.django_db
ACCOUNT, DATA = "/en/my/account/", "/en/my/data/"
EXPORT, DELETE = f"{DATA}export/", f"{DATA}delete/"
CONFIRMED = f"{DATA}confirmed/"


@pytest.fixture
def signed_in(client: Client, amina: Person) -> Client:
    """With her password a moment ago, as allauth remembers it."""
    client.post("/en/accounts/login/", {"login": amina.email, "password": make.PASSWORD})
    client.post("/en/accounts/reauthenticate/", {"password": make.PASSWORD})
    return client


def test_amina_changes_her_name_and_the_language_of_her_letters(client: Client, amina: Person):
    client.force_login(amina)
    page = client.get(ACCOUNT).text
    assert "Seen by the people of your organization and the secretariat" in page
    answer = client.post(ACCOUNT, {"name": "Amina Reyes Soto", "language": "pt"}, follow=True)
    assert "Saved." in answer.text
    amina.refresh_from_db()
    assert (amina.name, amina.language) == ("Amina Reyes Soto", "pt")
    assert mail.post("join_declined", amina, membership=amina.memberships.get()).language == "pt"


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "", "language": "en"},
        {"name": "A" * 10_000, "language": "en"},
        {"name": "Ami\x00na", "language": "en"},
        {"name": "Ami\nna", "language": "en"},
        {"name": "Amina", "language": "xx"},
        {},
    ],
)
def test_bad_input_is_told_and_changes_nothing(
    client: Client, amina: Person, typed: dict[str, Any]
):
    client.force_login(amina)
    answer = client.post(ACCOUNT, typed)
    assert answer.status_code == 422
    assert "Please look at this again" in answer.text
    amina.refresh_from_db()
    assert (amina.name, amina.language) == ("Amina Reyes", "en")


def test_nothing_else_of_an_account_can_be_posted_there(client: Client, amina: Person):
    client.force_login(amina)
    more = {"is_staff": "on", "email": "x@example.org", "is_superuser": "on"}
    client.post(ACCOUNT, {"name": "Amina", "language": "en", **more})
    amina.refresh_from_db()
    assert (amina.is_staff, amina.is_superuser, amina.email) == (False, False, "amina@example.org")


def test_every_part_of_the_account_is_one_link_away(client: Client, amina: Person):
    client.force_login(amina)
    for page in (ACCOUNT, DATA):
        text = client.get(page).text
        for part in ("accounts/email/", "accounts/password/change/", "accounts/2fa/",
                     "accounts/sessions/", "my/account/", "my/data/"):  # fmt: skip
            assert f"/en/{part}" in text, (page, part)


# --- Taking it along ---------------------------------------------------------------------------


def test_the_export_asks_for_the_password_first(client: Client, amina: Person):
    client.force_login(amina)
    for page in (EXPORT, CONFIRMED, DELETE):
        answer = client.get(page)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/en/accounts/reauthenticate/")
    client.post(DELETE)
    assert Person.objects.filter(pk=amina.pk).exists()


def test_the_password_leads_back_to_the_page_and_the_download_starts_there(
    client: Client, amina: Person
):
    client.force_login(amina)
    assert f'href="{CONFIRMED}"' in client.get(DATA).text
    asked = client.get(CONFIRMED)["Location"]
    answer = client.post(asked, {"password": make.PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == CONFIRMED
    assert "ready to be downloaded" in answer.text
    assert f'href="{EXPORT}"' in answer.text
    assert "attachment" in client.get(EXPORT)["Content-Disposition"]


def test_the_export_has_all_that_is_hers(signed_in: Client, amina: Person, boris: Person):
    ministry = make.ministry_of(amina)
    sheet = make.sheet(ministry, title="Visits", created_by=amina)
    sheet.submit(by=amina)
    Follow.objects.create(person=amina, subject=sheet)
    Authenticator.objects.create(user=amina, type="totp", data={"secret": "very-secret"})
    mail.post("join_declined", amina, membership=amina.memberships.get())
    mail.enqueue("code", amina.email, "en", "Your code", "ABC-123", is_secret=True)
    mail.post("join_declined", boris, membership=boris.memberships.get())
    answer = signed_in.get(EXPORT)
    assert answer["Content-Disposition"] == 'attachment; filename="iaspn-my-data.json"'
    assert "no-store" in answer["Cache-Control"]
    data = json.loads(answer.content)
    assert data["account"]["email"] == "amina@example.org"
    assert [row["email"] for row in data["addresses"]] == ["amina@example.org"]
    assert [row["role"] for row in data["memberships"]] == ["focal_point"]
    assert [row["title"] for row in data["follows"]] == ["Visits"]
    assert [row["kind"] for row in data["letters"]] == ["join_declined", "code"]
    assert [row["type"] for row in data["second_factors"]] == ["totp"]
    assert len(data["sessions"]) == 1
    assert [row["name"] for row in data["acts"]] == ["submit"]
    signed = [(row["what"], row["as"], row["title"]) for row in data["signed"]]
    assert signed == [
        ("experience", "submitted_by", "Visits"),
        ("experience", "created_by", "Visits"),
    ]


def test_the_export_has_no_secret_and_nothing_of_others(
    signed_in: Client, amina: Person, boris: Person
):
    Authenticator.objects.create(user=amina, type="totp", data={"secret": "very-secret"})
    mail.enqueue("code", amina.email, "en", "Your code", "ABC-123", is_secret=True)
    mail.enqueue("told", boris.email, "en", "For Boris", "Only his.", person=boris)
    ministry = make.ministry_of(amina)
    make.member(ministry, "viewer", email="carla@example.org", name="Carla Colleague")
    ministry.memberships.update(confirmed_by=amina)
    Invitation(organization=ministry, email="invited@example.org").send(by=amina)
    text = signed_in.get(EXPORT).text
    assert ministry.name in text
    others = (boris.email, "Only his.", "Carla Colleague", "invited@example.org")
    for secret in ("very-secret", "ABC-123", amina.password, *others):
        assert secret not in text


def test_the_export_says_no_word_of_what_is_hers_to_read_no_longer(
    signed_in: Client, amina: Person, boris: Person
):
    ministry = make.ministry_of(amina)
    draft = make.sheet(ministry, title="Visits", created_by=amina)
    archived, public = make.published(), make.published(title="Open to all")
    for sheet in (draft, archived, public):
        Follow.begin(sheet, by=amina)
    Translation.begin(draft, "es", by=amina)
    amina.memberships.get().leave(by=amina, knowingly=True)
    type(draft).objects.filter(pk=draft.pk).update(title="What they call it now")
    type(draft).objects.filter(pk=archived.pk).update(status="archived", title="A name of a child")
    data = json.loads(signed_in.get(EXPORT).content)
    closed = "(not open to you any more)"
    assert [row["title"] for row in data["follows"]] == [closed, closed, "Open to all"]
    assert {row["title"] for row in data["signed"] if row["what"] == "experience"} == {closed}
    told = json.dumps(data)
    assert "What they call it now" not in told
    assert "A name of a child" not in told


# --- Going -------------------------------------------------------------------------------------


def test_she_sees_what_will_happen_before_it_does(signed_in: Client, amina: Person):
    page = signed_in.get(DELETE).text
    assert "You are the focal point of Ministerio de Desarrollo Social" in page
    slug = make.ministry_of(amina).slug
    assert f"/en/organizations/{slug}/people/" in page
    assert Person.objects.filter(pk=amina.pk).exists()


def test_she_goes_and_is_signed_out_everywhere(signed_in: Client, amina: Person, chloe: Person):
    elsewhere = Client()
    elsewhere.post("/en/accounts/login/", {"login": amina.email, "password": make.PASSWORD})
    assert elsewhere.get("/en/my/").status_code == 200
    answer = signed_in.post(DELETE)
    assert "Your account is deleted" in answer.text
    assert "Sign in" in answer.text
    assert not Person.objects.filter(pk=amina.pk).exists()
    for client in (signed_in, elsewhere):
        assert client.get("/en/my/").status_code == 302
    assert signed_in.post(DELETE).status_code == 302  # pressed twice
    assert Organization.objects.get().name == "Ministerio de Desarrollo Social"
    assert Letter.objects.get(name="office_vacant").person == chloe


def test_somebody_without_an_organization_goes_as_easily(client: Client):
    nora = make.person("nora@example.org")
    client.post("/en/accounts/login/", {"login": nora.email, "password": make.PASSWORD})
    client.post("/en/accounts/reauthenticate/", {"password": make.PASSWORD})
    assert "focal point" not in client.get(DELETE).text
    client.post(DELETE)
    assert not Person.objects.filter(pk=nora.pk).exists()


def test_a_coordinator_deletes_an_account_on_request(client: Client, amina: Person, chloe: Person):
    give_second_factor(chloe)
    client.force_login(chloe)
    page = f"/admin/people/{amina.pk}/erase/"
    assert page in client.get(f"/admin/community/person/{amina.pk}/change/").text
    assert "Ministerio de Desarrollo Social" in client.get(page).text
    client.post(page, {"reason": ""})
    assert Person.objects.filter(pk=amina.pk).exists()
    client.post(page, {"reason": "She asked by letter."})
    assert not Person.objects.filter(pk=amina.pk).exists()
    log = client.get("/admin/").text
    assert "Amina" not in log
    assert client.get(page).status_code == 404


def test_an_officer_deletes_nobody(client: Client, amina: Person):
    dan = make.person("dan@example.org", is_staff=True)
    give_second_factor(dan)
    client.force_login(dan)
    page = f"/admin/people/{amina.pk}/erase/"
    assert client.get(page).status_code == 403
    assert client.post(page, {"reason": "Because."}).status_code == 403
    assert Person.objects.filter(pk=amina.pk).exists()
