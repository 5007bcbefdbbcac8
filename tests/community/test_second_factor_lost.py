"""Who lost her second factor and recovery codes: the operator takes it away, and she is told."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from community.models import Letter
from tests import make
from tests.browser.conftest import give_second_factor

pytestmark = pytest.mark.django_db


def forget(address: str) -> None:
    call_command("forget_second_factor", address)


def test_it_goes_with_her_sessions_and_she_reads_why(client: Client) -> None:
    inez = make.person("inez@example.org", language="es", is_staff=True)
    other = make.person()
    for one in (inez, other):
        give_second_factor(one)
    client.post("/es/accounts/login/", {"login": inez.email, "password": make.PASSWORD})
    client.force_login(inez)
    client.get("/es/my/")
    assert "_auth_user_id" in client.session
    forget("Inez@example.org")
    assert not Authenticator.objects.filter(user=inez).exists()
    assert Authenticator.objects.filter(user=other).exists()
    assert client.get("/es/my/").status_code == 302  # signed out
    letter = Letter.objects.get(name="second_factor_forgotten")
    assert (letter.person, letter.language) == (inez, "es")
    assert "/es/accounts/2fa/" in letter.body
    assert "secretariat@demo.example" in letter.body


def test_a_wrong_address_is_said_and_changes_nothing() -> None:
    inez = make.person("inez@example.org")
    for address, told in (("ines@example.org", "No account has"), (inez.email, "has no second")):
        with pytest.raises(CommandError, match=told):
            forget(address)
    assert not Letter.objects.exists()
