"""What changes where very many sheets match: a few stand for many, small limits for large."""

import pghistory
import pytest
from django.db import connection
from django.http import QueryDict

from experiences import conditions, counting, ranking
from experiences.models import Experience
from experiences.search import Library
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(monkeypatch):
    """Twelve sheets on goats, half of them Spanish, one on sheep; five are already very many."""
    organization = make.organization()
    for number in range(12):
        make.published(
            organization, title=f"Goats {number}", language="es" if number % 2 else "en",
            what_was_done="Cabras." if number % 2 else "Milking.", lessons=["One."] * (number % 3),
        )  # fmt: skip
    make.published(organization, title="Sheep")
    for module, name, value in [
        (ranking, "COMMON", 5), (ranking, "CANDIDATES", 4), (ranking, "HEADS", 4),
        (counting, "MOST", 5),
    ]:  # fmt: skip
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr("experiences.search.WALKED", 8)
    monkeypatch.setattr("experiences.search.A_PAGE", 4)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE experiences_indexentry")


def titles(library: Library) -> list[str]:
    return [sheet.title for sheet in library.page]


def test_a_word_that_very_many_say_is_met_on_a_walk_from_the_best(crowd):
    library = Library(QueryDict("q=goats"))
    assert library.match.is_common
    assert library.has_more
    assert library.reachable == 8
    best = Experience.objects.filter(title__startswith="Goats").order_by("-entry__quality", "-pk")
    assert set(titles(library)) <= {sheet.title for sheet in best[:4]}
    assert len(titles(library)) == 4


def test_its_pages_end_early_and_repeat_nothing(crowd):
    pages = [titles(Library(QueryDict(f"q=goats&page={number}"))) for number in (1, 2, 500)]
    assert pages[1] == pages[2]
    assert len({*pages[0], *pages[1]}) == 8


@pytest.mark.parametrize("order", ["newest", "oldest", "title"])
def test_every_order_of_it_is_kept(crowd, order):
    library = Library(QueryDict(f"q=goats&sort={order}"))
    rows = Experience.objects.filter(title__startswith="Goats")
    by = {"newest": ("-published_at", "-pk"), "oldest": ("published_at", "pk"), "title": ("title",)}
    assert titles(library) == [sheet.title for sheet in rows.order_by(*by[order])[:4]]


@pytest.mark.parametrize("query", ["q=goats", "", "language=en"])
@pytest.mark.parametrize("order", ["relevance", "newest", "oldest", "title"])
def test_a_table_of_very_many_holds_each_once_and_in_its_order(crowd, monkeypatch, query, order):
    library = Library(QueryDict(f"{query}&sort={order}"))
    sorted_ = [sheet.title for sheet in library.every_sheet(3)]
    monkeypatch.setattr("experiences.every_hit.MANY", 2)
    walked = [sheet.title for sheet in library.every_sheet(3)]
    assert len(walked) == len({*walked}) == {"q=goats": 12, "": 13, "language=en": 7}[query]
    assert walked[:4] == titles(library)
    if library.sort != "relevance":
        assert walked == sorted_


def test_filters_then_show_no_numbers(crowd):
    library = Library(QueryDict("q=goats"))
    languages = next(group for group in library.groups() if group["title"] == "Can be read in")
    assert {option["label"]: option["count"] for option in languages["options"]} == {
        "English": None, "Spanish": None,
    }  # fmt: skip


def test_words_that_do_not_go_together_are_counted_although_each_is_common(crowd):
    """The planner expects a quarter of all sheets to hold both; none does."""
    library = Library(QueryDict("q=cabras+milking+goats"))
    assert not library.match.is_common
    assert library.found == ranking.COMMON  # with some of the words; no more are collected
    assert library.match.loosened


def test_where_too_many_hold_some_of_the_words_those_with_the_rarest_follow(crowd, monkeypatch):
    monkeypatch.setattr(ranking, "LOOSE", 3)
    monkeypatch.setattr(ranking, "FEW", 2)
    library = Library(QueryDict("q=sheep+milking"))
    assert library.match.loosened
    assert "Sheep" in titles(library)


def test_a_filter_is_counted_without_itself_or_not_at_all(crowd):
    make.published(title="Pensions", language="fr", start_year=1999)
    library = Library(QueryDict("language=fr&year=1999"))
    assert library.total == 1
    counts = library.counts
    assert counts.unknown == set()
    library = Library(QueryDict("language=fr&kind=ministry"))
    assert library.counts.unknown == {"language"}  # far more sheets are of ministries
    assert library.counts.known["kind", "ministry"] == 1


def test_beyond_the_promising_ones_nothing_is_lost(monkeypatch):
    monkeypatch.setattr(ranking, "CANDIDATES", 2)
    monkeypatch.setattr(ranking, "HEADS", 4)
    monkeypatch.setattr("experiences.search.A_PAGE", 2)
    for number in range(7):
        make.published(title=f"Goats {number}")
    pages = [titles(Library(QueryDict(f"q=goats&page={number}"))) for number in range(1, 5)]
    assert sorted(title for page in pages for title in page) == [f"Goats {n}" for n in range(7)]


@pytest.mark.django_db(transaction=True)
def test_a_word_that_nearly_all_say_is_found_in_the_index_without_reading_their_vectors():
    make.published(title="Goats")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE experiences_indexentry")
    asked = "SELECT FROM experiences_indexentry WHERE vector @@ %s::tsquery"
    with pghistory.context(user=1):
        plan = str(conditions.found_by_index(f"EXPLAIN {asked}", ["'goat'"]))
    assert "entries_by_words_and_facets" in plan
    assert "Seq Scan" not in plan
    with connection.cursor() as cursor:  # for this question alone
        cursor.execute("SHOW enable_seqscan")
        assert cursor.fetchone() == ("on",)
