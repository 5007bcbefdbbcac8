"""Getting an account: a code by letter, a way in, never a word about other people's accounts."""

import datetime as dt
import re
import time
from pathlib import Path
from typing import Any

import allauth
import pytest
import time_machine
from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp_auth
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.utils import timezone

from community import accounts, mail, tasks
from community.languages import speaking
from community.models import Letter, Person
from tests import make
from tests.browser.conftest import give_second_factor

pytestmark = pytest.mark.django_db
STRONG = "exchange of experiences 2026"
SIGNUP = "/en/accounts/signup/"
CODE = "/en/accounts/confirm-email/"
STRANGE = "strange@example.org"
LETTERS = sorted(
    f"{app}/email/{file.name.removesuffix('_message.txt')}"
    for app in ("account", "mfa")
    for file in (Path(allauth.__file__).parent / f"templates/{app}/email").glob("*_message.txt")
    if file.name != "base_message.txt" and "confirmation_signup" not in file.name
)


def sign_up(client: Client, language: str = "en", **changes: str) -> Any:
    data = {
        "name": "Amina Reyes",
        "email": "amina@example.org",
        "password1": STRONG,
        "participation": "register",
    }
    return client.post(f"/{language}/accounts/signup/", data | changes)


def test_what_an_old_browser_left_is_cleared_away(client: Client, amina: Person):
    client.post("/en/accounts/login/", {"login": amina.email, "password": make.PASSWORD})
    assert UserSession.objects.filter(user=amina).count() == 1
    tasks.clear_sessions(0)
    assert Session.objects.count() == UserSession.objects.count() == 1  # she is still in
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(minutes=1))
    tasks.clear_sessions(0)
    assert Session.objects.count() == UserSession.objects.count() == 0


def type_the_password_again(client: Client, person: Person) -> None:
    client.force_login(person)
    client.post("/en/accounts/reauthenticate/", {"password": make.PASSWORD})


def code_in(letter: Letter) -> str:
    found = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", letter.body, re.MULTILINE)
    assert found, letter.body
    return found[1]


def newest_letter() -> Letter:
    return Letter.objects.latest("pk")


@pytest.mark.parametrize(
    ("participation", "landing"),
    [
        ("register", "/en/organizations/register/"),
        ("join", "/en/organizations/join/"),
        ("follow", "/en/my/"),
    ],
)
def test_amina_signs_up_and_lands_where_she_said(client: Client, participation: str, landing: str):
    response = sign_up(client, participation=participation)
    assert response.status_code == 302
    assert response.url == CODE
    assert client.get(CODE).status_code == 200

    response = client.post(CODE, {"code": code_in(newest_letter())})
    assert response.url == landing
    assert client.get(landing).status_code == 200
    amina = Person.objects.get()
    assert (amina.name, amina.participation) == ("Amina Reyes", participation)
    assert amina.emailaddress_set.get().verified


def test_who_came_from_an_invitation_goes_back_to_it(client: Client):
    ministry = make.organization("Ministerio")
    page = f"/en/organizations/{ministry.slug}/join/"
    data = {"name": "Boris", "email": "b@example.org", "password1": STRONG, "next": page}
    client.post(SIGNUP, data | {"participation": "join"})
    assert client.post(CODE, {"code": code_in(newest_letter())}).url == page


def test_nobody_is_sent_to_another_site(client: Client):
    sign_up(client, next="https://evil.example/")
    response = client.post(CODE, {"code": code_in(newest_letter())})
    assert response.url.startswith("/en/")


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "your e-mail"), ("es", "su correo"), ("pt", "seu e-mail"), ("fr", "votre adresse")],
)
def test_the_code_is_a_letter_in_the_language_of_the_page(
    client: Client, language: str, words: str
):
    sign_up(client, language)
    letter = newest_letter()
    assert letter.language == language
    assert words in letter.subject.lower()
    assert letter.is_secret
    assert letter.sent_at is None  # the worker sends it
    assert Person.objects.get().language == language


def test_the_letter_to_a_strange_address_carries_no_words_of_who_typed_it(client: Client):
    sign_up(client, name="Win money at http://evil.example")
    letter = newest_letter()
    assert "evil" not in letter.subject + letter.body


