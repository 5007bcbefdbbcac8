"""Filters alone: whatever way they are looked up, the numbers are those that counting gives."""

import random
from itertools import product

import pytest
from django.http import QueryDict
from django.utils.translation import override

from experiences import counting, narrowing
from experiences.asked import SORTS
from experiences.conditions import Filters
from experiences.filters import among
from experiences.models import Experience, Facet, IndexEntry
from experiences.search import Library
from tests import make

pytestmark = pytest.mark.django_db
CODES, KINDS, YEARS = ("en", "es", "fr"), ("ministry", "academic"), (2001, 2002, 2003)


@pytest.fixture
def crowd():
    """Thirty sheets that have this and that in common."""
    chance = random.Random(7)
    broader = make.theme("cash-transfers")
    themes = [broader, make.theme("conditional-transfers", broader), make.theme("pensions")]
    bodies = [make.organization(kind=kind, iso2=iso2) for kind in KINDS for iso2 in ("CL", "PE")]
    for number in range(30):
        make.published(
            chance.choice(bodies), title=f"Goats {chance.random()}",
            start_year=chance.choice(YEARS), language=chance.choice(CODES),
            themes=chance.sample(themes, number % 3),
        )  # fmt: skip
    return bodies


def queries(bodies) -> list[str]:
    """One to five filters, of one or two values."""
    chance = random.Random(8)
    values = {
        "language": CODES, "year": YEARS, "kind": KINDS, "country": ("CL", "PE"),
        "theme": ("cash-transfers", "conditional-transfers", "pensions"),
        "organization": [body.slug for body in bodies],
    }  # fmt: skip
    return [
        "&".join(
            f"{kind}={value}"
            for kind in chance.sample(sorted(values), number)
            for value in chance.sample(list(values[kind]), chance.choice((1, 1, 2)))
        )
        for number, _time in product((1, 2, 2, 3, 4, 5), range(8))
    ]


def passing(library: Library, but: str = "") -> list[IndexEntry]:
    wanted = [ids for kind, ids in library.choice.filters.by_kind.items() if kind != but]
    return [
        entry
        for entry in IndexEntry.objects.all()
        if all(set(entry.facets) & set(ids) for ids in wanted)
    ]


def counted(library: Library) -> dict[tuple[str, str], int]:
    """By looking at every sheet, a filter not against itself."""
    numbers = {}
    for facet in Facet.objects.exclude(kind="lessons"):
        is_chosen = facet.kind in library.choice.filters.by_kind
        entries = passing(library, but=facet.kind if is_chosen else "")
        number = sum(facet.pk in entry.facets for entry in entries)
        numbers |= {(facet.kind, facet.value): number} if number else {}
    return numbers


def few_are_many(monkeypatch, most: int, looked_at: int) -> None:
    for module in (counting, narrowing):
        monkeypatch.setattr(module, "MOST", most)
        monkeypatch.setattr(module, "LOOKED_AT", looked_at)
    monkeypatch.setattr("experiences.search.MOST", most)


def wrong(library: Library) -> tuple[set[str], set[str]]:
    """The kinds with a wrong number, and those without numbers."""
    counts, truth = library.counts, counted(library)
    kinds = {kind for kind, _value in truth}
    told = {kind for kind in kinds if counts.knows(kind, library.choice.filters)}
    known = {pair: number for pair, number in counts.known.items() if number}
    return {
        kind
        for kind in told
        if {pair: n for pair, n in known.items() if pair[0] == kind}
        != {pair: n for pair, n in truth.items() if pair[0] == kind}
    }, kinds - told


def test_every_number_is_that_of_counting_one_by_one(crowd):
    for query in queries(crowd):
        library = Library(QueryDict(query))
        assert library.found == len(passing(library)), query
        known = library.counts
        assert not known.unknown, query
        assert not known.rest_unknown, query
        assert {pair: n for pair, n in known.known.items() if n} == counted(library), query


def test_where_too_many_pass_no_number_is_wrong(crowd, monkeypatch):
    """The planner believes what it likes of tables that nobody analyzed."""
    few_are_many(monkeypatch, most=4, looked_at=8)
    unknown = 0
    for query in queries(crowd):
        library = Library(QueryDict(query))
        assert library.found == min(len(passing(library)), 5), query
        mistaken, silent = wrong(library)
        assert not mistaken, query
        unknown += len(silent)
    assert unknown > 50


