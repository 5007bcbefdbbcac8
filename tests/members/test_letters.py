"""The letters of the members floor: every one in every language, plain and with one link."""

import re

import pytest

from community.models import Letter, Person
from members import letters
from members.models import Membership, Organization
from tests import make

pytestmark = pytest.mark.django_db
REASON = "Because of <the> papers & 'more'."
WITH_A_REASON = (
    "application_question",
    "application_answered",
    "organization_approved",
    "organization_refused",
    "organization_suspended",
    "organization_reinstated",
    "organization_retired",
)
LANGUAGES = ("en", "es", "pt", "fr")


@pytest.fixture
def ministry(db: None) -> Organization:
    applicant = make.person("amina@example.org", name="Amina O'Hara")
    return make.organization("Ministry of Work & <Care>", slug="work", applied_by=applicant)


def is_well_written(letter: Letter, reader: Person, ministry: Organization) -> None:
    text = letter.body
    assert ministry.name in letter.subject
    assert reader.name in text.splitlines()[0]
    assert "&amp;" not in text + letter.subject
    assert "&lt;" not in text
    assert "{" not in text
    links = re.findall(r"http://\S+", text)
    # A welcome leads to the profile and to her page, where all begins that it speaks of, and tells
    # once more where the application was followed.
    assert len(links) == (3 if letter.name == "organization_approved" else 1)
    assert links[0].startswith(
        (f"http://127.0.0.1:8000/{reader.language}/", "http://127.0.0.1:8000/admin/")
    )
    assert "\n\n\n" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", WITH_A_REASON)
def test_a_decision_is_told_with_its_reason(ministry: Organization, name: str, language: str):
    reader = make.person(name="Zoë D'Souza", language=language)
    getattr(letters, name)(ministry, REASON, to=[reader])
    letter = Letter.objects.get()
    assert (letter.name, letter.language, letter.address) == (name, language, reader.email)
    assert REASON in letter.body
    is_well_written(letter, reader, ministry)


@pytest.mark.parametrize("name", ["organization_approved", "organization_reinstated"])
def test_a_good_decision_needs_no_reason(ministry: Organization, name: str):
    reader = make.person(name="Zoë D'Souza")
    getattr(letters, name)(ministry, "", to=[reader])
    letter = Letter.objects.get()
    assert "The secretariat writes" not in letter.body
    is_well_written(letter, reader, ministry)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_application_is_told_to_both_sides(ministry: Organization, language: str):
    reader = make.person(name="Zoë D'Souza", language=language)
    letters.application_received(ministry, to=reader)
    letters.application_to_check(ministry, to=[reader])
    for letter in Letter.objects.all():
        is_well_written(letter, reader, ministry)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_official_address_is_asked_for_a_yes(ministry: Organization, language: str):
    ministry.official_email = "despacho@midi.gob.example"
    letters.proof_of_domain_asked(ministry, language=language)
    letter = Letter.objects.get()
    assert (letter.address, letter.language) == ("despacho@midi.gob.example", language)
    assert ministry.name in letter.subject
    assert ministry.name in letter.body
    assert re.findall(r"http://\S+", letter.body)[0].startswith(
        f"http://127.0.0.1:8000/{language}/organizations/application/proof/"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wish_to_join_and_its_answers(ministry: Organization, language: str):
    reader = make.person(name="Zoë D'Souza", language=language)
    wish = Membership.objects.create(
        person=make.person(name="Boris <Clarke>"), organization=ministry, message=REASON
    )
    letters.join_requested(wish, to=[reader])
    letters.join_accepted(wish, to=reader)
    letters.join_declined(wish, to=reader)
    assert REASON in Letter.objects.get(name="join_requested").body
    for letter in Letter.objects.all():
        is_well_written(letter, reader, ministry)
