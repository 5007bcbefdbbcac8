"""Months inside a date, and their first day."""

import datetime as dt

from django.contrib.admin.utils import display_for_value
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format

from community.desk_lists import short_day


def test_a_month_is_written_small_where_the_language_does_so():
    day, expected = dt.date(2026, 11, 25), {
        "en": "Nov. 25, 2026", "es": "25 de noviembre de 2026",
        "pt-br": "25 de novembro de 2026", "fr": "25 novembre 2026",
    }  # fmt: skip
    for language, words in expected.items():
        with translation.override(language):
            assert date_format(day) == words


def test_the_first_of_a_month_is_an_ordinal_where_the_language_has_one():
    """In dates long and short, and in those that Django writes at the desk."""
    at = dt.datetime(2026, 12, 1, 14, 30, tzinfo=dt.UTC)
    expected = {
        "en": ("Dec. 1, 2026", "1 Dec 2026", "Dec. 1, 2026, 2:30 p.m."),
        "es": ("1 de diciembre de 2026", "1 dic 2026", "1 de diciembre de 2026 a las 14:30"),
        "pt-br": ("1º de dezembro de 2026", "1º dez 2026", "1º de dezembro de 2026 às 14:30"),
        "fr": ("1er décembre 2026", "1er déc 2026", "1er décembre 2026 à 14:30"),
    }
    for language, (day, short, moment) in expected.items():
        with translation.override(language):
            assert date_format(at.date()) == day
            assert short_day(at) == short
            assert display_for_value(at, "–") == moment
            assert Template("{{ at|date }}").render(Context({"at": at})) == day


def test_other_days_have_no_sign_behind_them():
    for number in (2, 11, 21, 31):
        for language in ("en", "es", "pt-br", "fr"):
            with translation.override(language):
                words = date_format(dt.date(2026, 12, number), "MONTH_DAY_FORMAT")
                assert str(number) in words.split(), words


def test_the_sign_of_the_english_stays_where_a_format_asks_for_it():
    assert date_format(dt.date(2026, 12, 22), "jS") == "22nd"
