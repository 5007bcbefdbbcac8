"""Amina joins with a passkey, signs in with it, and adds another one; no password anywhere."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from community.models import Letter, Person
from tests import make
from tests.browser.conftest import sign_in, sign_out

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODE = re.compile(r"^[A-Z0-9]{3,}-[A-Z0-9]{3,}$", re.MULTILINE)


@pytest.fixture
def authenticator(page: Page) -> Any:
    """A device with a fingerprint reader, as Chromium makes one up for tests."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def at_localhost(live_server: Any, path: str) -> str:
    """Browsers take passkeys over http from ``localhost`` alone."""
    return f"{live_server.url}{path}".replace("127.0.0.1", "localhost")


def press(page: Page, button: str) -> None:
    """Once the scripts of the page are there."""
    page.locator(button).wait_for()
    page.wait_for_load_state()
    page.locator(button).press("Enter")


def test_amina_joins_and_signs_in_with_a_passkey(page: Page, live_server: Any, authenticator: Any):
    page.goto(at_localhost(live_server, "/es/accounts/signup/?participation=follow"))
    page.locator("main a[href*=passkey]").press("Enter")
    page.locator("main [name=name]").fill("Amina Reyes")
    page.locator("main [name=email]").fill("amina@example.org")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/es/accounts/confirm-email/"))
    page.locator("[name=code]").fill(CODE.findall(Letter.objects.get().body)[0])
    page.keyboard.press("Enter")
    press(page, "#mfa_webauthn_signup")
    expect(page).to_have_url(re.compile("/es/my/"))
    amina = Person.objects.get()
    assert not amina.has_usable_password()

    sign_out(page)
    page.goto(at_localhost(live_server, "/es/accounts/login/?next=/es/countries/"))
    press(page, "#passkey_login")
    expect(page).to_have_url(re.compile(r"localhost:\d+/es/countries/"))
    page.goto(at_localhost(live_server, "/es/my/"))
    expect(page.locator(".page_head__kicker")).to_have_text("Amina Reyes")


def test_a_passkey_that_fails_is_told_in_words(page: Page, live_server: Any, authenticator: Any):
    page.goto(at_localhost(live_server, "/en/accounts/login/"))
    authenticator.send("WebAuthn.disable")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no')); }")
    press(page, "#passkey_login")
    expect(page.locator("#passkey-error")).to_be_focused()


def test_amina_adds_a_passkey_to_her_account(page: Page, live_server: Any, authenticator: Any):
    amina = make.amina()
    sign_in(page, live_server, amina)
    cookie = next(c for c in page.context.cookies() if c["name"] == "sessionid")
    own = {"name": "sessionid", "value": cookie["value"], "url": at_localhost(live_server, "")}
    page.context.add_cookies([own])
    page.goto(at_localhost(live_server, "/en/accounts/2fa/webauthn/add/"))
    page.locator("[name=password]").fill(make.PASSWORD)
    page.keyboard.press("Enter")
    page.locator("[name=passwordless]").check()
    press(page, "#mfa_webauthn_add")
    expect(page).to_have_url(re.compile("/en/accounts/2fa/recovery-codes/"))
    page.goto(at_localhost(live_server, "/en/accounts/2fa/webauthn/"))
    expect(page.get_by_text("Passkey: it signs you in by itself.")).to_be_visible()