def test_a_letter_to_somebody_known_is_in_her_language_whatever_page_was_read(client: Client):
    make.person("known@example.org", language="pt")
    for email, language in (("known@example.org", "pt"), ("new@example.org", "es")):
        client.post("/es/accounts/password/reset/", {"email": email})
        assert newest_letter().language == language
        assert settings.SITE_URL in newest_letter().body
    sign_up(client, "fr", email="known@example.org")
    letter = newest_letter()
    assert letter.name == "account/email/account_already_exists"
    assert f"{settings.SITE_URL}/pt/accounts/login/" in letter.body
    assert "Você já tem uma conta" in letter.subject


@pytest.mark.parametrize("prefix", LETTERS)
@pytest.mark.parametrize("language", ["en", "es", "pt", "fr"])
def test_every_letter_of_an_account_is_in_our_words_and_leads_to_our_host(
    rf: RequestFactory, prefix: str, language: str
):
    folder = settings.BASE_DIR / "templates"
    assert (folder / f"{prefix}_subject.txt").is_file(), "else it is in the words of allauth"
    assert (folder / f"{prefix}_message.txt").is_file(), "else it is in the words of allauth"
    request = rf.get("/", headers={"host": "localhost"})
    request.user = AnonymousUser()
    with speaking(language), context.request_context(request):
        get_adapter().send_mail(prefix, STRANGE, {"timestamp": timezone.now()})
    letter = newest_letter()
    assert letter.language == language
    assert set(re.findall(r"https?://[^/\s]+", letter.body)) == {settings.SITE_URL}
    assert "Django" not in letter.body


def test_without_the_code_nobody_is_in(client: Client):
    sign_up(client)
    assert client.get("/en/my/").status_code == 302
    client.post(CODE, {"code": "WRONG-1"})
    assert client.get("/en/my/").status_code == 302
    assert not Person.objects.get().emailaddress_set.get().verified


def test_three_wrong_codes_end_it(client: Client):
    sign_up(client)
    code = code_in(newest_letter())
    for _attempt in range(3):
        client.post(CODE, {"code": "ABC-123"})
    client.post(CODE, {"code": code})
    assert client.get("/en/my/").status_code == 302


def test_a_new_code_can_be_asked_for_and_the_old_one_is_void(client: Client):
    sign_up(client)
    old = code_in(newest_letter())
    client.post(CODE, {"action": "resend"})
    new = code_in(newest_letter())
    assert new != old
    client.post(CODE, {"code": old})
    assert client.get("/en/my/").status_code == 302
    assert client.post(CODE, {"code": new}).url == "/en/organizations/register/"


# --- No account is revealed ----------------------------------------------------------------------


def answer_to(response: Any) -> tuple[Any, ...]:
    """All that a stranger sees of an answer; tokens and her own words are taken out."""
    text = re.sub(r'value="[^"]{20,}"', "", response.content.decode())
    text = re.sub(r"(known|new)@example\.org", "", text)
    return response.status_code, response.get("Location"), text


def test_signing_up_with_a_known_address_looks_the_same_all_the_way():
    make.person("known@example.org")
    paths = []
    for email in ("known@example.org", "new@example.org"):
        client = Client()
        steps = [sign_up(client, email=email), client.get(CODE)]
        steps += [client.post(CODE, {"code": "ABC-123"}) for _attempt in range(2)]
        steps += [client.post(CODE, {"action": "resend"}), client.get(CODE)]
        paths.append([answer_to(step) for step in steps])
    assert paths[0] == paths[1]


def test_the_owner_of_a_known_address_hears_that_somebody_tried(client: Client):
    make.person("known@example.org")
    sign_up(client, email="known@example.org")
    letter = Letter.objects.get()
    assert letter.name == "account/email/account_already_exists"
    assert letter.address == "known@example.org"
    assert Person.objects.count() == 1


def test_a_known_address_costs_as_much_hashing_and_as_many_letters(monkeypatch, client: Client):
    """Time tells as much as words: the password is hashed for both, a letter written for both."""
    hashed = []
    real = accounts.make_password
    monkeypatch.setattr(accounts, "make_password", lambda raw: hashed.append(raw) or real(raw))
    make.person("known@example.org")
    sign_up(client, email="known@example.org")
    assert hashed == [STRONG]
    assert Letter.objects.count() == 1


