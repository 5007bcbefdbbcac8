"""The library's page: what a visitor sees, counts, links and passages."""

import html
import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from experiences.models import Experience
from tests import make
from tests.experiences.cards import LIBRARY, titles

pytestmark = pytest.mark.django_db


def count(text: str, label: str) -> str | None:
    """The number beside a filter."""
    pattern = rf">{re.escape(label)} <b>(\d+)<"
    found = re.search(pattern, text)
    return found[1] if found else None


def link(text: str, label: str) -> str:
    """Where a filter leads."""
    found = re.search(rf'href="([^"]*)"[^>]*>{re.escape(label)} ?<', text)
    assert found
    return html.unescape(found[1])


def test_a_visitor_sees_published_sheets_and_no_others(read):
    make.published(title="Visits at home")
    make.sheet(make.organization(), title="Still secret")
    assert titles(read()) == ["Visits at home"]
    assert "1 experience<" in read()


def test_an_empty_library_says_what_to_do_next(read):
    assert "The library is still empty" in read()
    assert "No experience matches" in read("q=goats")


def test_the_newest_stand_first_and_the_order_can_be_changed(read):
    make.published(title="Álamo")
    make.published(title="Zebra")
    make.published(title="Boat")
    assert titles(read()) == ["Boat", "Zebra", "Álamo"]
    assert titles(read("sort=oldest")) == ["Álamo", "Zebra", "Boat"]
    assert titles(read("sort=title")) == ["Álamo", "Boat", "Zebra"]


def test_by_title_is_by_the_title_that_the_reader_reads(read):
    make.published(title="Boat")
    make.published(title="Apple", problem="Of boats.")
    zebra = make.published(title="Zebra", problem="Of boats.")
    made = zebra.translations.create(language="es", published_at="2026-01-01T00:00Z")
    made.pieces.create(part="title", text="Álamo", original="Zebra")
    assert titles(read("sort=title")) == ["Apple", "Boat", "Zebra"]
    assert titles(read("sort=title", "/es/experiences/")) == ["Álamo", "Apple", "Boat"]
    assert titles(read("sort=title&q=boat&like=CL", "/es/experiences/"))[0] == "Álamo"
    table = read("sort=title", "/fr/experiences/")
    assert titles(table) == ["Apple", "Boat", "Zebra"]
    made.published_at = None
    made.save()
    assert titles(read("sort=title", "/es/experiences/")) == ["Apple", "Boat", "Zebra"]


def test_words_find_in_every_language_and_are_marked(read):
    theme = make.theme("school-feeding", en="School feeding", es="Alimentación escolar")
    make.published(
        title="Lunch", summary="Warm school feeding for <b>all</b> pupils.", themes=[theme]
    )
    text = read("q=alimentacion+escolar", "/es/experiences/")
    assert titles(text) == ["Lunch"]
    assert "<mark>school</mark> <mark>feeding</mark> for &lt;b&gt;all&lt;/b&gt;" in text
    assert "Alimentación escolar</em>" in text


def test_where_none_with_some_of_the_words_follow_nothing_says_so(read):
    make.published(title="Qali Warma")
    assert "those with some of them or on a broader theme follow" not in read("q=qali+warma")
    make.published(title="Warma")
    assert "those with some of them or on a broader theme follow" in read("q=qali+warma")


def test_what_other_languages_say_is_told_and_switched_off_by_the_same_link(read):
    make.published(title="Jefas de hogar", language="es")
    make.published(title="Single mothers")
    both = read("q=single+mothers")
    assert set(titles(both)) == {"Jefas de hogar", "Single mothers"}
    assert '<em lang="es">madre soltera</em>' in both
    assert '<em lang="en">' not in both  # as typed
    off = html.unescape(re.search(r'href="(\?[^"]*concepts=off[^"]*)"', both)[1])  # type: ignore[index]
    assert titles(read(off.removeprefix("?"))) == ["Single mothers"]


def test_the_concept_can_be_switched_off_by_its_link(read):
    theme = make.theme("school-feeding", en="School feeding", es="Alimentación escolar")
    make.published(title="Lunch", themes=[theme])
    make.published(title="Other", summary="Alimentación escolar", language="es", themes=[
        make.theme("other")])  # fmt: skip
    both = read("q=school+feeding")
    assert set(titles(both)) == {"Lunch", "Other"}
    off = html.unescape(re.search(r'href="(\?[^"]*concepts=off[^"]*)"', both)[1])  # type: ignore[index]
    assert titles(read(off[1:])) == ["Lunch"]


