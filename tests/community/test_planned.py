"""Questions whose plan PostgreSQL keeps on the connection."""

import pytest
from django.db import connection, models

from community.planned import planned_cursor
from community.prepared import Given, Prepared, given_keys
from experiences.models import Experience
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_plans():
    with connection.cursor() as cursor:
        connection.connection._prepared.clear()
        cursor.execute("SELECT 1")


def plans() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements ORDER BY prepare_time")
        return [statement for (statement,) in cursor.fetchall()]


def test_a_kept_question_is_planned_once_for_all_values():
    asked = Prepared(Experience.objects.published().as_cards().filter(slug=Given("slug")))
    sheets = [make.published(title=f"Sheet {n}") for n in range(8)]
    for sheet in sheets:
        assert asked.row(slug=sheet.slug).title == sheet.title
    (plan,) = plans()
    assert "experiences_experience" in plan
    with connection.cursor() as cursor:
        cursor.execute("SELECT generic_plans, custom_plans FROM pg_prepared_statements")
        assert cursor.fetchone() == (3, 5)  # PostgreSQL tries five with their values first


def test_keys_share_one_plan_however_many_they_are():
    asked = Prepared(Experience.objects.published().as_cards().filter(pk__in=given_keys("keys")))
    sheets = [make.published(title=f"Sheet {n}") for n in range(3)]
    for number in (1, 2, 3, 1, 2, 3, 1, 2):
        keys = [sheet.pk for sheet in sheets[:number]]
        assert {sheet.pk for sheet in asked.rows(keys=keys)} == set(keys)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(generic_plans) FROM pg_prepared_statements")
        assert cursor.fetchone()[0] >= 2


def test_what_is_always_the_same_is_written_into_the_question():
    """Percent signs, quotes and backslashes among it."""
    odd = "100 % of 'them' \\ %s %% \"all\""
    told = models.Value(odd, output_field=models.TextField())
    asked = Prepared(Experience.objects.annotate(told=told).filter(slug=Given("slug")))
    assert asked.row(slug=make.published().slug).told == odd


def test_other_questions_leave_no_plans():
    for _time in range(8):
        list(Experience.objects.filter(slug="nowhere"))
    assert plans() == []


def test_none_are_kept_where_a_pooler_lends_connections_for_a_transaction(settings):
    settings.DATABASE_PLANS_KEPT = 0
    asked = Prepared(Experience.objects.filter(slug=Given("slug")))
    sheet = make.published()
    assert asked.row(slug=sheet.slug) == sheet
    assert plans() == []


def test_no_more_are_kept_than_the_setting_says(settings):
    settings.DATABASE_PLANS_KEPT = 3
    for number in range(6):
        with planned_cursor() as cursor:
            cursor.execute(f"SELECT {number} + %s", [1])
            assert cursor.fetchone() == (number + 1,)
    assert len(plans()) == 3


@pytest.mark.django_db(transaction=True)
def test_a_migration_of_the_live_site_changes_the_type_of_a_column():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE tried (told varchar(10))")
        cursor.execute("INSERT INTO tried VALUES ('before')")
    try:
        for told in ("varchar(20)", "text"):
            with planned_cursor() as cursor:
                cursor.execute("SELECT told FROM tried WHERE told <> %s", ["other"])
                assert cursor.fetchall() == [("before",)]
            elsewhere = connection.copy()
            with elsewhere.cursor() as cursor:
                cursor.execute(f"ALTER TABLE tried ALTER told TYPE {told}")
            elsewhere.close()
        for _time in range(2):
            with planned_cursor() as cursor:
                cursor.execute("SELECT told FROM tried WHERE told <> %s", ["other"])
                assert cursor.fetchall() == [("before",)]
        assert len(plans()) == 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE tried")


@pytest.mark.django_db(transaction=True)
def test_a_pooler_that_lends_another_connection_costs_time_and_nothing_else():
    asked = Prepared(Experience.objects.filter(slug=Given("slug")))
    sheet = make.published()
    for _time in range(2):
        assert asked.row(slug=sheet.slug) == sheet
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")  # as where this client never was


def test_no_other_connection_has_a_plan_of_this_name():
    Prepared(Experience.objects.filter(slug=Given("slug"))).row(slug="nowhere")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements")
        ((name,),) = cursor.fetchall()
    assert int(name.removeprefix("_pg3_")) > 2**32
