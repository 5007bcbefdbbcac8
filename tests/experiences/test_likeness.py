"""The library in the order of likeness to a country, each sheet with the reasons."""

import csv
import html
import re
from typing import Any

import pytest

from members.models import CountryFact
from tests import make
from tests.experiences.cards import LIBRARY, titles

pytestmark = pytest.mark.django_db


def people(iso2: str, number: int) -> None:
    CountryFact.objects.create(
        country=make.country(iso2), kind="population", value=str(number), year=2024,
        source="A register", source_url="https://example.org/",
    )  # fmt: skip


def sheet(title: str, *countries: str, **fields: Any) -> None:
    made = make.published(title=title, **fields)
    made.countries.set([make.country(iso2) for iso2 in countries])


@pytest.fixture
def sheets() -> None:
    """Barbados is like Jamaica (the Caribbean, English), a little like Guyana (English), and not
    like Chile or Peru, which are written last and so are the newest."""
    sheet("At home", "BB")
    sheet("Jamaica", "JM")
    sheet("Guyana", "GY")
    sheet("Both", "PE", "JM")
    sheet("Nowhere")
    sheet("Chile", "CL")


def test_the_likest_contexts_stand_first_and_none_is_lost(read, sheets):
    assert titles(read("like=BB")) == ["At home", "Both", "Jamaica", "Guyana", "Chile", "Nowhere"]
    assert titles(read()) == ["Chile", "Nowhere", "Both", "Guyana", "Jamaica", "At home"]


def test_each_card_says_why(read, sheets):
    text = html.unescape(read("like=bb"))
    assert "From Barbados itself" in text
    why = "the same subregion: Caribbean; official language of both: English"
    assert text.count(f"Jamaica is like Barbados (50 out of 100): {why}") == 2
    assert "Guyana is like Barbados (20 out of 100): official language of both: English" in text
    assert "Chile is like" not in text
    assert "is like" not in read()


def test_what_is_recorded_changes_the_order(read, sheets):
    people("BB", 300_000)
    people("GY", 300_000)
    people("JM", 9_000_000)
    assert titles(read("like=BB"))[:4] == ["At home", "Both", "Jamaica", "Guyana"]
    CountryFact.objects.all().delete()
    people("BB", 300_000)
    people("CL", 300_000)
    assert titles(read("like=BB"))[3:] == ["Chile", "Guyana", "Nowhere"]


def test_words_filters_and_orders_work_with_it(read, sheets):
    sheet("Goats in Peru", "PE")
    sheet("Goats in Jamaica", "JM")
    sheet("Goats of Trinidad", "TT", language="es")
    found = ["Goats of Trinidad", "Goats in Jamaica", "Goats in Peru"]
    assert sorted(titles(read("q=goats&like=BB"))[:2]) == sorted(found[:2])
    assert titles(read("q=goats&like=BB"))[2] == "Goats in Peru"
    assert titles(read("q=goats&like=BB&country=PE&country=JM")) == found[1:]
    assert titles(read("language=es&like=BB")) == ["Goats of Trinidad"]
    ordered = titles(read("sort=title&like=BB"))
    assert ordered[:3] == ["At home", "Both", "Goats in Jamaica"]


def test_pages_follow_each_other_without_a_gap(read):
    for number in range(15):
        sheet(f"Far {number}", "PE")
    for number in range(15):
        sheet(f"Near {number}", "JM")
    for number in range(15):
        sheet(f"Home {number}", "BB")
    for query in ("like=BB", "like=BB&q=home+visits"):
        pages = [titles(read(f"{query}&page={page}")) for page in (1, 2, 3)]
        assert [len(page) for page in pages] == [20, 20, 5]
        places = [title.split()[0] for page in pages for title in page]
        assert places == ["Home"] * 15 + ["Near"] * 15 + ["Far"] * 15
        assert len({title for page in pages for title in page}) == 45


def test_the_table_holds_all_of_them_in_that_order(client, sheets):
    answer = client.get(f"{LIBRARY}csv/?like=BB")
    rows = list(csv.DictReader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))
    assert [row["title"] for row in rows][:3] == ["At home", "Both", "Jamaica"]
    assert len(rows) == 6


def test_the_feed_keeps_to_its_dates(read, sheets):
    text = read("like=BB", f"{LIBRARY}feed/")
    assert text.index("Chile") < text.index("At home")


def test_links_keep_it_and_a_chip_takes_it_off(read, sheets):
    text = html.unescape(read("like=BB&sort=title&country=JM"))
    assert "?country=JM&like=BB&sort=newest" in text
    chip = re.search(r'data-kind="remove" href="([^"]*)">.*?A context like:', text)
    assert chip
    assert chip[1] == "?country=JM&sort=title"
    assert '<input type="hidden" name="country" value="JM">' in text
    assert '<option value="BB" selected>' in text


@pytest.mark.parametrize("asked", ["XX", "DE", "%00", "<b>", "barbados"])
def test_a_country_that_nobody_knows_is_left_out_and_named(read, sheets, asked):
    assert titles(read(f"like={asked}")) == titles(read())


def test_the_form_offers_the_country_of_the_readers_organization(client, amina, read, sheets):
    assert " selected>" not in read()
    client.force_login(amina)
    assert '<option value="CL" selected>Chile' in read()
    assert titles(read()) == ["Chile", "Nowhere", "Both", "Guyana", "Jamaica", "At home"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(client, rows, django_assert_num_queries):
    for number in range(rows):
        sheet(f"Goats {number}", "JM")
    with django_assert_num_queries(10):
        client.get(f"{LIBRARY}?like=BB")