def test_asking_for_a_new_password_looks_the_same_for_an_unknown_address():
    make.person("known@example.org")
    paths, letters = [], []
    for email in ("known@example.org", "new@example.org"):
        client = Client()
        before = Letter.objects.count()
        steps = [client.post("/en/accounts/password/reset/", {"email": email})]
        steps += [client.get(steps[0].url), client.post(steps[0].url, {"code": "ABC-123"})]
        paths.append([answer_to(step) for step in steps])
        letters.append(Letter.objects.count() - before)
    assert paths[0] == paths[1]
    assert letters == [1, 1]


def test_signing_in_tells_neither_which_half_was_wrong():
    make.person("known@example.org")
    answers = [
        answer_to(Client().post("/en/accounts/login/", {"login": email, "password": "not this"}))
        for email in ("known@example.org", "new@example.org")
    ]
    assert answers[0] == answers[1]


# --- Robots and hurry ----------------------------------------------------------------------------


def test_a_robot_that_fills_the_trap_gets_no_account(client: Client):
    trap = settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD
    response = sign_up(client, **{trap: "555-1234"})
    assert response.url == CODE
    assert not Person.objects.exists()
    assert not Letter.objects.exists()


def test_the_trap_has_no_style_that_the_csp_would_refuse(client: Client):
    assert b"style=" not in client.get(SIGNUP).content


def test_outside_the_tests_every_door_is_throttled(settings):
    settings.ACCOUNT_RATE_LIMITS = {}
    limits = app_settings.RATE_LIMITS
    assert {"signup", "login", "login_failed", "reset_password", "confirm_email"} <= set(limits)
    assert all(limits.values())


def test_the_hurried_are_asked_to_wait(settings, client: Client):
    settings.ACCOUNT_RATE_LIMITS = {}
    cache.clear()
    make.person("amina@example.org")
    wrong = {"login": "amina@example.org", "password": "not this"}
    for _attempt in range(5):
        assert client.post("/en/accounts/login/", wrong).status_code == 200
    right = {"login": "amina@example.org", "password": make.PASSWORD}
    refused = client.post("/en/accounts/login/", right)
    assert refused.status_code == 200  # not a redirect
    assert "Try again in five minutes." in refused.text
    assert ",5/300s/" in app_settings.RATE_LIMITS["login_failed"]  # which are those minutes
    answers = [client.post(SIGNUP, {}) for _attempt in range(21)]
    assert answers[-1].status_code == 429
    assert "please wait five minutes" in answers[-1].text
    cache.clear()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Ami\x00na"),
        ("name", "Ami\x07na"),
        ("name", "a" * 100_000),
        ("name", ""),
        ("email", "a\x00@example.org"),
        ("email", "a" * 100_000 + "@example.org"),
        ("password1", "short"),
        ("password1", "password1234"),
        ("password1", "\x00" * 20),
        ("participation", "rule"),
    ],
)
def test_odd_input_comes_back_with_a_word_about_it(client: Client, field: str, value: str):
    response = sign_up(client, **{field: value})
    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {field}
    assert not Person.objects.exists()


def test_a_failed_form_keeps_what_was_typed(client: Client):
    page = sign_up(client, password1="short", participation="join").content.decode()
    assert 'value="Amina Reyes"' in page
    assert 'value="amina@example.org"' in page
    assert re.search(r'value="join"[^>]* checked', page)


UNSEEN = ["Ana\u202eRey", "Ana\u200f", "A\u200bna", "\u200b\u2060", "\u2800"]
TYPE_AGAIN = "This holds signs that nobody can see."


@pytest.mark.parametrize("name", UNSEEN)
@pytest.mark.parametrize("door", ["signup/", "signup/passkey/"])
def test_nobody_signs_up_under_a_name_with_signs_that_nobody_sees(
    client: Client, name: str, door: str
):
    typed = {"name": name, "email": "x@example.org", "password1": STRONG, "participation": "join"}
    page = client.post(f"/en/accounts/{door}", typed)
    assert TYPE_AGAIN in page.content.decode()
    assert not Person.objects.exists()
    assert not Letter.objects.exists()


@pytest.mark.parametrize("name", UNSEEN)
def test_nobody_renames_herself_to_what_others_cannot_read(
    client: Client, amina: Person, name: str
):
    client.force_login(amina)
    page = client.post("/en/my/account/", {"name": name, "language": "en"})
    assert page.status_code == 422
    assert TYPE_AGAIN in page.content.decode()
    amina.refresh_from_db()
    assert amina.name == "Amina Reyes"


# --- Later ---------------------------------------------------------------------------------------


