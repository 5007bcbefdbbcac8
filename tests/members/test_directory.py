"""The directory: words, filters with counts, pages, and its feed."""

import datetime as dt
import xml.etree.ElementTree as ET

import pytest
from django.test import Client
from django.utils import timezone

from exchanges.models import Offer
from experiences.models import Experience
from members.models import Organization
from tests import make

pytestmark = pytest.mark.django_db
DIRECTORY = "/en/organizations/"


@pytest.fixture
def four(db: None) -> dict[str, Organization]:
    transfers = make.theme("cash-transfers", es="Transferencias monetarias")
    conditional = make.theme("conditional-cash-transfers", transfers)
    made = {
        "mides": make.organization("Ministerio de Desarrollo Social", "UY", acronym="MIDES"),
        "labour": make.organization("Ministry of Labour", "JM", languages=["en"]),
        "fonkoze": make.organization("Fonkoze", "HT", kind="ngo", languages=["ht", "fr"]),
        "idb": make.organization(
            "Banco Interamericano de Desarrollo", "", kind="international", acronym="BID"
        ),
    }
    made["mides"].knows.set([conditional])
    made["idb"].knows.set([transfers, conditional])
    made["labour"].seeks.set([transfers])
    offer(made["fonkoze"])
    offer(made["idb"], valid_until=timezone.localdate() - dt.timedelta(days=1))
    offer(made["idb"], ended_at=timezone.now())
    return made


def test_a_sheet_that_can_be_shared_is_an_open_offer(client: Client, four: dict[str, Organization]):
    sheet = make.published(four["labour"], available_for_exchange=True)
    assert found(client, "?offers=yes") == {"Fonkoze", "Labour"}
    Experience.objects.filter(pk=sheet.pk).update(status="archived")
    assert found(client, "?offers=yes") == {"Fonkoze"}


def offer(organization: Organization, **fields: object) -> Offer:
    fields = {"valid_until": timezone.localdate(), **fields}
    return Offer.objects.create(organization=organization, title="Visits", **fields)


def found(client: Client, query: str) -> set[str]:
    response = client.get(DIRECTORY + query)
    assert response.status_code == 200
    return {organization.name.split()[-1] for organization in response.context["page"]}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"Social", "Labour", "Fonkoze", "Desarrollo"}),
        ("?q=desarrollo", {"Social", "Desarrollo"}),
        ("?q=mides", {"Social"}),
        ("?kind=ngo", {"Fonkoze"}),
        ("?kind=ngo&kind=international", {"Fonkoze", "Desarrollo"}),
        ("?country=UY", {"Social"}),
        ("?country=uy&country=jm", {"Social", "Labour"}),
        ("?subregion=caribbean", {"Labour", "Fonkoze"}),
        ("?subregion=caribbean&kind=ministry", {"Labour"}),
        ("?theme=cash-transfers", {"Social", "Desarrollo"}),
        ("?theme=conditional-cash-transfers&country=UY", {"Social"}),
        ("?grouping=caricom", {"Labour", "Fonkoze"}),
        ("?grouping=MERCOSUR&grouping=CARICOM&kind=ministry", {"Social", "Labour"}),
        ("?seeks=cash-transfers", {"Labour"}),
        ("?seeks=cash-transfers&theme=cash-transfers", set()),
        ("?language=ht", {"Fonkoze"}),
        ("?language=ht&language=en", {"Fonkoze", "Labour"}),
        ("?offers=yes", {"Fonkoze"}),
        ("?offers=yes&kind=ministry", set()),
        ("?q=nothing-like-it", set()),
        ("?q=ministry+of+social+development", {"Social", "Labour"}),
        ("?q=MINISTERE+du+développement+social", {"Social", "Labour"}),
        ("?q=ministério+do+desenvolvimento+social+de+jamaica", {"Labour"}),
        ("?q=desenvolvimento+social", set()),
        ("?q=organismo+internacional", {"Desarrollo"}),
    ],
)
def test_words_and_filters_find(
    client: Client, four: dict[str, Organization], query: str, names: set[str]
):
    assert found(client, query) == names


