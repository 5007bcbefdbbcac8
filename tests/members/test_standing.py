"""A suspended or retired organization: what it published stays, its page and its voice are gone."""

import datetime as dt

import pytest
from django.test import Client

from community.models import Letter, Person
from exchanges.models import Offer
from members.models import Organization
from tests import make
from tests.exchanges import stages

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["suspended", "retired"])
def silent(request: pytest.FixtureRequest, boris: Person, chloe: Person) -> Organization:
    """Boris's ministry, with something on every floor."""
    ministry = make.ministry_of(boris)
    make.published(ministry, title="Visits")
    Offer.objects.create(organization=ministry, title="We share", valid_until=dt.date(2099, 1, 1))
    verb = ministry.suspend if request.param == "suspended" else ministry.retire
    verb(by=chloe, reason="The decree of March.")
    return ministry


def test_its_page_is_for_its_people_alone_and_no_list_has_it(
    client: Client, silent: Organization, boris: Person
):
    page = silent.get_absolute_url()
    for path in (page, f"/id/{silent.number}"):
        assert client.get(path).status_code == 404
    for path in ("/en/organizations/", "/en/countries/jm/", "/en/exchanges/matrix/",
                 "/en/offers/", "/en/organizations/feed/", "/en/search/?q=labour"):  # fmt: skip
        text = client.get(path).text
        assert page not in text, path
        assert "We share" not in text, path
    client.force_login(boris)
    assert "Only the people of this organization" in client.get(page).text
    assert "The decree of March." in client.get(f"{page}application/").text


def test_what_it_published_stays_under_its_name_without_a_dead_link(
    client: Client, silent: Organization
):
    sheet = silent.experiences.get()
    for page in (sheet.get_absolute_url(), sheet.lessons.get().get_absolute_url()):
        text = client.get(page).text
        assert "Ministry of Labour" in text
        assert silent.get_absolute_url() not in text


def test_its_place_in_an_exchange_stays_without_a_dead_link(
    client: Client, amina: Person, boris: Person, chloe: Person
):
    exchange = stages.shaping(stages.cast(amina, boris, chloe))
    ministry = make.ministry_of(boris)
    page = exchange.get_absolute_url()
    assert ministry.get_absolute_url() in client.get(page).text
    ministry.suspend(by=chloe, reason="The decree of March.")
    text = client.get(page).text
    assert "Ministry of Labour" in text
    assert ministry.get_absolute_url() not in text


def test_it_changes_nothing_that_is_public(client: Client, silent: Organization, boris: Person):
    sheet = silent.experiences.get()
    assert not sheet.editable_by(boris)
    client.force_login(boris)
    answer = client.post(f"{sheet.get_absolute_url()}edit/", {"title": "Another title"})
    assert answer.status_code in (403, 404)
    sheet.refresh_from_db()
    assert sheet.title == "Visits"


def test_its_people_are_told_why(silent: Organization, boris: Person):
    letter = Letter.objects.get(name=f"organization_{silent.status}")
    assert letter.person == boris
    assert "The decree of March." in letter.body


def test_reinstated_it_speaks_again(client: Client, boris: Person, chloe: Person):
    ministry = make.ministry_of(boris)
    sheet = make.published(ministry)
    ministry.suspend(by=chloe, reason="The decree of March.")
    ministry.reinstate(by=chloe)
    assert sheet.editable_by(boris)
    assert ministry.get_absolute_url() in client.get(sheet.get_absolute_url()).text