def test_html_in_a_sheet_stays_text_also_where_words_are_marked(read):
    evil = '<script>alert(1)</script><img src=x onerror="alert(1)"> goats \ue000x\ue001 </mark>'
    make.published(title="Goats <script>", summary=evil)
    text = read("q=goats")
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert text.count("<mark>") == text.count("</mark>") == 1
    assert "\ue000" not in text


def test_html_in_the_words_stays_text(read):
    text = read("q=%3Cscript%3Ealert(1)%3C/script%3E&theme=%3Cscript%3E")
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_a_passage_from_the_middle_says_so(read):
    long = "A word. " * 60 + "Then came goats."
    make.published(title="Lunch", summary="Short.", what_was_done=long)
    assert re.search(r'card__text">… [^<]*<mark>goats</mark>', read("q=goats"))


def test_small_words_of_a_name_are_not_marked(read):
    poor = make.theme("poverty", fr="Pensions pour les pauvres", es="Los más pobres")
    poor.synonyms.create(language="fr", text="SAN")
    make.published(title="Un", language="fr", summary="Sans pensions pour les pauvres.")
    make.published(title="Dos", language="es", summary="Más huertas para los más pobres.")
    make.published(title="Trois", language="fr", summary="Les jardins sans eau.", themes=[poor])
    text = read("q=poverty")
    assert "Sans <mark>pensions</mark> pour les <mark>pauvres</mark>" in text
    assert "Más huertas para los más <mark>pobres</mark>" in text
    assert "Les jardins sans eau." in text
    assert text.count("<mark>") == 3


def test_of_the_ways_to_say_a_theme_those_are_marked_that_stand_there(read):
    """A word of another one means nothing by itself."""
    theme = make.theme("lunch", en="Warm lunch")
    theme.synonyms.create(language="en", text="Good food at school")
    make.published(title="A sheet", summary="A warm lunch is good: children come to school for it.")
    text = read("q=warm+lunch")
    assert "<mark>warm</mark> <mark>lunch</mark> is good: children come to school" in text


def test_words_of_lessons_blocks_and_the_long_form_are_shown_and_marked(read):
    make.published(title="One", lessons=["Ask the fishermen about their boats."])
    two = make.published(title="Two")
    make.block(two, "Lists", how="Sent by the shepherds.")
    make.published(title="Three", legal_frame="Every lawyer thanked the weavers.")
    make.published(title="Four", lessons=["Ask weavers."], problem="No weavers came.")
    assert "<mark>fishermen</mark> about their boats" in read("q=fishermen")
    assert "Sent by the <mark>shepherds</mark>" in read("q=shepherds")
    text = read("q=weavers")
    assert 'card__text">Every lawyer thanked the <mark>weavers</mark>' in text
    assert "No <mark>weavers</mark> came" in text  # the sheet's own words come first
    assert "Ask <mark>" not in text


def test_a_filter_counts_what_it_would_give_and_not_against_itself(read):
    make.published(title="A", countries=[make.country("CL")], language="es")
    make.published(title="B", countries=[make.country("CL")], language="en")
    make.published(title="C", countries=[make.country("BR")], language="en")
    text = read("country=CL")
    assert set(titles(text)) == {"A", "B"}
    assert (count(text, "Chile"), count(text, "Brazil")) == ("2", "1")
    assert (count(text, "English"), count(text, "Spanish")) == ("1", "1")
    both = read("country=CL&language=en")
    assert titles(both) == ["B"]
    assert (count(both, "Chile"), count(both, "Brazil")) == ("1", "1")
    assert (count(both, "English"), count(both, "Spanish")) == ("1", "1")


def test_a_repeated_filter_means_any_of(read):
    for iso2 in ("CL", "BR", "JM"):
        make.published(title=iso2, countries=[make.country(iso2)])
    assert set(titles(read("country=CL&country=jm"))) == {"CL", "JM"}


def test_counts_match_the_words(read):
    make.published(title="Goats", countries=[make.country("CL")])
    make.published(title="Sheep", countries=[make.country("CL")])
    assert count(read("q=goats"), "Chile") == "1"
    assert count(read(), "Chile") == "2"


