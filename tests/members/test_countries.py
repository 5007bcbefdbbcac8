"""Countries: what each published, what it learns and shares, with whom."""

import pytest
from django.test import Client

from community.models import Person, Theme
from exchanges.models import Exchange, Party
from members.models import Commitment, Country
from tests import make

pytestmark = pytest.mark.django_db


def exchange_between(amina: Person, boris: Person, chloe: Person, title: str) -> Exchange:
    """Amina's country learns, that of Boris shares; everybody may see it."""
    made = make.request(amina, title=title)
    made.submit(by=amina)
    made.open(by=chloe)
    party = Party.offer(made, make.ministry_of(boris), "first-provider", by=boris)
    party.accept(by=amina)
    return made


def test_the_index_counts_what_everybody_may_see(
    client: Client, amina: Person, boris: Person, chloe: Person
):
    exchange_between(amina, boris, chloe, "Learn to visit families")
    make.published(make.ministry_of(amina))
    make.sheet(make.ministry_of(amina))
    make.organization(iso2="CL", status="applied")
    make.request(amina, title="A draft")
    groups = client.get("/en/countries/").context["subregions"]
    rows = {row["country"].iso2: row for group in groups for row in group["rows"]}
    assert len(rows) == Country.objects.count()
    chile, jamaica = rows["CL"], rows["JM"]
    assert (chile["organizations"], chile["experiences"], chile["exchanges"]) == (1, 1, 1)
    assert (jamaica["organizations"], jamaica["experiences"], jamaica["exchanges"]) == (1, 0, 1)


def test_the_page_of_a_country(client: Client, amina: Person, boris: Person, chloe: Person):
    exchange_between(amina, boris, chloe, "Learn to visit families")
    make.published(make.ministry_of(amina), title="A sheet from Chile")
    make.published(make.ministry_of(boris), title="A sheet from Jamaica")
    make.organization("Not yet approved", "CL", status="applied")
    response = client.get("/en/countries/cl/")
    page, context = response.content.decode(), response.context
    assert "A sheet from Chile" in page
    assert "A sheet from Jamaica" not in page
    assert "Not yet approved" not in page
    assert "Member State of the OAS" in page
    assert [exchange.title for exchange in context["received"]] == ["Learn to visit families"]
    assert list(context["given"]) == []
    assert [(p["label"], p["count"]) for p in context["partners"]] == [("Jamaica", 1)]

    context = client.get("/en/countries/jm/").context
    assert list(context["received"]) == []
    assert [exchange.title for exchange in context["given"]] == ["Learn to visit families"]


def test_an_exchange_nobody_may_see_gives_no_partner_away(
    client: Client, amina: Person, boris: Person
):
    draft = make.request(amina, title="A private wish")
    jamaica = make.ministry_of(boris)
    draft.parties.create(
        organization=jamaica, country=jamaica.country, role="first-provider", state="accepted"
    )
    assert draft.parties.taking_part().count() == 2
    for iso2 in ("cl", "jm"):
        response = client.get(f"/en/countries/{iso2}/")
        assert "A private wish" not in response.content.decode()
        assert response.context["partners"] == []


def test_the_secretariat_words_the_relation_with_the_oas(client: Client):
    make.country("NI")
    Country.objects.filter(iso2="NI").update(oas_status="withdrawn")
    assert "Withdrew from the OAS" in client.get("/en/countries/ni/").content.decode()


def test_a_country_is_named_in_the_language_of_the_page(client: Client):
    make.country("US")
    assert "États-Unis d’Amérique" in client.get("/fr/countries/us/").content.decode()


@pytest.mark.parametrize("iso2", ["zz", "c", "chl", "%00%00", "cl%20", "1=", "ß"])
def test_there_is_no_such_country(client: Client, iso2: str):
    assert client.get(f"/en/countries/{iso2}/").status_code == 404


def test_capital_letters_lead_to_the_one_address(client: Client):
    make.country("CL")
    response = client.get("/es/countries/CL/")
    assert (response.status_code, response.url) == (301, "/es/countries/cl/")


@pytest.mark.parametrize("number", [1, 3])
def test_the_index_asks_the_same_few_questions(
    client: Client, number: int, django_assert_num_queries
):
    for _one in range(number):
        make.published()
    with django_assert_num_queries(4):
        client.get("/en/countries/")


@pytest.mark.parametrize("number", [1, 3])
def test_a_country_asks_the_same_few_questions(
    client: Client, amina: Person, boris: Person, chloe: Person, number: int,
    django_assert_num_queries,
):  # fmt: skip
    for one in range(number):
        make.published(make.ministry_of(amina))
        exchange_between(amina, boris, chloe, f"Exchange {one}")
    client.get("/en/countries/cl/")
    with django_assert_num_queries(15):
        client.get("/en/countries/cl/")


def test_priorities_are_what_is_sought_and_asked_for(client: Client, amina: Person, chloe: Person):
    transfers, meals = make.theme("cash-transfers"), make.theme("school-meals")
    narrower = make.theme("conditional-cash-transfers", transfers)
    make.organization(iso2="CL").seeks.set([transfers])
    make.organization(iso2="CL").seeks.set([narrower])
    make.organization(iso2="CL", status="applied").seeks.set([meals])
    make.organization(iso2="PE").seeks.set([meals])
    asked = make.request(amina, title="Learn", themes=[transfers])
    asked.submit(by=amina)
    asked.open(by=chloe)
    make.request(amina, title="A draft", themes=[meals])
    rows = client.get("/en/countries/cl/").context["priorities"]
    assert [(row["theme"].slug, row["seeking"], row["asking"]) for row in rows] == [
        ("cash-transfers", 2, 1),
        ("conditional-cash-transfers", 1, 0),
    ]
    for row in rows:
        assert client.get(row["seeking_url"]).context["directory"].found == row["seeking"]
    assert client.get(rows[0]["asking_url"]).context["page"].paginator.count == 1
    assert client.get("/en/countries/pe/").context["priorities"][0]["theme"] == meals


def commitment(slug: str, *themes: Theme) -> Commitment:
    made = Commitment.objects.create(
        slug=slug, title_en=f"Declaration of {slug}", title_es=f"Declaración de {slug}",
        summary_en="They agreed.", summary_es="Acordaron.", body="OAS", year=2019,
        source_url="https://source.example/",
    )  # fmt: skip
    made.themes.set(themes)
    return made


@pytest.mark.parametrize(
    ("code", "words", "marked"),
    [
        ("en", "Declaration of Margarita", False),
        ("es", "Declaración de Margarita", False),
        ("pt", "Declaración de Margarita", True),
        ("fr", "Declaration of Margarita", True),
    ],
)
def test_regional_commitments_name_the_priorities(
    client: Client, code: str, words: str, marked: bool
):
    transfers = make.theme("cash-transfers")
    commitment("Margarita", make.theme("conditional-cash-transfers", transfers))
    commitment("Elsewhere", make.theme("school-meals"))
    make.organization(iso2="CL").seeks.set([transfers])
    page = client.get(f"/{code}/countries/cl/").content.decode()
    assert words in page
    assert "Elsewhere" not in page
    assert "https://source.example/" in page
    assert (f'lang="{"es" if code == "pt" else "en"}">{words}' in page) is marked
    assert words in client.get(f"/{code}/themes/cash-transfers/").content.decode()