def test_amina_sets_a_new_password_by_code(client: Client, amina: Person):
    response = client.post("/es/accounts/password/reset/", {"email": amina.email})
    letter = newest_letter()
    page = client.get(response.url).text
    assert "15 minutos" in page
    assert 'href="/es/accounts/password/reset/"' in page  # another code
    response = client.post(response.url, {"code": code_in(letter)})
    response = client.post(response.url, {"password1": STRONG, "password2": STRONG})
    assert response.status_code == 302
    assert client.login(email=amina.email, password=STRONG)


def test_amina_changes_her_address_by_code_and_stays_on_her_account(client: Client, amina: Person):
    type_the_password_again(client, amina)
    change = {"email": "amina@ministry.example", "action_add": ""}
    assert client.post("/en/accounts/email/", change).url == CODE
    letter = Letter.objects.filter(address="amina@ministry.example").latest("pk")
    response = client.post(CODE, {"code": code_in(letter)})
    assert response.url == "/en/accounts/email/"
    amina.refresh_from_db()
    assert amina.email == "amina@ministry.example"


def test_whoever_finds_her_session_open_cannot_change_her_address(client: Client, amina: Person):
    """The password comes first; then the change goes on as it was posted."""
    client.force_login(amina)
    change = {"email": "thief@example.org", "action_add": ""}
    answer = client.post("/en/accounts/email/", change)
    assert answer.url == "/en/accounts/reauthenticate/?next=%2Fen%2Faccounts%2Femail%2F"
    assert not Letter.objects.filter(address="thief@example.org").exists()
    client.post(answer.url, {"password": "wrong"})
    assert not Letter.objects.filter(address="thief@example.org").exists()
    assert client.post(answer.url, {"password": make.PASSWORD}).url == CODE
    assert Letter.objects.filter(address="thief@example.org").exists()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "The e-mail address of your account was amina@example.org"),
        ("es", "El correo electrónico de su cuenta era amina@example.org"),
        ("pt", "O e-mail da sua conta era amina@example.org"),
        ("fr", "L’adresse électronique de votre compte était amina@example.org"),
    ],
)
def test_the_old_address_is_warned_of_the_new_one(
    client: Client, amina: Person, language: str, told: str
):
    type_the_password_again(client, amina)
    change = {"email": "amina@ministry.example", "action_add": ""}
    code_page = client.post(f"/{language}/accounts/email/", change).url
    assert not Letter.objects.filter(address="amina@example.org").exists()
    client.post(code_page, {"code": code_in(newest_letter())})
    warning = Letter.objects.get(address="amina@example.org")
    assert warning.name == "account/email/email_changed"
    assert told in warning.body
    assert "amina@ministry.example" in warning.body


@pytest.mark.parametrize("address", ["email/", "password/change/", "sessions/", "2fa/", "logout/"])
@pytest.mark.parametrize("language", ["en", "es", "pt", "fr"])
def test_the_pages_of_an_account_open(client: Client, amina: Person, address: str, language: str):
    client.force_login(amina)
    assert client.get(f"/{language}/accounts/{address}").status_code == 200


@pytest.mark.parametrize("language", ["en", "es", "pt", "fr"])
def test_a_second_factor_is_set_up_after_typing_the_password_again(
    client: Client, amina: Person, language: str
):
    client.force_login(amina)
    again = client.get(f"/{language}/accounts/2fa/totp/activate/")
    assert again.url.startswith(f"/{language}/accounts/reauthenticate/")
    assert client.get(again.url).status_code == 200
    response = client.post(again.url, {"password": make.PASSWORD})
    assert response.url == f"/{language}/accounts/2fa/totp/activate/"
    assert client.get(response.url).status_code == 200


@pytest.mark.parametrize("door", ["login/", "signup/", "password/reset/"])
@pytest.mark.parametrize("language", ["en", "es", "pt", "fr"])
def test_the_doors_open(client: Client, door: str, language: str):
    assert client.get(f"/{language}/accounts/{door}").status_code == 200


def test_with_a_second_factor_the_password_alone_opens_nothing(client: Client, amina: Person):
    Authenticator.objects.create(
        user=amina, type=Authenticator.Type.TOTP, data={"secret": "unused"}
    )
    response = client.post("/en/accounts/login/", {"login": amina.email, "password": make.PASSWORD})
    assert response.url.startswith("/en/accounts/2fa/authenticate/")
    page = client.get(response.url).content.decode()
    assert "Type one of your recovery codes instead" in page
    assert "mailto:secretariat@demo.example" in page
    assert client.get("/en/my/").status_code == 302


