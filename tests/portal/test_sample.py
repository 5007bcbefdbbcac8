"""The sample: what people call the bodies that it knows."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from community.concepts import LONGEST
from community.models import Synonym, Theme
from experiences.understanding import understand
from members.models import Commitment, CountryFact, Name, Organization
from portal.sample import loading
from portal.sample.other_names import OTHER_NAMES
from portal.sample.reading import read, records
from tests import make

pytestmark = pytest.mark.django_db


def eclac() -> None:
    make.organization(
        "Comisión Económica para América Latina y el Caribe",
        "",
        slug="eclac",
        acronym="ECLAC",
        kind="international",
        is_sample=True,
    )


@pytest.mark.parametrize("words", ["CEPAL", "cepalc", "ECLAC", "commission économique"])
def test_a_body_is_found_by_what_people_call_it(client: Client, words: str):
    eclac()
    loading.other_names()
    page = client.get("/en/organizations/", {"q": words})
    assert [one.slug for one in page.context["page"]] == ["eclac"]


def test_a_new_portal_gets_the_vocabulary_without_the_sample(client: Client):
    """Without themes nobody could submit a sheet."""
    call_command("load_sample", vocabulary=True, verbosity=0)
    assert Theme.objects.count() == len(records("themes"))
    assert Synonym.objects.filter(theme__slug="conditional-cash-transfers", text="CCT").exists()
    assert Commitment.objects.exists()
    assert CountryFact.objects.exists()
    assert not Organization.objects.exists()
    Theme.objects.filter(slug="conditional-cash-transfers").update(label_en="Ours")
    call_command("load_sample", vocabulary=True, verbosity=0)
    assert Theme.objects.get(slug="conditional-cash-transfers").label_en == "Ours"


def test_names_are_added_once_and_what_people_changed_stays():
    eclac()
    assert loading.other_names() == len(OTHER_NAMES["eclac"])
    Name.objects.filter(text="CEPALC").delete()
    assert loading.other_names() == 0
    assert not Name.objects.filter(text="CEPALC").exists()


def test_every_other_name_is_of_an_organization_of_the_sample_and_fits():
    assert OTHER_NAMES.keys() <= {row["slug"] for row in records("organizations")}
    assert all(len(text) <= 200 for texts in OTHER_NAMES.values() for text in texts)


def test_everyday_words_come_once_and_not_again_where_somebody_took_one_out():
    made = make.theme("school-feeding", es="Alimentación escolar")
    loading.everyday_words()
    said = made.synonyms.filter(language="es", is_label=False)
    assert "comida en las escuelas" in said.values_list("text", flat=True)
    said.filter(text="comida en las escuelas").delete()
    number = made.synonyms.count()
    loading.everyday_words()
    assert made.synonyms.count() == number


def test_everyday_words_are_for_the_search_alone_and_not_on_the_page_of_the_theme(client):
    made = make.theme("school-feeding", es="Alimentación escolar")
    loading.everyday_words()
    made.synonyms.create(language="es", text="desayuno del Ministerio")
    page = client.get("/es/themes/school-feeding/").content.decode()
    assert "desayuno del Ministerio" in page
    assert "comida en las escuelas" not in page
    (asked,) = understand("comida en las escuelas").concepts
    assert made in asked.themes
    table = b"".join(client.get("/es/themes/csv/").streaming_content).decode()
    assert ("desayuno del Ministerio" in table, "comida en las escuelas" in table) == (True, False)


def test_words_of_a_later_file_come_to_themes_that_have_those_of_an_earlier_one():
    made = make.theme("childcare-services", en="Childcare services")
    made.synonyms.create(language="en", text="kindergarten")
    made.synonyms.create(language="en", text="words of a secretariat")
    loading.everyday_words()
    said = set(made.synonyms.values_list("text", flat=True))
    assert {"childcare", "nannies", "words of a secretariat"} <= said
    assert "babysitting" not in said  # of a file of which one is there


def test_who_asks_with_a_verb_means_the_theme():
    made = make.theme("targeting-methods", en="Targeting methods")
    loading.everyday_words()
    for typed in ("focalizar", "cibler"):
        (asked,) = understand(f"comment {typed}").concepts
        assert made in asked.themes


def test_everyday_words_are_of_one_theme_and_short_enough_to_be_recognized():
    files = [read(name) for name in loading.WORDS]
    assert {slug for words in files for slug in words} <= {row["slug"] for row in records("themes")}
    said = [
        (code, text)
        for words in files
        for of_theme in words.values()
        for code, texts in of_theme.items()
        for text in texts
    ]
    assert {code for code, _text in said} == {"en", "es", "pt", "fr"}
    assert all(len(text.split()) <= LONGEST for _code, text in said)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(text) FROM unnest(%s::text[], %s::text[]) AS said (language, text)"
            " GROUP BY language, portal_lexemes(language, text)"
            " HAVING count(*) > 1 OR cardinality(portal_lexemes(language, text)) = 0",
            [list(column) for column in zip(*said, strict=True)],
        )
        assert cursor.fetchall() == []


def test_every_theme_says_in_four_languages_what_it_covers():
    themes, notes = {row["slug"] for row in records("themes")}, read("theme-notes")
    assert set(notes) == themes
    assert all(set(note) == {"es", "pt", "fr"} and all(note.values()) for note in notes.values())