def test_building_blocks_are_a_filter_with_counts_of_sheets(read):
    goats, sheep = make.published(title="Goats"), make.published(title="Sheep")
    for kind in ("targeting", "targeting", "payment"):
        make.block(goats, kind=kind)
    make.block(sheep, kind="targeting")
    make.block(make.sheet(make.organization()), kind="law")
    text = read("block=payment")
    assert titles(text) == ["Goats"]
    assert (count(text, "Targeting"), count(text, "Payment")) == ("2", "1")
    assert count(read(), "Law and rules") is None
    assert set(titles(read("block=payment&block=targeting"))) == {"Goats", "Sheep"}


def test_a_broader_theme_includes_its_narrower_ones(read):
    broad = make.theme("animals", en="Animals")
    goats = make.theme("goats", parent=broad, en="Goats")
    make.published(title="Broad", themes=[broad])
    make.published(title="Narrow", themes=[goats])
    make.published(title="Other", themes=[make.theme("other")])
    assert set(titles(read("theme=animals"))) == {"Broad", "Narrow"}
    assert titles(read("theme=goats")) == ["Narrow"]
    assert count(read(), "Animals") == "2"
    assert count(read(), "Goats") is None  # narrower ones show once their theme is chosen
    assert count(read("theme=animals"), "Goats") == "1"


def test_a_narrower_theme_takes_the_place_of_its_broader_one_and_back(read):
    """What a link promises is what it gives."""
    broad, other = make.theme("animals", en="Animals"), make.theme("other", en="Other")
    goats = make.theme("goats", parent=broad, en="Goats")
    for title, theme in (("Broad", broad), ("Narrow", goats), ("Other", other)):
        make.published(title=title, themes=[theme])
    text = read("theme=animals&theme=other")
    assert 'href="?theme=other&amp;theme=goats"' in text
    assert set(titles(read("theme=other&theme=goats"))) == {"Narrow", "Other"}
    assert 'href="?theme=animals"' in read("theme=goats")


def test_every_filter_of_the_contract_filters(read):
    organization = make.organization("Ministry", kind="agency", slug="the-ministry")
    sheet = make.published(
        organization, title="This", language="fr", maturity="pilot", instrument="cash",
        start_year=1999, populations=["women"],
    )  # fmt: skip
    make.block(sheet, kind="targeting")
    make.block(make.published(title="That"), kind="payment")
    for query in ("population=women", "organization=the-ministry", "kind=agency", "language=fr",
                  "maturity=pilot", "instrument=cash", "block=targeting",
                  "year=1999"):  # fmt: skip
        assert titles(read(query)) == ["This"], query


def test_organizations_that_are_not_among_the_usual_are_counted_where_they_match(read, monkeypatch):
    for module in ("choices", "counting", "narrowing", "search"):
        monkeypatch.setattr(f"experiences.{module}.SHOWN", 2)
    for name, number in (("Many", 4), ("More", 3), ("Some", 2), ("Few", 1)):
        organization = make.organization(name, slug=name.lower())
        for place in range(number):
            animal = "Goats" if place < 2 else "Hens"
            make.published(organization, title=f"{animal} {name}", language="fr")

    def counts(query: str, *names: str) -> list[str | None]:
        text = read(query)
        return [count(text, name) for name in names]

    assert counts("", "Many", "More", "Some", "Few") == ["4", "3", None, None]
    assert counts("q=goats&language=fr", "Many", "More", "Some", "Few") == ["2", "2", None, None]
    assert counts("q=some&language=fr", "Many", "Some") == [None, "2"]
    # The one that is asked for is shown with the others: a filter does not count against itself.
    few = "&organization=few"
    assert counts(f"q=goats&language=fr{few}", "Few", "Many", "More") == ["1", "2", None]
    assert counts(f"country=CL&language=fr{few}", "French", "Few", "Many") == ["1", "1", "4"]


def test_a_filter_is_a_link_that_keeps_the_words_and_turns_back_to_page_one(read):
    make.published(title="Goats", language="fr")
    address = link(read("q=goats&sort=title&page=1"), "French")
    assert address == "?q=goats&language=fr&sort=title"
    assert titles(read(address[1:])) == ["Goats"]
    assert link(read(address[1:]), "French") == "?q=goats&sort=title"


def test_what_nobody_knows_is_left_out_and_said(read):
    make.published(title="Goats")
    text = read("country=XX&theme=nope&year=12345&sort=color&kind=%00&language=en&colour=red")
    assert titles(text) == ["Goats"]
    assert all(word in text for word in ("XX", "12345", "nope"))
    assert "There is no such filter" in text
    assert "There is no such filter" not in read("language=en")


def test_a_country_without_sheets_gives_nothing_rather_than_everything(read):
    make.published(title="Goats")
    make.country("BR")
    assert titles(read("country=BR")) == []


