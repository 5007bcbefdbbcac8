"""Months inside a date."""

import datetime as dt

from django.utils import translation
from django.utils.formats import date_format


def test_a_month_is_written_small_where_the_language_does_so():
    day, expected = dt.date(2026, 11, 25), {
        "en": "Nov. 25, 2026", "es": "25 de noviembre de 2026",
        "pt-br": "25 de novembro de 2026", "fr": "25 novembre 2026",
    }  # fmt: skip
    for language, words in expected.items():
        with translation.override(language):
            assert date_format(day) == words
