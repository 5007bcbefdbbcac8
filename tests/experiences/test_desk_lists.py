"""How an officer finds sheets, lessons and translations at the desk."""

import pytest
from django.utils import timezone

from experiences.models import Experience, Verdict
from experiences.vocabulary import Stance
from tests import make
from tests.experiences.test_translations import translated

pytestmark = pytest.mark.django_db
DESK = "/admin/experiences/"


@pytest.fixture
def found(client, chloe):
    """What the list of a kind shows for some words: ``found("lesson", q="goats")``."""
    client.force_login(chloe)

    def get(kind: str, **query: str) -> list[str]:
        page = client.get(f"{DESK}{kind}/", query)
        assert page.status_code == 200
        return [str(thing) for thing in page.context["cl"].result_list]

    return get


def test_she_finds_what_is_public_as_visitors_do_and_the_rest_by_parts_of_its_title(found):
    theme = make.theme("pensions", en="Pensions", es="Pensiones")
    make.published(title="Money for the old", themes=[theme], problem="Beside the river.")
    make.published(title="Goats for all", problem="Hunger in the valley.")
    make.sheet(make.organization(), title="Goats and gardens", programme="Verde")
    for words, titles in {
        "pensiones": ["Money for the old"],
        "valley": ["Goats for all"],
        "goats": ["Goats and gardens", "Goats for all"],
        "oats gard": ["Goats and gardens"],
        "verd": ["Goats and gardens"],
        "river valley": [],
        "…": [],
    }.items():
        assert sorted(found("experience", q=words)) == titles, words
    assert found("experience", q="goats", status__exact="draft") == ["Goats and gardens"]
    assert len(found("experience")) == len(found("experience", q=" ")) == 3


def test_she_finds_by_the_organization_and_by_the_number(found, amina):
    sheet = make.published(make.organization(name="Ministerio del Mar"), title="Nets")
    draft = make.sheet(sheet.organization, title="Boats", lessons=["Ask the fishermen."])
    other = make.published(title="Goats", lessons=["Ask the farmers."])
    assert sorted(found("experience", q="ministerio mar")) == ["Boats", "Nets"]
    assert found("experience", q=draft.number) == ["Boats"]
    assert found("experience", q=f"exp-{other.pk}") == ["Goats"]
    assert found("experience", q="LES-0001") == []
    (told,) = draft.lessons.all()
    assert found("lesson", q=f"LES-{told.pk:04d}") == ["Ask the fishermen."]
    assert found("lesson", q="fisher") == ["Ask the fishermen."]
    assert found("lesson", q="farmer") == ["Ask the farmers."]
    assert found("lesson", q="ask") == [
        "Ask the farmers.",
        "Ask the fishermen.",
    ]  # the newest first


def test_she_finds_translations_by_their_sheets_and_who_made_them(found):
    sheet = make.published(make.organization(name="Ministerio del Mar"), title="Nets")
    translated(sheet, title="Redes", summary="Qué se hizo")
    translated(make.sheet(make.organization(), title="Boats"), publish=False, title="Barcos")
    assert found("translation", q="mar") == [f"{sheet} (Spanish)"]
    assert found("translation", q="boa") == ["Boats (Spanish)"]
    assert len(found("translation")) == 2
    assert found("translation", public="yes") == [f"{sheet} (Spanish)"]
    assert found("translation", public="no") == ["Boats (Spanish)"]
    assert len(found("translation", public="perhaps")) == 2


def test_a_translation_says_how_many_of_its_parts_are_written(client, chloe):
    made = translated(make.published(title="Nets"), title="Redes", summary="Qué se hizo")
    translated(make.published(title="Boats"), publish=False)
    client.force_login(chloe)
    rows = client.get(f"{DESK}translation/").context["cl"].result_list
    assert {row.pk: row.number for row in rows} == {made.pk: 2, rows[0].pk: 0}


def test_what_waits_longest_stands_first(found):
    for title in ("First", "Second"):
        make.published(title=title)
    Experience.objects.filter(title="Second").update(status_since="2020-01-01T00:00Z")
    assert found("experience") == ["Second", "First"]


def test_she_finds_verdicts_that_stand_and_those_taken_back(found, amina, boris):
    (lesson,) = make.published(make.ministry_of(amina), lessons=["Ask."]).lessons.all()
    body = make.ministry_of(boris)
    Verdict.give(lesson, Stance.CONFIRMS, by=boris, organization=body, country=body.country)
    assert (len(found("verdict", stands="yes")), found("verdict", stands="no")) == (1, [])
    Verdict.objects.update(taken_back_at=timezone.now())
    assert (found("verdict", stands="yes"), len(found("verdict", stands="no"))) == ([], 1)
