"""The profile of an organization: what everybody sees, and what strangers cannot tell."""

import pytest
from django.test import Client

from community.models import Person
from members.models import Organization
from tests import make

pytestmark = pytest.mark.django_db


def address(organization: Organization) -> str:
    return f"/en/organizations/{organization.slug}/"


def page_of(client: Client, organization: Organization) -> str:
    response = client.get(address(organization))
    assert response.status_code == 200
    return response.content.decode()


def test_a_visitor_reads_what_it_is_knows_and_seeks(client: Client, chloe: Person):
    ministry = make.organization(
        "Ministerio de Inclusión",
        "PE",
        status="applied",
        description="Atiende a <b>las familias</b>.",
        description_language="es",
        website="https://www.midis.example/",
        email_domain="midis.example",
        languages=["es", "qu"],
    )
    ministry.knows.set([make.theme("cash-transfers")])
    ministry.seeks.set([make.theme("school-meals")])
    ministry.verified_how = "Letter from the official domain"
    ministry.save()
    ministry.approve(by=chloe)
    page = page_of(client, ministry)
    for words in (
        "Ministerio de Inclusión", "Ministry of social development", "Peru", "Quechua",
        "midis.example", "Cash transfers", "School meals", ministry.number,
        "By the secretariat, ", "Letter from the official domain",
        "Atiende a &lt;b&gt;las familias&lt;/b&gt;.",
    ):  # fmt: skip
        assert words in page
    assert 'lang="es"' in page.partition("What it does")[2]
    assert chloe.name not in page


def test_official_e_mail_and_people_are_not_for_visitors(client: Client):
    ministry = make.organization(official_email="despacho@midis.example")
    amina = make.amina(ministry)
    page = page_of(client, ministry)
    assert "despacho@" not in page
    assert amina.name not in page


def test_only_what_is_published_is_shown(client: Client, chloe: Person, amina: Person):
    ministry = make.ministry_of(amina)
    make.published(ministry, title="Seen by all")
    make.sheet(ministry, title="Still a draft")
    request = make.request(amina, title="Our private wish")
    page = page_of(client, ministry)
    assert "Seen by all" in page
    assert "Still a draft" not in page
    assert "Our private wish" not in page
    request.submit(by=amina)
    request.open(by=chloe)
    assert "Our private wish" in page_of(client, ministry)


def test_sample_content_says_where_it_comes_from(client: Client):
    sample = make.organization(is_sample=True, source_url="https://source.example/page")
    assert "https://source.example/page" in page_of(client, sample)
    assert "Sample content from public sources: this" not in page_of(client, make.organization())


@pytest.mark.parametrize("status", ["applied", "question", "refused", "suspended", "retired"])
def test_what_is_not_approved_does_not_exist_for_strangers(
    client: Client, boris: Person, status: str
):
    hidden = make.organization(status=status)
    assert client.get(address(hidden)).status_code == 404
    client.force_login(boris)
    assert client.get(address(hidden)).status_code == 404


@pytest.mark.parametrize("status", ["applied", "question", "refused"])
def test_its_own_people_are_led_to_their_application(client: Client, status: str):
    pending = make.organization(status=status)
    client.force_login(make.amina(pending))
    assert client.get(address(pending)).url == f"{address(pending)}application/"


def test_its_own_people_see_a_suspended_one_and_why(client: Client, amina: Person, chloe: Person):
    ministry = make.ministry_of(amina)
    ministry.suspend(by=chloe, reason="Papers.")
    client.force_login(amina)
    assert "Suspended" in page_of(client, ministry)


@pytest.mark.parametrize("number", [1, 3])
def test_the_profile_asks_the_same_few_questions(
    client: Client, chloe: Person, number: int, django_assert_num_queries
):
    ministry = make.organization()
    amina = make.amina(ministry)
    for _one in range(number):
        make.published(ministry)
        request = make.request(amina)
        request.submit(by=amina)
        request.open(by=chloe)
    client.get(address(ministry))
    with django_assert_num_queries(20):
        client.get(address(ministry))
