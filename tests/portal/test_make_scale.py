"""Content made to measure with: indexed as if it had been written by hand, and never among real."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from experiences.models import Block, Experience, IndexEntry, Lesson, Translation
from portal.scale import filling, indexes, sheets
from tests import make
from tests.experiences.test_search_index import assert_index_is_true

pytestmark = pytest.mark.django_db(transaction=True)


def made(number: int) -> None:
    call_command("make_scale", organizations=3, experiences=number, verbosity=0)


def test_made_sheets_are_found_counted_and_the_same_each_time(monkeypatch):
    make.country("CL")
    make.country("JM")
    monkeypatch.setattr(filling, "AT_ONCE", 5)  # two processes write four pieces
    number_from_one("experiences_experience")  # the number of a sheet decides what it has
    made(18)
    assert IndexEntry.objects.count() == Experience.objects.published().count() == 18
    assert Lesson.objects.published().exists()
    assert Block.objects.published().exists()
    assert Translation.objects.published().exists()
    assert {"es", "en"} <= set(Experience.objects.values_list("language", flat=True))
    assert_index_is_true()
    stock = sheets.Stock.taken()
    assert sheets.sheets(stock, 1, 3) == sheets.sheets(stock, 1, 3)


def test_a_run_that_was_killed_is_mended_by_the_next_one():
    make.country("CL")
    before = indexes_of_entries()
    with connection.cursor() as cursor:  # what a killed run leaves behind
        cursor.execute(indexes.TAKE_AWAY, {"tables": filling.TABLES})
        cursor.execute("DROP INDEX best_entries")
    made(1)
    assert indexes_of_entries() == before
    with connection.cursor() as cursor:
        assert "portal_taken_away" not in connection.introspection.table_names(cursor)


def number_from_one(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), 1, false)", [table])


def indexes_of_entries() -> set[str]:
    with connection.cursor() as cursor:
        table = IndexEntry._meta.db_table
        return set(connection.introspection.get_constraints(cursor, table))


def test_it_is_refused_in_production_and_among_real_content(settings):
    make.published(title="By a ministry")
    with pytest.raises(CommandError, match="Real content"):
        made(1)
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        made(1)
    assert Experience.objects.count() == 1
