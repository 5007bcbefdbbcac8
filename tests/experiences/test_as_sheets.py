"""A sheet loaded for its page, in one question: all of it as the database has it."""

import datetime as dt
from decimal import Decimal

import pytest

from experiences.models import Experience, Figure, Source, Verdict
from experiences.models.whole import beside
from tests import make
from tests.experiences.test_translations import translated

pytestmark = pytest.mark.django_db
RELATIONS = ("blocks", "lessons", "figures", "sources", "attachments")


def loaded(sheet: Experience) -> Experience:
    return Experience.objects.as_sheets().get(pk=sheet.pk)


@pytest.fixture
def whole(amina):
    sheet = make.published(make.ministry_of(amina), lessons=["One \"quoted\" \\ 'ñ'", "Two"])
    for position, value in ((1, Decimal("1234567890123456.78")), (0, Decimal("0.10"))):
        Figure.objects.create(experience=sheet, value=value, unit="families", position=position)
    Source.objects.create(experience=sheet, title="Report", url="https://example.org/r")
    make.block(sheet, form_key="8d9d7c9e-3f0e-4b0e-9b57-0a4a1f1c1f11")
    make.attachment(sheet)
    return sheet


@pytest.mark.parametrize("relation", RELATIONS)
def test_its_rows_are_what_the_database_has_in_their_order(whole, relation):
    found = list(getattr(loaded(whole), relation).all())
    there = list(getattr(whole, relation).all())
    assert there
    names = [field.attname for field in there[0]._meta.concrete_fields]
    for one, other in zip(found, there, strict=True):
        assert [getattr(one, n) for n in names] == [getattr(other, n) for n in names]
        assert [type(getattr(one, n)) for n in names] == [type(getattr(other, n)) for n in names]


def test_all_of_it_is_one_question_also_what_is_not_there(whole, django_assert_num_queries):
    for sheet in (whole, make.published()):
        with django_assert_num_queries(1):
            found = loaded(sheet)
            for relation in beside(Experience):
                rows = list(getattr(found, relation).all())
                assert all(row.experience is found for row in rows)
            told = found.public_translations, found.versions_told, found.own_facets
            assert [found.has_kin, found.is_exchanged, found.shown_keywords, told[0]] == [
                False, False, [], [],
            ]  # fmt: skip


def test_its_rows_can_be_asked_about_further(whole):
    found = loaded(whole)
    assert [one.value for one in found.figures.filter(value__lt=1)] == [Decimal("0.10")]
    assert found.sources.exists()
    assert not loaded(make.published()).sources.exists()
    found.sources.all().delete()
    assert not whole.sources.exists()


def test_verdicts_of_others_are_counted(whole, boris):
    lesson = whole.lessons.get(claim="Two")
    Verdict.give(
        lesson, "confirms", by=boris, organization=make.ministry_of(boris),
        country=make.country("BR"), note="So it is here.", language="en",
    )  # fmt: skip
    told = {
        one.claim: (one.confirmed_by, one.contradicted_by) for one in loaded(whole).lessons.all()
    }
    assert told == {lesson.claim: (1, 0), "One \"quoted\" \\ 'ñ'": (0, 0)}


def test_translations_that_are_public_are_told_with_who_made_them(whole):
    translated(whole, "pt", title="Visitas")
    translated(whole, "es", title="Visitas", publish=False)
    (told,) = loaded(whole).public_translations
    there = whole.translations.get(language="pt")
    assert told == ("pt", there.organization and there.organization.name, there.changed_at)
    assert told.made_by == there.made_by


def test_versions_are_counted_and_the_newest_is_dated(whole):
    whole.touch()
    told = loaded(whole).versions_told
    newest = whole.versions.latest("pgh_created_at")
    assert told == (whole.versions.count(), newest.pgh_created_at)
    assert isinstance(told.newest_at, dt.datetime)
    assert Experience.objects.get(pk=whole.pk).versions_told == told


def test_kin_and_exchanges_are_known_to_be_there(whole, boris):
    child = make.published(adapted_from=whole)
    assert (loaded(whole).has_kin, loaded(child).has_kin) == (True, True)
    Experience.objects.filter(pk=child.pk).update(status="archived")
    assert not loaded(whole).has_kin
    assert not loaded(whole).is_exchanged
    exchange = make.request(boris, experience=child)
    exchange.related_experiences.add(whole)
    assert loaded(whole).is_exchanged
    assert loaded(child).is_exchanged
