"""The profile of an organization: what everybody sees, and what strangers cannot tell."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from community.models import Person
from exchanges.models import Offer, Party
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
    ministry.approve(by=chloe, because="known")
    page = page_of(client, ministry)
    for words in (
        "Ministerio de Inclusión", "Ministry of social development", "Peru", "Quechua",
        "midis.example", "Cash transfers", "School meals", ministry.number,
        "By the secretariat, ", "It is known to the secretariat", "Letter from the official domain",
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
    with django_assert_num_queries(8):
        client.get(address(ministry))


def test_offers_that_are_valid_stand_on_the_page(client: Client):
    ministry = make.organization(slug="midis")
    today = timezone.localdate()
    for title, valid_until, ended_at in (
        ("Visits to homes", today, None),
        ("Long over", today - dt.timedelta(days=1), None),
        ("Taken back", today, timezone.now()),
    ):
        Offer.objects.create(
            organization=ministry, title=title, valid_until=valid_until, ended_at=ended_at
        )
    page = page_of(client, ministry)
    assert "Visits to homes" in page
    assert "/en/offers/?organization=midis" in page
    assert "Long over" not in page
    assert "Taken back" not in page


def shared_by(boris: Person, amina: Person, chloe: Person) -> None:
    request = make.request(amina, title="Learn to visit families")
    request.submit(by=amina)
    request.open(by=chloe)
    Party.offer(request, make.ministry_of(boris), "first-provider", by=boris).accept(by=amina)
    silent = make.organization("Silent ministry", "PE")
    Party.invite(request, silent, "second-provider", by=amina)


def test_what_it_learns_and_what_it_shares_are_two_lists(
    client: Client, amina: Person, boris: Person, chloe: Person
):
    shared_by(boris, amina, chloe)
    learns = client.get(address(make.ministry_of(amina))).context
    shares = client.get(address(make.ministry_of(boris))).context
    assert (learns["received_count"], learns["given_count"]) == (1, 0)
    assert (shares["received_count"], shares["given_count"]) == (0, 1)
    assert [one["label"] for one in learns["partners"]] == ["Ministry of Labour (Jamaica)"]
    assert [one["label"] for one in shares["partner_countries"]] == ["Chile"]


def test_partners_that_are_not_for_everybody_are_not_named(
    client: Client, amina: Person, boris: Person, chloe: Person
):
    shared_by(boris, amina, chloe)
    make.ministry_of(boris).suspend(by=chloe, reason="Papers.")
    page = client.get(address(make.ministry_of(amina)))
    assert page.context["partners"] == []
    assert "Silent ministry" not in page.content.decode()


def test_a_draft_gives_no_partner_away(client: Client, amina: Person, boris: Person):
    draft = make.request(amina, title="A private wish")
    draft.parties.create(
        organization=make.ministry_of(boris), role="first-provider", state="accepted"
    )
    for organization in (make.ministry_of(amina), make.ministry_of(boris)):
        context = client.get(address(organization)).context
        assert (context["partners"], context["partner_countries"]) == ([], [])


def test_all_of_many_are_one_link_away(client: Client, amina: Person, chloe: Person):
    ministry = make.ministry_of(amina)
    for _one in range(7):
        make.published(ministry)
        request = make.request(amina)
        request.submit(by=amina)
        request.open(by=chloe)
    page = page_of(client, ministry)
    for place in ("experiences", "exchanges"):
        link = f"/en/{place}/?organization={ministry.slug}"
        assert link in page
        assert client.get(link).context["page"].paginator.count == 7


def test_former_names_say_until_when_and_what_became_part_of_it(client: Client):
    ministry = make.organization("Ministerio de Desarrollo Humano")
    ministry.names.create(kind="former", text="Ministerio de Bienestar", until=2019)
    ministry.names.create(kind="former", text="Instituto de Bienestar")
    ministry.names.create(kind="alias", text="La Cartera")
    merged = make.organization("Fondo Solidario", slug="fondo")
    Organization.objects.filter(pk=merged.pk).update(
        status="retired", status_since="2024-05-01T00:00Z", merged_into=ministry
    )
    page = page_of(client, ministry)
    for words in ("until 2019: Ministerio de Bienestar", "Instituto de Bienestar", "La Cartera",
                  "Fondo Solidario (2024)"):  # fmt: skip
        assert words in page
    assert "Fondo Solidario" not in page_of(client, make.organization())


def test_trust_says_by_whom_when_and_why(client: Client, chloe: Person):
    ministry = make.organization(status="applied")
    ministry.approve(by=chloe, because="known")
    Organization.objects.update(verified_because="domain", verified_at="2025-02-03T12:00Z")
    page = page_of(client, ministry)
    assert "By the secretariat, Feb. 3, 2025" in page
    assert "Its official e-mail domain is proven by mail" in page


def test_what_nobody_confirmed_for_two_years_says_so(client: Client):
    ministry = make.organization()
    for days, words in ((700, "Last confirmed"), (740, "Not confirmed since ")):
        ministry.confirmed_at = timezone.now() - dt.timedelta(days=days)
        ministry.save()
        assert words in page_of(client, ministry)
    ministry.confirmed_at = timezone.now() - dt.timedelta(days=700)
    ministry.save()
    assert "Not confirmed since" not in page_of(client, ministry)