def test_a_new_second_factor_ends_what_was_signed_in_with_the_password_alone(
    amina: Person, django_capture_on_commit_callbacks: Any
):
    thief, hers = Client(), Client()
    for client in (thief, hers):
        client.post("/en/accounts/login/", {"login": amina.email, "password": make.PASSWORD})
        assert client.get("/en/my/").status_code == 200
    again = hers.get("/en/accounts/2fa/totp/activate/").url
    hers.post(again, {"password": make.PASSWORD})
    page = hers.get("/en/accounts/2fa/totp/activate/")
    code = totp_auth.hotp_value(page.context["form"].secret, int(time.time()) // 30)
    typed = {"code": totp_auth.format_hotp_value(code)}
    with django_capture_on_commit_callbacks(execute=True):
        answer = hers.post("/en/accounts/2fa/totp/activate/", typed)
    assert answer.url == "/en/accounts/2fa/recovery-codes/"
    page = hers.get(answer.url)
    assert "Print them or write them down" in page.content.decode()
    assert all(code in page.content.decode() for code in page.context["unused_codes"])
    assert thief.get("/en/my/").status_code == 302
    assert hers.get("/en/my/").status_code == 200


def test_she_signs_out_everywhere_else(amina: Person):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.post("/en/accounts/login/", {"login": amina.email, "password": make.PASSWORD})
    page = here.get("/en/accounts/sessions/").content.decode()
    assert "This device" in page
    here.post("/en/accounts/sessions/")
    assert elsewhere.get("/en/my/").status_code == 302
    assert here.get("/en/my/").status_code == 200


# --- Never proven ---------------------------------------------------------------------------------


def test_an_address_that_somebody_typed_is_not_taken_for_ever(client: Client, amina: Person):
    """The one it belongs to could neither sign up with it nor give it to her account."""
    sign_up(client, email=STRANGE)
    mail.enqueue("invited", STRANGE, "en", "Come", "in.")
    boris = make.person()
    for days, left in ((29, 1), (31, 0)):
        with time_machine.travel(timezone.now() + dt.timedelta(days=days)):
            tasks.forget_unproven(0)
        assert Person.objects.filter(email=STRANGE).count() == left
    assert {letter.name for letter in Letter.objects.filter(address=STRANGE)} == {"invited"}
    assert set(Person.objects.all()) == {amina, boris}  # who never signed in may have proven hers


def test_whose_address_the_secretariat_has_changed_is_not_forgotten(amina: Person):
    Person.objects.update(date_joined=timezone.now() - dt.timedelta(days=90))
    Person.objects.update(last_login=timezone.now() - dt.timedelta(days=80))
    accounts.put_at(amina, "amina@ministry.example")
    tasks.forget_unproven(0)
    assert Person.objects.get() == amina


def test_whom_others_know_here_is_not_forgotten_before_she_ever_came(client: Client):
    """She was given a role, or the secretariat has just corrected where her letters go."""
    long_ago = timezone.now() - dt.timedelta(days=90)
    member, corrected, _gone = (make.person(name=name) for name in ("A", "B", "C"))
    Person.objects.update(date_joined=long_ago)
    EmailAddress.objects.update(verified=False)
    make.organization().memberships.create(person=member, role="editor", requested_at=long_ago)
    accounts.put_at(corrected, "corrected@ministry.example")
    tasks.forget_unproven(0)
    assert set(Person.objects.all()) == {member, corrected}


def test_the_secretariat_adds_a_person(client: Client, chloe: Person):
    client.force_login(chloe)
    at = "/admin/community/person/add/"
    form = client.get(at).context["adminform"].form
    sent = {name: form[name].value() or "" for name in form.fields}
    sent |= {"email": "new@example.org", "name": "Nina", "language": "es", "is_active": "on"}
    answer = client.post(at, sent)
    assert answer.status_code in (200, 302)


# --- The first question --------------------------------------------------------------------------


def test_a_visitor_finds_her_ministry_before_she_has_an_account(client: Client):
    make.organization("Ministerio de Desarrollo Social", "UY", acronym="MIDES", slug="mides")
    make.organization("Instituto Mides", "UY", slug="en-tramite", status="applied")
    page = client.get("/es/take-part/", {"q": "mides"}).content.decode()
    join = "/es/accounts/signup/?participation=join&amp;next=/es/organizations/mides/join/"
    assert join in page
    assert "en-tramite" not in page
    part = client.get("/es/take-part/", {"q": "mides"}, headers={"HX-Request": "true"})
    assert join in part.content.decode()
    assert "<html" not in part.content.decode()


def test_what_she_answered_is_carried_through_the_code_to_where_she_lands(client: Client):
    make.organization("Ministerio de Desarrollo Social", "UY", acronym="MIDES", slug="mides")
    address = f"{SIGNUP}?participation=join"
    page = client.get(f"{address}&next=/en/organizations/mides/join/").content.decode()
    assert 'type="radio"' not in page
    data = {"name": "Boris", "email": "b@example.org", "participation": "join"}
    data |= {"next": "/en/organizations/mides/join/"}
    wrong = client.post(address, data | {"password1": "short"})
    assert 'type="radio"' not in wrong.content.decode()
    client.post(address, data | {"password1": STRONG})
    response = client.post(CODE, {"code": code_in(newest_letter())})
    assert response.url == "/en/organizations/mides/join/"
    assert Person.objects.get().participation == "join"


def test_without_an_answer_it_is_the_first_question_of_the_form(client: Client):
    for address in (SIGNUP, f"{SIGNUP}?participation=rule"):
        form = client.get(address).context["form"]
        assert next(iter(form.fields)) == "participation"
        assert not form["participation"].is_hidden


@pytest.mark.parametrize("words", ["", "\x00", "%_\\", "x" * 10_000])
def test_odd_words_find_nothing_there(client: Client, words: str):
    make.organization("Ministerio")
    response = client.get("/en/take-part/", {"q": words})
    assert response.status_code == 200
    assert response.context["found"] == []


# --- Passkeys ------------------------------------------------------------------------------------


def test_joining_with_a_passkey_looks_the_same_for_a_known_address():
    make.person("known@example.org")
    paths, letters = [], []
    for email in ("known@example.org", "new@example.org"):
        client = Client()
        before = Letter.objects.count()
        typed = {"name": "Amina", "email": email, "participation": "follow"}
        steps = [client.post("/en/accounts/signup/passkey/", typed), client.get(CODE)]
        steps += [client.post(CODE, {"code": "ABC-123"}), client.get("/en/accounts/2fa/webauthn/")]
        paths.append([answer_to(step) for step in steps])
        letters.append(Letter.objects.count() - before)
    assert paths[0] == paths[1]
    assert letters == [1, 1]


def test_the_passkey_door_offers_no_list_of_keys_to_a_stranger(client: Client):
    answer = client.get("/en/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"})
    options = answer.json()["request_options"]["publicKey"]
    assert not options.get("allowCredentials")
    assert options["userVerification"] == "required"


