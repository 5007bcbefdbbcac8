"""What a field of choices is called, without translating the others."""

import pytest
from django.utils import translation

from exchanges.models import Exchange
from exchanges.vocabulary import Status
from experiences.models import Experience
from tests import make


def test_a_choice_is_called_in_the_language_of_the_reader():
    exchange = Exchange(status=Status.OPEN)
    for code in ("en", "es", "fr"):
        with translation.override(code):
            assert exchange.get_status_display() == str(Status.OPEN.label)
    assert len({_shown(exchange, code) for code in ("en", "es", "fr")}) == 3


def _shown(exchange: Exchange, code: str) -> str:
    with translation.override(code):
        return str(exchange.get_status_display())


def test_a_value_that_is_no_choice_is_shown_as_it_is():
    assert Exchange(status="forgotten").get_status_display() == "forgotten"


@pytest.mark.django_db
def test_themes_are_the_same_prefetched_or_not(django_assert_num_queries):
    food, work = make.theme("food"), make.theme("work")
    sheets = [make.published(title=f"Sheet {number}") for number in range(2)]
    for sheet, themes in zip(sheets, ([food], [work, food]), strict=True):
        sheet.themes.set(themes)
    with django_assert_num_queries(2):
        loaded = list(Experience.objects.order_by("pk").prefetch_related("themes"))
        found = [{theme.slug for theme in sheet.themes.all()} for sheet in loaded]
    assert found == [{theme.slug for theme in sheet.themes.all()} for sheet in sheets]
    assert found == [{"food"}, {"work", "food"}]
