"""The board and the offers as tables: what the pages find, whole, and nothing else."""

import datetime as dt

import pytest
from django.utils import timezone

from exchanges.models import Exchange, Offer, Party, Want
from experiences.models import Experience
from members.models import Organization
from tests import make
from tests.members.test_directory_table import rows_of

BOARD = "/en/exchanges/csv/"
OFFERS = "/en/offers/csv/"
LATER = dt.date(2099, 1, 1)


@pytest.fixture
def exchange(amina, boris, chloe):
    """Amina's ministry asks, that of Boris shares, and a third one was asked and is silent."""
    made = make.request(amina, private_note="PRIVATE", tried="PRIVATE", need="PRIVATE")
    made.submit(by=amina)
    made.open(by=chloe)
    Party.offer(made, make.ministry_of(boris), "first-provider", by=boris).accept(by=amina)
    silent = make.organization("Silent ministry", "PE")
    Party.invite(made, silent, "second-provider", by=amina, message="PRIVATE")
    made.refresh_from_db()
    return made


def test_the_whole_row_of_an_exchange(client, exchange):
    for iso2, kind in (("PE", "ngo"), ("", "international")):
        eva = make.member(make.organization(iso2=iso2, kind=kind), "editor")
        Want.say(exchange, make.ministry_of(eva), by=eva)
    assert rows_of(client, BOARD) == [
        {
            "number": exchange.number,
            "title": "Learn to visit families",
            "language": "en",
            "kind": "trilateral",
            "state": "shaping",
            "state_since": timezone.localdate().isoformat(),
            "recipients": "Ministerio de Desarrollo Social",
            "first_provider": "Ministry of Labour",
            "second_providers": "",
            "facilitators": "",
            "funders": "",
            "others": "",
            "countries": "CL; JM",
            "themes": "cash-transfers",
            "instruments": "study-visit",
            "experience_number": "",
            "block_number": "",
            "wanted_by": "2",
            "wanted_in_countries": "1",
            "recipient_numbers": exchange.organization.number,
            "first_provider_numbers": Organization.objects.get(name="Ministry of Labour").number,
            "second_provider_numbers": "",
            "facilitator_numbers": "",
            "funder_numbers": "",
            "other_numbers": "",
            "url": f"http://127.0.0.1:8000/en/exchanges/{exchange.number}/",
        }
    ]


@pytest.mark.django_db
def test_the_whole_row_of_an_offer(client):
    ministry = make.organization("Ministerio", "CL")
    hidden = make.sheet(ministry)
    offer = Offer.objects.create(
        organization=ministry, title="=Visits", description="Come", language="es", capacity=2,
        instruments=["study-visit", "workshop"], languages=["es", "en"], conditions="None",
        valid_until=LATER, experience=hidden,
    )  # fmt: skip
    offer.themes.set([make.theme("vouchers")])
    assert rows_of(client, OFFERS) == [
        {
            "kind": "offer",
            "title": "'=Visits",
            "description": "Come",
            "language": "es",
            "organization_number": ministry.number,
            "organization": "Ministerio",
            "country": "CL",
            "themes": "vouchers",
            "instruments": "study-visit; workshop",
            "working_languages": "es; en",
            "exchanges_a_year": "2",
            "conditions": "None",
            "valid_until": "2099-01-01",
            "experience_number": "",
            "building_block_number": "",
            "url": f"http://127.0.0.1:8000/en/offers/{offer.pk}/",
        }
    ]


def test_the_whole_row_of_an_experience_that_can_be_shared(client, db):
    ministry = make.organization("Ministerio", "CL")
    sheet = make.published(
        ministry, title="Home visits", summary="From door to door.", available_for_exchange=True,
        exchange_languages=["es"], exchange_capacity=2,
    )  # fmt: skip
    assert rows_of(client, OFFERS) == [
        {
            "kind": "experience",
            "title": "Home visits",
            "description": "From door to door.",
            "language": "en",
            "organization_number": ministry.number,
            "organization": "Ministerio",
            "country": "CL",
            "themes": "cash-transfers",
            "instruments": "",
            "working_languages": "es",
            "exchanges_a_year": "2",
            "conditions": "",
            "valid_until": "",
            "experience_number": sheet.number,
            "building_block_number": "",
            "url": f"http://127.0.0.1:8000/en/experiences/{sheet.slug}/",
        }
    ]


def test_what_an_exchange_starts_from_is_named_once_everybody_can_read_it(client, amina, exchange):
    sheet = make.sheet(make.ministry_of(amina))
    block = make.block(sheet)
    Exchange.objects.update(experience=sheet, block=block)
    told = ("experience_number", "block_number")
    assert [rows_of(client, BOARD)[0][name] for name in told] == ["", ""]
    Experience.objects.update(status="published", published_at=timezone.now())
    assert [rows_of(client, BOARD)[0][name] for name in told] == [sheet.number, block.number]


def test_they_follow_the_filters_of_the_page(client, amina, exchange):
    Offer.objects.create(organization=make.ministry_of(amina), title="Visits", valid_until=LATER)
    for address in (BOARD, OFFERS):
        assert len(rows_of(client, f"{address}?country=CL&q=visit")) == 1
        assert len(rows_of(client, f"{address}?country=BR")) == 0
        slug = make.ministry_of(amina).slug
        assert len(rows_of(client, f"{address}?organization={slug}")) == 1
        assert len(rows_of(client, f"{address}?country=nowhere")) == 1


def test_what_is_private_is_in_no_table(client, amina, boris, chloe, exchange):
    make.request(amina, title="A private wish")
    over = dt.date(2020, 1, 1)
    Offer.objects.create(organization=make.ministry_of(amina), title="Over", valid_until=over)
    gone = make.organization("Gone", status="suspended")
    Offer.objects.create(organization=gone, title="Suspended", valid_until=LATER)
    Exchange.objects.update(created_by=amina)
    for reader in (None, boris, amina, chloe):
        if reader:
            client.force_login(reader)
        text = b"".join(client.get(BOARD)).decode()
        assert exchange.number in text
        for secret in ("A private wish", "PRIVATE", "Silent", amina.name, boris.name):
            assert secret not in text
        assert rows_of(client, OFFERS) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_tables_ask_the_same_few_questions(
    client, amina, chloe, number, django_assert_num_queries
):
    for one in range(number):
        asked = make.request(amina, title=f"Request {one}")
        asked.submit(by=amina)
        asked.open(by=chloe)
        offer = Offer.objects.create(
            organization=make.ministry_of(amina), title="Visits", valid_until=LATER
        )
        offer.themes.set(asked.themes.all())
        make.published(make.ministry_of(amina), available_for_exchange=True)
    with django_assert_num_queries(3):
        assert len(rows_of(client, BOARD)) == number
    with django_assert_num_queries(5):
        assert len(rows_of(client, OFFERS)) == 2 * number