@pytest.mark.parametrize(
    "credential",
    ["", "{}", "[]", "null", '{"id": "x"}', '{"rawId": 5, "id": []}', "\x00", "x" * 10_000],
)
def test_a_forged_passkey_opens_nothing(client: Client, credential: str):
    client.get("/en/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"})
    response = client.post("/en/accounts/2fa/webauthn/login/", {"credential": credential})
    assert response.status_code == 302
    assert client.get("/en/my/").status_code == 302


@pytest.mark.parametrize("door", ["add/", "reauthenticate/"])
def test_a_forged_key_is_no_error_of_ours(client: Client, amina: Person, door: str):
    client.force_login(amina)
    client.post("/en/accounts/reauthenticate/", {"password": make.PASSWORD})
    for credential in ("{}", '{"id": "x"}', '{"rawId": 5, "response": {}}', "[1]"):
        client.get(f"/en/accounts/2fa/webauthn/{door}")
        typed = {"name": "x", "credential": credential}
        assert client.post(f"/en/accounts/2fa/webauthn/{door}", typed).status_code < 400
    assert not amina.authenticator_set.exists()


def test_an_officer_of_the_secretariat_cannot_read_a_code_that_waits_to_be_sent(
    client: Client, amina: Person, chloe: Person
):
    Client().post("/en/accounts/password/reset/", {"email": amina.email})
    letter = newest_letter()
    give_second_factor(chloe)
    client.force_login(chloe)
    page = client.get(f"/admin/community/letter/{letter.pk}/change/")
    assert page.status_code == 200
    assert code_in(letter) not in page.content.decode()
