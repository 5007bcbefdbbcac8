"""How like two countries are, and why: with what is recorded, and never with a guess."""

import itertools

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation

from members.likeness import WEIGHTS, Context, contexts, likeness, likest
from members.models import CountryFact
from tests import make

pytestmark = pytest.mark.django_db


def fact(iso2: str, kind: str, value: str, year: int = 2024) -> CountryFact:
    return CountryFact.objects.create(
        country=make.country(iso2), kind=kind, value=value, year=year,
        source=f"The {kind} register", source_url="https://example.org/register",
    )  # fmt: skip


@pytest.fixture
def two_islands() -> None:
    for iso2, people in (("BB", "300000"), ("BS", "400000")):
        fact(iso2, "population", people)
        fact(iso2, "island", "yes")
        fact(iso2, "income", "high", 2024 if iso2 == "BB" else 2023)


def test_islands_are_alike_for_reasons_that_are_said(two_islands):
    known = contexts()
    found = likeness(known["BB"], known["BS"])
    assert [(reason.kind, reason.points) for reason in found.reasons] == [
        ("subregion", 30), ("island", 10), ("size", 25), ("language", 20), ("income", 15),
    ]  # fmt: skip
    assert found.points == 100 == sum(WEIGHTS.values())
    assert found.why == (
        "the same subregion: Caribbean; "
        "a small island developing state too (The island register 2024); "
        "about as many people (0.4 and 0.3 million, The population register 2024); "
        "official language of both: English; "
        "the same income group (high income, World Bank 2023–2024)"
    )


def test_who_counted_the_people_is_said_in_short_and_of_each_year(two_islands):
    rows = CountryFact.objects.filter(kind="population")
    rows.update(source="Population Bureau, World Data Sheet (in mid-year, rounded)")
    rows.filter(country="BS").update(year=2022)
    assert "million, Population Bureau 2022, Population Bureau 2024)" in likest("BB")[0].why


def test_the_reasons_are_said_in_the_language_of_the_reader(two_islands):
    with translation.override("es"):
        assert "la misma subregión: Caribe" in likest("BB")[0].why
        assert "0,4" in likest("BB")[0].why


def test_likeness_is_the_same_from_both_sides(two_islands):
    fact("JM", "population", "2700000")
    fact("HT", "population", "11800000")
    fact("CL", "population", "20100000")
    known = contexts()
    for one, other in itertools.combinations(known.values(), 2):
        assert likeness(one, other).points == likeness(other, one).points


@pytest.mark.parametrize(
    ("people", "points"),
    [("300000", 25), ("450000", 25), ("460000", 15), ("750000", 15), ("750001", 0)],
)
def test_size_counts_by_steps(people, points):
    fact("BB", "population", "300000")
    fact("GY", "population", people)
    known = contexts()
    found = likeness(known["BB"], known["GY"])
    assert sum(r.points for r in found.reasons if r.kind == "size") == points


def test_what_is_not_recorded_counts_for_nothing():
    fact("BB", "population", "300000")
    found = likest("BB")
    assert {reason.kind for one in found for reason in one.reasons} <= {"subregion", "language"}


def test_two_that_are_no_islands_are_not_alike_for_that():
    fact("CL", "island", "no")
    fact("BR", "island", "no")
    known = contexts()
    assert [r.kind for r in likeness(known["CL"], known["BR"]).reasons] == ["subregion"]


def test_a_country_outside_the_americas_is_like_none():
    assert likest("ES") == []
    assert "ES" not in {one.country.pk for one in likest("CL")}


def test_the_likest_come_first_and_the_order_is_always_the_same(two_islands):
    found = likest("BB")
    assert found[0].country.pk == "BS"
    assert [one.points for one in found] == sorted((o.points for o in found), reverse=True)
    assert found == likest("BB")


def test_likeness_asks_two_questions(two_islands, django_assert_num_queries):
    with django_assert_num_queries(2):
        likest("BB")


# --- Facts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value"),
    [("population", "many"), ("population", "0"), ("income", "rich"), ("island", "perhaps")],
)
def test_a_fact_is_said_in_the_words_of_its_kind(kind, value):
    with pytest.raises(IntegrityError), transaction.atomic():
        fact("CL", kind, value)
    with pytest.raises(ValidationError):
        CountryFact(
            country=make.country("CL"), kind=kind, value=value, year=2024, source="A",
            source_url="https://example.org/",
        ).full_clean()  # fmt: skip


def test_no_fact_without_a_source():
    with pytest.raises(IntegrityError), transaction.atomic():
        CountryFact.objects.create(
            country=make.country("CL"), kind="island", value="no", year=2024,
            source="A register", source_url="",
        )  # fmt: skip


def test_the_page_of_a_country_names_those_most_like_it_and_the_facts(client: Client, two_islands):
    page = client.get("/en/countries/bb/").content.decode()
    section = page[page.index("Countries most like this one") :]
    assert section.index("Bahamas") < section.index("100 out of 100")
    assert "About as many people" not in section
    assert "about as many people (0.4 and 0.3 million, The population register 2024)" in section
    assert "300,000" in section
    link = '<a href="https://example.org/register" lang="en" rel="noopener">The income register'
    assert link in section
    assert "?like=BB" in section


def test_the_page_says_what_is_not_recorded(client: Client):
    page = client.get("/en/countries/cl/").content.decode()
    assert page.count("Not recorded") == 3


def test_a_partner_from_outside_has_no_such_section(client: Client):
    assert "Countries most like this one" not in client.get("/en/countries/de/").content.decode()


def test_the_empty_context_says_nothing():
    chile = Context(make.country("CL"), {})
    assert chile.value("income") == ""  # type: ignore[arg-type]


def test_ones_own_country_is_not_praised_for_being_like_itself(two_islands):
    known = contexts()["BB"]
    own = likeness(known, known)
    assert (own.points, own.why) == (100, "the same country")
