"""What is stored is said on a page and beside each field; three cookies and no other."""

import pytest
from allauth.core.context import request_context
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import reverse

from community.account_form import AccountForm
from community.accounts import AddEmailForm, SignupForm
from community.models import Person
from members.people.forms import JoinForm
from members.profile.form import OrganizationForm
from members.registering.forms import AnswerForm
from tests import make

pytestmark = pytest.mark.django_db
FORMS = [SignupForm, AddEmailForm, AccountForm, JoinForm, AnswerForm, OrganizationForm]
ALLOWED = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME}
PAGES = (
    "home", "about", "privacy", "search", "themes", "experiences:library", "experiences:lessons",
    "members:directory", "members:countries", "exchanges:board", "exchanges:matrix",
    "exchanges:offers", "account_login", "account_signup", "account_reset_password",
)  # fmt: skip
OWN_PAGES = (
    "my", "account", "my-data", "members:register", "members:join", "experiences:new",
    "exchanges:request", "exchanges:new-offer", "account_email", "account_change_password",
    "mfa_index", "usersessions_list",
)  # fmt: skip


def test_the_page_says_what_is_stored_and_how_long(client: Client):
    page = client.get("/en/privacy/").text
    for told in ("What you follow", "How long", "14 days", "delete your account"):
        assert told in page
    assert "/en/privacy/" in client.get("/en/").text


def test_a_visitor_gets_no_other_cookie(client: Client):
    make.published()
    for name in PAGES:
        assert client.get(reverse(name)).status_code == 200, name
    client.post("/en/accounts/login/", {"login": "x@example.org", "password": "wrong"})
    assert set(client.cookies) <= ALLOWED


def test_whoever_is_signed_in_gets_no_other_cookie_either(client: Client, amina: Person):
    client.post("/en/accounts/login/", {"login": amina.email, "password": make.PASSWORD})
    for name in (*PAGES[:12], *OWN_PAGES):
        assert client.get(reverse(name)).status_code == 200, name
    client.post(reverse("account"), {"name": "Amina", "language": "es"})  # with a message
    client.post(reverse("account_logout"))
    assert settings.SESSION_COOKIE_NAME in client.cookies
    assert set(client.cookies) <= ALLOWED


@pytest.mark.parametrize("form", FORMS)
def test_beside_each_field_stands_who_sees_it(form: type, rf: RequestFactory):
    with request_context(rf.get("/")):  # signing up looks at what was answered before
        fields = form().fields.items()
    silent = [
        name for name, field in fields if not getattr(field, "seen_by", None) and name != "fax"
    ]
    assert silent == []


def test_signing_up_says_who_sees_what(client: Client):
    page = client.get("/en/accounts/signup/").text
    assert "Seen by the people of your organization and the secretariat" in page
    assert "Nobody sees it; only a fingerprint of it is kept" in page
