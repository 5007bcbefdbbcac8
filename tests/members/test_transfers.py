"""The secretariat gives a sheet, an offer or a place in an exchange to another organization."""

import pytest
from django.core.exceptions import PermissionDenied

from community.lifecycle import MoveRefused
from community.models import Event, Letter, Person
from exchanges.models import Exchange
from members.models import Organization
from tests import make
from tests.exchanges import stages

WHY = "The programme moved to another ministry."


@pytest.fixture
def other(db: None) -> Organization:
    return make.organization("Ministerio de Trabajo")


def test_a_sheet_goes_with_its_lessons_and_both_hear_why(
    amina: Person, other: Organization, chloe: Person
):
    dora = make.member(other, "focal_point", language="es")
    sheet = make.published(make.ministry_of(amina), title="Visits")
    sheet.transfer(other, by=chloe, reason=WHY)
    sheet.refresh_from_db()
    assert sheet.organization == sheet.lessons.get().organization == other
    assert sheet.editable_by(dora)
    assert not sheet.editable_by(amina)
    letters = Letter.objects.filter(name="thing_transferred")
    assert {letter.person for letter in letters} == {amina, dora}
    assert all(WHY in letter.body for letter in letters)
    event = Event.objects.of(sheet).get()
    assert (event.name, event.by, event.reason) == ("transfer", chloe, WHY)
    assert event.target == other.number


def test_only_the_secretariat_gives_with_a_reason_to_an_approved_one(
    amina: Person, other: Organization, chloe: Person
):
    sheet = make.sheet(make.ministry_of(amina))
    with pytest.raises(PermissionDenied):
        sheet.transfer(other, by=amina, reason=WHY)
    with pytest.raises(MoveRefused, match="Say why"):
        sheet.transfer(other, by=chloe, reason=" ")
    with pytest.raises(MoveRefused, match="already"):
        sheet.transfer(make.ministry_of(amina), by=chloe, reason=WHY)
    Organization.objects.filter(pk=other.pk).update(status="suspended")
    other.refresh_from_db()
    with pytest.raises(MoveRefused, match="approved"):
        sheet.transfer(other, by=chloe, reason=WHY)
    sheet.refresh_from_db()
    assert sheet.organization == make.ministry_of(amina)
    assert not Event.objects.exists()


def test_a_request_goes_with_its_recipient(
    amina: Person, boris: Person, other: Organization, chloe: Person
):
    dora = make.member(other, "focal_point")
    exchange = stages.agreed(stages.cast(amina, boris, chloe))
    party = stages.party(exchange, "recipient")
    party.transfer(other, by=chloe, reason=WHY)
    exchange = Exchange.objects.get(pk=exchange.pk)
    party.refresh_from_db()
    assert exchange.organization == party.organization == other
    assert exchange.status == "agreed"  # it steps in with what was accepted
    exchange.start(by=dora)


def test_a_provider_is_replaced_with_its_country(amina: Person, boris: Person, chloe: Person):
    ministry = make.organization("Ministerio de Paraguay", "PY")
    exchange = stages.shaping(stages.cast(amina, boris, chloe))
    party = stages.party(exchange, "first-provider")
    party.transfer(ministry, by=chloe, reason=WHY)
    party.refresh_from_db()
    assert (party.organization, party.country_id) == (ministry, "PY")


def test_nobody_is_given_a_place_that_is_not_for_it(amina: Person, boris: Person, chloe: Person):
    exchange = stages.shaping(stages.cast(amina, boris, chloe))
    party = stages.party(exchange, "recipient")
    with pytest.raises(MoveRefused, match="already a party"):
        party.transfer(make.ministry_of(boris), by=chloe, reason=WHY)
    with pytest.raises(MoveRefused, match="public body"):
        party.transfer(make.organization(kind="ngo"), by=chloe, reason=WHY)
    on_record = exchange.parties.create(
        country=make.country("PY"), role="observer", state="accepted"
    )
    with pytest.raises(MoveRefused, match="on record"):
        on_record.transfer(make.organization(), by=chloe, reason=WHY)
