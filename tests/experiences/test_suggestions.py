"""What the search box suggests while somebody types."""

import re

import pytest

from community.languages import speaking
from experiences.models import Experience
from experiences.suggesting import MOST, suggest
from tests import make

pytestmark = pytest.mark.django_db
ADDRESS = "/en/experiences/suggestions/"


def labels(words: str) -> list[str]:
    """To a reader of English."""
    with speaking("en"):
        return [suggestion.label for suggestion in suggest(words)]


@pytest.mark.parametrize("typed", ["proteccion", "PROTECCIÓN", "prote", "social prote", "  prot "])
def test_the_beginning_of_any_word_of_a_title_is_enough(typed):
    make.published(title="Protección social")
    assert labels(typed) == ["Protección social"]


def test_every_word_has_to_be_there_and_only_the_last_may_be_unfinished():
    make.published(title="Protección social")
    assert labels("prot soc") == []
    assert labels("proteccion de") == []


@pytest.mark.parametrize("typed", ["aliment", "MERE", "school", "cantine"])
def test_a_theme_is_suggested_by_any_of_its_names_in_any_language(typed):
    theme = make.theme(
        "school-feeding", en="School feeding", es="Alimentación escolar", fr="Cantine scolaire"
    )
    theme.synonyms.create(language="pt", text="Merenda")
    assert labels(typed) == ["School feeding"]


def test_a_theme_says_what_it_was_recognized_by():
    make.theme("school-feeding", en="School feeding", es="Alimentación escolar")
    (suggestion,) = suggest("alimen")
    assert (suggestion.also, suggestion.also_in, suggestion.url) == (
        "Alimentación escolar", "es", "/en/themes/school-feeding/"
    )  # fmt: skip


def test_what_the_reader_sees_comes_before_hidden_names_of_other_themes():
    graduation = make.theme("graduation", en="Graduation approach", es="Enfoque de graduación")
    graduation.synonyms.create(language="es", text="transferir activos")
    make.theme("cash", en="Cash transfers", es="Transferencias monetarias")
    care = make.theme("care", en="Care", es="Sistema de transferencias")
    old = make.theme("old", en="Transfer of the old", es="Vejez")
    with speaking("es"):
        found = [(one.label, one.also, one.also_in) for one in suggest("transf")]
    assert found == [
        ("Transferencias monetarias", "", ""),
        ("Sistema de transferencias", "", ""),
        ("Enfoque de graduación", "transferir activos", "es"),
    ]
    care.delete()
    with speaking("es"):
        assert [one.label for one in suggest("transf")][2] == old.label_es


def test_what_is_called_just_so_comes_first():
    make.theme("universal", es="Pensiones universales")
    make.theme("old", es="Vejez").synonyms.create(language="es", text="pensiones")
    with speaking("es"):
        assert [one.label for one in suggest("pensiones")] == ["Vejez", "Pensiones universales"]
        assert [one.label for one in suggest("pension")] == ["Pensiones universales", "Vejez"]


@pytest.mark.parametrize("typed", ["minis", "famil", "MF"])
def test_an_organization_is_suggested_by_its_names(typed):
    make.organization("Ministério da Família", acronym="MF", email_domain="secret.example")
    assert labels(typed) == ["Ministério da Família"]


def test_the_fragment_is_said_in_the_language_of_the_page(client):
    make.published(title="Cabras", language="es")
    text = client.get("/fr/experiences/suggestions/", {"q": "cab"}).content.decode()
    assert 'lang="es">Cabras<' in text
    assert re.search(r'data-href="/fr/experiences/experience-\d+/"', text)


def translated(sheet: Experience, language: str, title: str, *, published: bool = True):
    at = "2026-01-01T00:00Z" if published else None
    made = sheet.translations.create(language=language, published_at=at)
    return made.pieces.create(part="title", text=title, original=sheet.title)


def test_a_translated_title_suggests_the_sheet_in_the_reader_s_language(client):
    sheet = make.published(title="Visits at home")
    translated(sheet, "es", "Visitas en casa")
    text = client.get("/es/experiences/suggestions/", {"q": "casa vis"}).content.decode()
    assert '<span class="suggestions__label">Visitas en casa<' in text
    text = client.get("/es/experiences/suggestions/", {"q": "home vis"}).content.decode()
    assert '<span class="suggestions__label">Visitas en casa<' in text
    assert '<span lang="en">Visits at home</span>' in text
    with speaking("en"):
        (typed,), (own,) = suggest("casa"), suggest("home")
    assert (typed.label, typed.language, typed.also, typed.also_in) == (
        "Visits at home", "en", "Visitas en casa", "es"
    )  # fmt: skip
    assert (own.label, own.also) == ("Visits at home", "")


def test_all_words_stand_in_one_title_and_not_in_two_languages_together():
    translated(make.published(title="Visits at home"), "es", "Visitas en casa")
    assert labels("home casa") == []


def test_no_draft_of_a_translation_is_suggested_and_none_taken_back(client):
    sheet = make.published(title="Visits at home")
    piece = translated(sheet, "es", "Visitas secretas", published=False)
    assert labels("secretas") == []
    assert "secretas" not in client.get("/es/experiences/suggestions/?q=home").content.decode()
    sheet.translations.update(published_at="2026-01-01T00:00Z")
    assert labels("secretas") == ["Visits at home"]
    piece.text = "Visitas abiertas"
    piece.save()
    assert (labels("secretas"), labels("abiertas")) == ([], ["Visits at home"])
    sheet.translations.update(published_at=None)
    assert labels("abiertas") == []


def test_nothing_unpublished_is_suggested(client):
    make.sheet(make.organization(status="applied", name="Secret ministry"), title="Secret sheet")
    gone = make.published(title="Secret no more")
    gone.organization.experiences.update(status="withdrawn")
    assert labels("secret") == []
    assert "ecret" not in client.get(ADDRESS, {"q": "secret"}).content.decode()


def test_no_more_than_ten_of_all_kinds():
    organization = make.organization("Goats united")
    for number in range(12):
        make.published(organization, title=f"Goats {number}")
        make.theme(f"goats-{number}")
        make.organization(f"Goats of {number}")
    kinds = [str(suggestion.kind) for suggestion in suggest("goats")]
    assert len(kinds) == MOST
    assert [kinds.count(kind) for kind in ("Theme", "Organization", "Experience")] == [3, 3, 4]


@pytest.mark.parametrize(
    "words",
    ["", "a", "%", "_", "'", "\\", "a & b:*", "(", "\x00\x00", "‮‮", "x" * 5000, "!!", "😀😀"],
)
def test_any_words_get_an_answer(client, words):
    make.published(title="Goats")
    page = client.get(ADDRESS, {"q": words})
    assert page.status_code == 200
    assert 'role="option"' not in page.content.decode()


def test_hostile_titles_stay_text(client):
    make.published(title='Goats <img src=x onerror="alert(1)">')
    text = client.get(ADDRESS, {"q": "goats"}).content.decode()
    assert "<img" not in text
    assert "&lt;img" in text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(rows, django_assert_num_queries):
    for number in range(rows):
        sheet = make.published(make.organization(f"Goats of {number}"), title=f"Goats {number}")
        translated(sheet, "es", f"Cabras {number}")
    with django_assert_num_queries(6):
        assert len(suggest("goats")) == 2 * rows
