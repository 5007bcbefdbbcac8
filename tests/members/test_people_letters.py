"""The letters about people: every one in every language, plain and with one link."""

import pytest

from community.models import Letter, Person
from members import people_letters as letters
from members.models import Invitation, Membership, Organization
from tests import make
from tests.members.test_letters import LANGUAGES, REASON, is_well_written

pytestmark = pytest.mark.django_db


@pytest.fixture
def ministry(db: None) -> Organization:
    return make.organization("Ministry of Work & <Care>", slug="work")


@pytest.fixture
def boris(ministry: Organization) -> Membership:
    """Somebody of the ministry whom letters tell of."""
    return make.member(ministry, "editor", name="Boris <Clarke>").memberships.get()


def reader(language: str) -> Person:
    return make.person(name="Zoë D'Souza", language=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_became_of_a_role(ministry: Organization, boris: Membership, language: str):
    to = reader(language)
    letters.role_changed(boris, to=to)
    letters.member_removed(boris, REASON, to=to)
    letters.member_left(boris, to=[to])
    letters.invitation_accepted(boris, to=to)
    assert REASON in Letter.objects.get(name="member_removed").body
    assert Letter.objects.count() == 4
    for letter in Letter.objects.all():
        is_well_written(letter, to, ministry)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", ["", REASON])
def test_where_the_office_went(
    ministry: Organization, boris: Membership, language: str, reason: str
):
    to = reader(language)
    letters.office_received(boris, reason, to=to)
    letters.office_passed_on(boris, reason, to=[to])
    letters.office_offered(ministry, reason, to=[to])
    letters.organization_orphaned(boris, to=[to])
    assert Letter.objects.filter(body__contains=REASON).count() == (3 if reason else 0)
    for letter in Letter.objects.exclude(name="office_offered" if not reason else ""):
        is_well_written(letter, to, ministry)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_yearly_question_and_its_reminder(ministry: Organization, language: str):
    to = reader(language)
    ministry.confirmation_asked_at = ministry.created_at
    letters.still_you(ministry, to=[to])
    letters.still_you_reminder(ministry, to=[to])
    letters.secretariat_writes(ministry, REASON, to=[to])
    assert Letter.objects.filter(is_secret=True).count() == 2
    for letter in Letter.objects.all():
        is_well_written(letter, to, ministry)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("message", ["", REASON])
def test_an_invitation(ministry: Organization, language: str, message: str):
    guest = Person(name="", email="guest@example.org", language=language)
    sender = make.member(ministry, "focal_point", name="Amina O'Hara")
    invitation = Invitation(
        organization=ministry, email=guest.email, language=language, message=message
    )
    invitation.send(by=sender)
    letter = Letter.objects.get()
    assert "Amina O'Hara" in letter.body
    assert message in letter.body
    is_well_written(letter, guest, ministry)


def test_the_secretariat_writes_to_an_office_without_a_name(ministry: Organization):
    ministry.official_email, ministry.description_language = "office@example.org", "es"
    letters.secretariat_writes_to_the_office(ministry, REASON)
    letter = Letter.objects.get()
    assert (letter.address, letter.language, letter.person) == ("office@example.org", "es", None)
    is_well_written(letter, Person(name="", language="es"), ministry)
