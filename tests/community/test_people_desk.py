"""People at the secretariat's desk: another address is another way into the account."""

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.test import Client

from community.models import Letter, Person
from tests import make
from tests.community.test_accounts import CODE, STRONG, code_in, newest_letter

OLD, NEW = "amina@example.org", "amina@ministry.example"


@pytest.fixture
def desk(client, chloe):
    client.force_login(chloe)
    return client


def save(desk: Client, person: Person, **changes: str):
    form = {
        "email": person.email,
        "name": person.name,
        "language": person.language,
        "participation": person.participation,
        "is_active": "on",
        **changes,
    }
    return desk.post(f"/admin/community/person/{person.pk}/change/", form)


def reset(address: str) -> int:
    """Letters with a code for a new password that come to ``address``."""
    Client().post("/en/accounts/password/reset/", {"email": address})
    return Letter.objects.filter(address=address, name="account/email/password_reset_code").count()


def test_she_signs_in_with_the_new_address_once_she_has_proven_it(desk, amina):
    assert save(desk, amina, email=NEW.upper()).status_code == 302
    hers = Client()
    answer = hers.post("/en/accounts/login/", {"login": NEW, "password": make.PASSWORD})
    assert answer.url == CODE
    assert hers.get("/en/my/").status_code == 302  # not yet
    letter = newest_letter()
    assert letter.address == NEW
    hers.post(CODE, {"code": code_in(letter)})
    assert hers.get("/en/my/").status_code == 200
    address = EmailAddress.objects.get(user=amina)
    assert (address.email, address.verified, address.primary) == (NEW, True, True)


def test_whoever_reads_the_old_mailbox_now_does_not_get_in(desk, amina):
    assert reset(OLD) == 1
    save(desk, amina, email=NEW)
    assert reset(OLD) == 1  # no other one
    assert reset(NEW) == 1
    answer = Client().post("/en/accounts/login/", {"login": OLD, "password": make.PASSWORD})
    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_whoever_came_in_by_the_old_mailbox_is_in_no_longer(desk, amina):
    thief = Client()
    thief.post("/en/accounts/login/", {"login": OLD, "password": make.PASSWORD})
    assert thief.get("/en/my/").status_code == 200
    save(desk, amina, name="Amina Soto")
    assert thief.get("/en/my/").status_code == 200
    save(desk, amina, email=NEW)
    assert thief.get("/en/my/").status_code == 302
    assert desk.get("/admin/").status_code == 200


def test_an_officer_who_changes_her_own_address_stays_where_she_is(desk, chloe):
    UserSession.objects.create(user=chloe, session_key=desk.session.session_key, ip="127.0.0.1")
    answer = save(desk, chloe, email="chloe@ministry.example", is_staff="on")
    assert answer.status_code == 302
    assert desk.get("/en/my/").status_code == 200


def test_both_addresses_are_told_in_her_language(desk, amina):
    Person.objects.update(language="es")
    amina.refresh_from_db()
    save(desk, amina, email=NEW)
    letters = Letter.objects.filter(name="address_changed")
    assert {letter.address for letter in letters} == {OLD, NEW}
    for letter in letters:
        assert "cambió la dirección de correo" in letter.body
        assert OLD in letter.body
        assert NEW in letter.body


def test_what_else_is_changed_leaves_her_way_in_alone(desk, amina):
    assert save(desk, amina, name="Amina Soto").status_code == 302
    amina.refresh_from_db()
    assert (amina.name, amina.email) == ("Amina Soto", OLD)
    assert EmailAddress.objects.get(user=amina).verified
    assert not Letter.objects.filter(name="address_changed").exists()


@pytest.mark.parametrize("as_typed", ["boris@example.org", "Boris@Example.org"])
def test_the_address_of_somebody_else_is_told_beside_the_field(desk, amina, boris, as_typed):
    EmailAddress.objects.filter(user=boris).update(email="boris@example.org")
    answer = save(desk, amina, email=as_typed)
    assert answer.context["adminform"].form.errors["email"]
    assert Person.objects.filter(email=OLD).exists()


def test_she_keeps_her_password(desk, amina):
    amina.set_password(STRONG)
    amina.save()
    save(desk, amina, email=NEW)
    answer = Client().post("/en/accounts/login/", {"login": NEW, "password": STRONG})
    assert answer.url == CODE