def test_what_is_not_approved_is_neither_found_nor_counted(
    client: Client, four: dict[str, Organization]
):
    transfers = four["idb"].knows.get(slug="cash-transfers")
    for status in ("applied", "question", "refused", "suspended", "retired"):
        hidden = make.organization(f"Hidden {status}", "UY", status=status, kind="academia")
        hidden.knows.set([transfers])
    page = client.get(DIRECTORY)
    assert "Hidden" not in page.content.decode()
    assert counts(page, "Kind of organization") == {
        "Ministry of social development": 2,
        "International organization": 1,
        "Non-governmental organization": 1,
    }
    assert counts(page, "What it knows") == {"Cash transfers": 2}
    assert "Hidden" not in client.get(f"{DIRECTORY}feed/").content.decode()


def counts(page: object, title: str) -> dict[str, int]:
    groups = page.context["groups"]  # type: ignore[attr-defined]
    options = next(group["options"] for group in groups if group["title"] == title)
    return {option["label"]: option["count"] for option in options}


def test_a_filter_does_not_count_against_itself(client: Client, four: dict[str, Organization]):
    page = client.get(DIRECTORY + "?kind=ngo")
    assert counts(page, "Kind of organization") == {
        "Non-governmental organization": 1,
        "Ministry of social development": 2,
        "International organization": 1,
    }
    assert counts(page, "Country") == {"Haiti": 1}


def test_every_link_of_a_filter_leads_to_as_many_as_it_says(
    client: Client, four: dict[str, Organization]
):
    groups = client.get(DIRECTORY + "?q=o").context["groups"]
    options = [option for group in groups for option in group["options"]]
    assert options
    for option in options:
        assert len(found(client, option["url"])) == option["count"]


def test_a_broader_theme_counts_its_narrower_ones_and_opens_to_them(
    client: Client, four: dict[str, Organization]
):
    transfers = four["idb"].knows.get(slug="cash-transfers")
    make.organization("Instituto").knows.set([make.theme("vouchers", transfers)])
    assert counts(client.get(DIRECTORY), "What it knows") == {"Cash transfers": 3}
    assert counts(client.get(DIRECTORY + "?theme=cash-transfers"), "What it knows") == {
        "Cash transfers": 3,
        "Conditional cash transfers": 2,
        "Vouchers": 1,
    }
    page = client.get(DIRECTORY + "?theme=cash-transfers").text
    assert 'href="?theme=vouchers"' in page  # in its place, as the number promises


def test_open_offers_count_whatever_else_is_chosen(client: Client, four: dict[str, Organization]):
    assert counts(client.get(DIRECTORY), "Offers") == {"Has an open offer": 1}
    assert counts(client.get(DIRECTORY + "?kind=ngo"), "Offers") == {"Has an open offer": 1}
    assert counts(client.get(DIRECTORY + "?kind=ministry"), "Offers") == {}
    assert counts(client.get(DIRECTORY + "?offers=yes"), "Kind of organization") == {
        "Non-governmental organization": 1
    }


@pytest.fixture
def mides(db: None) -> Organization:
    make.organization("Instituto Nacional de Estadística", "PY")
    made = make.organization(
        "Ministerio de Desarrollo Social",
        "UY",
        name_en="Ministry of Social Development",
        acronym="MIDES",
        email_domain="mides.gub.example",
    )
    made.names.create(kind="alias", text="Cartera social")
    made.names.create(kind="former", text="Instituto de Bienestar")
    return made


@pytest.mark.parametrize(
    "words",
    [
        "desarrollo social", "SOCIAL desarrollo", "Désarrollo", "desarr", "social development",
        "mides", "Mid", "mides.gub", "ana@mides.gub.example", "cartera", "bienestar",
        "ministerio uruguay", "Uruguai social",
        "ministerio de desarollo", "minsterio desarrolo", "desarroyo",
    ],
)  # fmt: skip
def test_anything_it_is_called_finds_it(client: Client, mides: Organization, words: str):
    page = client.get(DIRECTORY, {"q": words})
    assert list(page.context["page"]) == [mides]
    assert counts(page, "Country") == {"Uruguay": 1}