@pytest.mark.parametrize(
    "number", ["0", "-1", "x", "9999999999999999999999", "2", "", "501", "1e9"]
)
def test_a_page_that_is_not_there_shows_the_nearest(read, number):
    make.published(title="Goats")
    assert titles(read(f"page={number}")) == ["Goats"]


def test_twenty_a_page(read):
    organization = make.organization()
    for number in range(21):
        make.published(organization, title=f"Goats {number}")
    assert len(titles(read())) == 20
    assert titles(read("page=2")) == ["Goats 0"]
    assert len(titles(read("q=goats"))) == 20
    assert len(titles(read("q=goats&page=2"))) == 1
    assert "21 experiences<" in read("q=goats")


@pytest.mark.parametrize(
    "query",
    ["q=" + "x" * 5000, "q=%F0%9F%98%80", "q=%00", "q=%E2%80%AE", "q=a&q=b", "theme=" + "a" * 5000,
     "&".join(["country=CL"] * 200), "year=-1", "organization=%27", "q=%22", "page=%00", "sort=%00",
     "q=%27%29%3B--", "concepts=%00&spelling=x"],
)  # fmt: skip
def test_no_address_breaks_the_page(read, query):
    make.published(title="Goats")
    read(query)


def test_cards_and_tables_name_themes_in_the_order_of_the_authors(read):
    later, first = make.theme("a-later-one"), make.theme("z-first-one")
    sheet = make.published()
    sheet.themes.add(first)
    sheet.themes.add(later)
    page = read()
    assert page.index("/themes/z-first-one/") < page.index("/themes/a-later-one/")
    loaded = Experience.objects.as_rows().get(pk=sheet.pk)
    assert list(loaded.themes.all())[1:] == [first, later]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_rows(client, rows, django_assert_num_queries):
    for number in range(rows):
        make.published(title=f"Goats {number}")
    with django_assert_num_queries(7):
        client.get(LIBRARY)
    with django_assert_num_queries(12):  # in a transaction, where nothing is kept
        client.get(f"{LIBRARY}?theme=cash-transfers&language=en")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_of_a_search_does_not_grow(client, rows, django_assert_num_queries):
    for number in range(rows):
        make.published(title=f"Goats {number}", themes=[make.theme(f"theme-{number}")])
    with django_assert_num_queries(16):
        client.get(f"{LIBRARY}?q=goats+home")


@pytest.mark.parametrize("signs", ["%", "😀 😀", "— …", "½", '"%"', "‮"])
def test_signs_alone_find_nothing_and_not_everything(client, read, signs):
    make.published(title="Goats", lessons=["100% of them eat ½ — …"])
    page = client.get(LIBRARY, {"q": signs, "like": "CL"})
    assert titles(page.content.decode()) == []
    assert "0 experiences<" in page.content.decode()
    table = client.get(f"{LIBRARY}csv/", {"q": signs})
    assert b"Goats" not in b"".join(table.streaming_content)
    assert b"Goats" not in client.get(f"{LIBRARY}feed/", {"q": signs}).content


def test_a_search_for_signs_alone_says_why_it_finds_nothing(read):
    make.published(title="Goats")
    assert "There is nothing to search for" in read("q=%25")
    assert "There is nothing to search for" not in read("q=sheep")
    assert titles(read("q=-sheep")) == ["Goats"]


def test_a_card_in_another_language_says_so(read):
    make.published(title="Cabras", language="es")
    text = read()
    assert 'lang="es">Cabras<' in text
    assert "In Spanish" in text


def test_search_for_other_floors_is_best_first_and_published_only():
    make.published(title="Sheep", problem="Also goats.")
    make.published(title="Goats and goats")
    make.sheet(make.organization(), title="Goats in secret")
    found = Experience.objects.search("goats")
    assert [sheet.title for sheet in found] == ["Goats and goats", "Sheep"]
    assert list(Experience.objects.search("")) == []


def test_the_address_of_the_library_stays_english():
    with override("es"):
        assert reverse("experiences:library") == "/es/experiences/"


def test_a_card_shows_themes_in_the_order_in_which_they_were_chosen(read):
    later, first = make.theme("early-warning"), make.theme("home-visits")
    make.published(title="Visits at home", themes=[first])
    Experience.objects.get().themes.add(later)
    chips = re.findall(r'class="chip" href="[^"]*">([^<]*)<', read())
    assert chips == ["Home visits", "Early warning"]