def test_a_planner_that_promised_too_little_is_not_believed(crowd, monkeypatch):
    """The sheets without one filter are more than are looked at: those with all are looked up."""
    few_are_many(monkeypatch, most=12, looked_at=4)
    monkeypatch.setattr(counting, "estimate", lambda *args, **named: 1)
    library = Library(QueryDict("language=en&language=es&kind=ministry&year=2001"))
    assert len(passing(library, but="language")) >= 4
    assert library.found == len(passing(library)) >= 3
    mistaken, silent = wrong(library)
    assert not mistaken
    assert "language" in silent


PAGES = ("1", "2", "3", "99", "0", "-1", "x", "٢", "9" * 30)


def test_each_page_holds_what_its_order_says(crowd, monkeypatch, subtests):
    monkeypatch.setattr("experiences.search.A_PAGE", 4)
    monkeypatch.setattr(narrowing, "FIRST", 6)
    by = {"newest": ("-published_at", "-pk"), "oldest": ("published_at", "pk"), "title": ("title",)}
    assert set(by) == {*SORTS} - {"relevance"}
    rows = Experience.objects.filter(organization__country="CL", language__in=["en", "es"])
    assert rows.count() > 8
    for order, page in product(by, PAGES):
        with subtests.test(order=order, page=page):
            query = f"country=CL&language=en&language=es&sort={order}&page={page}"
            library = Library(QueryDict(query))
            place = library.page.number
            expected = list(rows.order_by(*by[order]))[4 * (place - 1) : 4 * place]
            assert list(library.page) == expected


@pytest.mark.django_db(transaction=True)
def test_what_goes_with_a_filter_is_counted_once_for_all_languages(
    crowd, django_assert_num_queries
):
    facet = Facet.objects.get(kind="language", value="es")
    for code in ("en", "es"):
        with override(code):
            Library(QueryDict("language=es&year=2001")).counts  # noqa: B018
    with override("fr"), django_assert_num_queries(0):
        assert among("language", facet.pk)
    make.published(title="One more", language="es", start_year=2001)
    library = Library(QueryDict("language=es&year=2001"))
    assert {pair: n for pair, n in library.counts.known.items() if n} == counted(library)


@pytest.mark.django_db(transaction=True)
def test_how_many_pass_is_counted_once_for_all_pages_orders_and_languages(
    crowd, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr("experiences.search.A_PAGE", 4)
    query = "country=CL&language=en&language=es"
    first = Library(QueryDict(query))
    assert [sheet.pk for sheet in first.page]
    with override("fr"):
        second = Library(QueryDict("language=es&language=en&country=CL&sort=title&page=2"))
        assert second.choice.chosen
        with django_assert_num_queries(0):
            assert (second.found, second.counts) == (first.found, first.counts)
    assert second.found == len(passing(second))
    assert {pair: n for pair, n in second.counts.known.items() if n} == counted(second)
    rows = Experience.objects.filter(organization__country="CL", language__in=["en", "es"])
    assert list(second.page) == list(rows.order_by("title"))[4:8]


@pytest.mark.django_db(transaction=True)
def test_a_sheet_that_comes_or_goes_changes_the_number_at_once(crowd):
    def told() -> tuple[int, int, int]:
        library = Library(QueryDict("language=es&year=2001&country=CL"))
        assert library.found == len(library.page)
        return library.found, library.counts.known["year", "2001"], len(passing(library))

    number, by_year, truth = told()
    assert number == by_year == truth
    sheet = make.published(crowd[0], title="One more", language="es", start_year=2001)
    assert told() == (number + 1,) * 3
    Experience.objects.filter(pk=sheet.pk).update(status="withdrawn")
    assert told() == (number,) * 3


@pytest.mark.django_db(transaction=True)
def test_where_very_many_pass_they_are_counted_once_too(
    crowd, monkeypatch, django_assert_num_queries
):
    few_are_many(monkeypatch, most=4, looked_at=4)
    monkeypatch.setattr(counting, "estimate", lambda *args, **named: 9)
    for _time in range(2):
        library = Library(QueryDict("language=es&language=en&kind=ministry"))
        assert len(passing(library)) > 4
        assert library.choice.chosen
        with django_assert_num_queries(1 - _time):
            assert library.found == 5
            assert library.counts.rest_unknown


def test_filters_that_let_the_same_pass_have_one_key_and_no_others():
    def key(**by_kind):
        return Filters(by_kind).key

    assert key(year=(1, 2), country=(3,)) == key(country=(3,), year=(2, 1))
    assert key(year=(1,), country=(2,)) != key(year=(2,), country=(1,))
    assert key(year=()) != key()