def test_typing_errors_are_forgiven_only_when_nothing_is_called_so(
    client: Client, mides: Organization
):
    similar = make.organization("Ministerio de Desarollo Agrario", "PE")
    assert list(client.get(DIRECTORY + "?q=desarollo").context["page"]) == [similar]
    page = client.get(DIRECTORY + "?q=desarrolo")
    assert list(page.context["page"]) == [mides, similar]  # what looks most like it first
    assert "No organization is called “desarrolo”" in page.content.decode()


def test_what_is_called_exactly_so_stands_first(client: Client):
    make.organization("Agencia MIDES de apoyo")
    mides = make.organization("Ministerio", acronym="MIDES")
    found = client.get(DIRECTORY + "?q=mides").context["page"]
    assert [one.name for one in found] == [mides.name, "Agencia MIDES de apoyo"]


def test_signs_of_patterns_mean_themselves(client: Client, mides: Organization):
    for words in ("%", "_", "m%s", "100%", "\\"):
        assert list(client.get(DIRECTORY, {"q": words}).context["page"]) == []


@pytest.mark.parametrize("signs", ["—", "😀", "%"])
def test_signs_alone_find_nobody_and_the_page_says_why(client: Client, signs: str):
    make.organization("Ministerio – Unidad 100% – Centro")
    page = client.get(DIRECTORY, {"q": signs})
    assert list(page.context["page"]) == []
    assert "There is nothing to search for" in page.content.decode()
    assert list(Organization.objects.search(signs)) == []


def test_a_filter_that_does_not_exist_is_left_out_with_a_word(
    client: Client, four: dict[str, Organization]
):
    page = client.get(DIRECTORY + "?kind=cult&country=%00&subregion=caribbean")
    assert page.context["page"].paginator.count == 2
    assert "There is no such filter, so it was left out: cult" in page.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?q=%00",
        "?q=%25%27%22%5C",
        "?q=" + "a" * 3000,
        "?page=0",
        "?page=-1",
        "?page=x",
        "?page=%00",
        "?page=99999999999999999999",
        "?theme=%FF%FE",
        "?" + "kind=ngo&" * 500,
    ],
)
def test_odd_addresses_break_nothing(client: Client, four: dict[str, Organization], query: str):
    assert client.get(DIRECTORY + query).status_code == 200


def test_twenty_a_page_and_the_filters_stay(client: Client):
    for number in range(23):
        make.organization(f"Ministerio {number:02}", "UY")
    first = client.get(DIRECTORY + "?country=UY")
    assert len(first.context["page"]) == 20
    assert "23 organizations" in first.content.decode()
    assert "?country=UY&amp;page=2" in first.content.decode()
    assert len(client.get(DIRECTORY + "?country=UY&page=2").context["page"]) == 3


@pytest.mark.parametrize(
    ("query", "questions"),
    [
        ("", 7),
        ("?kind=ministry", 7),
        ("?country=CL&theme=cash-transfers&offers=yes", 6),
        ("?q=ministerio&country=CL&theme=cash-transfers", 7),
        ("?q=minsterio&country=CL", 8),
    ],
)
@pytest.mark.parametrize("number", [1, 3])
def test_the_directory_asks_the_same_few_questions(
    client: Client, number: int, query: str, questions: int, django_assert_num_queries
):
    transfers = make.theme()
    for _one in range(number):
        ministry = make.organization()
        ministry.knows.set([transfers])
        make.published(ministry, themes=[transfers])
        offer(ministry)
    with django_assert_num_queries(questions):
        page = client.get(DIRECTORY + query)
    assert len(page.context["page"]) == number


@pytest.mark.parametrize("number", [1, 3])
def test_the_feed_asks_one_question(client: Client, number: int, django_assert_num_queries):
    for _one in range(number):
        make.organization()
    with django_assert_num_queries(1):
        client.get(f"{DIRECTORY}feed/")


def test_the_feed_is_in_the_language_of_its_address(client: Client, four: dict[str, Organization]):
    response = client.get("/es/organizations/feed/", HTTP_HOST="127.0.0.1")
    root = ET.fromstring(response.content)  # noqa: S314 - our own feed
    atom = "{http://www.w3.org/2005/Atom}"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "es"
    links = {entry.find(f"{atom}link").get("href") for entry in root.iter(f"{atom}entry")}
    assert links == {f"http://127.0.0.1:8000/es/organizations/{o.slug}/" for o in four.values()}
