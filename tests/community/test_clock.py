"""Rounds that the clock begins: what fails holds up nothing else, and is not passed over."""

import datetime as dt

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from community.clock import a_round
from community.models import Person
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[Person]:
    return [make.person(name=name) for name in ("First", "Broken", "Last")]


def due():
    return Person.objects.order_by("pk")


def rename(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(name="Done")
    if person.name == "Broken":
        raise ValueError(person.name)


def test_what_cannot_be_done_leaves_no_trace_and_holds_up_nothing_else(people, caplog):
    greeted = []

    def all_of_it() -> None:
        with a_round() as now:
            now.each(due, rename)
            now.attempt(greeted.append, "who comes after")

    with pytest.raises(ExceptionGroup) as told:
        all_of_it()
    assert [str(failure) for failure in told.value.exceptions] == ["Broken"]
    assert [person.name for person in due()] == ["Done", "Broken", "Done"]
    assert greeted == ["who comes after"]
    assert "ValueError: Broken" in caplog.text


def test_a_round_of_which_all_was_done_ends_quietly(people):
    Person.objects.filter(name="Broken").delete()
    with a_round() as now:
        now.each(due, rename)
    assert {person.name for person in due()} == {"Done"}


def test_nothing_more_is_tried_while_the_database_is_away(people, monkeypatch):
    tried = []

    def away(person: Person) -> None:
        tried.append(person.name)
        monkeypatch.setattr(connection, "is_usable", lambda: False)
        raise OperationalError

    with pytest.raises(OperationalError), a_round() as now:
        now.each(due, away)
    assert tried == ["First"]


def test_one_question_that_takes_too_long_or_is_wrong_ends_no_round(people):
    done = []

    def too_long(person: Person) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 10")
            cursor.execute("SELECT pg_sleep(1)")

    def wrong():
        raise LookupError

    def all_of_it() -> None:
        with a_round() as now:
            now.each(due, too_long)
            now.each(wrong, done.append)
            now.of_all(wrong, done.append)
            now.of_all(due, lambda person: done.append(person.name))

    with pytest.raises(ExceptionGroup) as told:
        all_of_it()
    assert [type(one) for one in told.value.exceptions] == [OperationalError] * 3 + [
        LookupError
    ] * 2
    assert done == ["First", "Broken", "Last"]


def test_what_is_no_longer_due_when_its_turn_comes_is_left_alone(people):
    """The second one ends it for the third."""

    def still_due():
        return due().exclude(name="Ended")

    def end_the_others(person: Person) -> None:
        Person.objects.exclude(pk=person.pk).update(name="Ended")

    with a_round() as now:
        now.each(still_due, end_the_others)
    assert list(due().values_list("name", flat=True)) == ["First", "Ended", "Ended"]


def test_what_failed_is_tried_again_within_the_hour_and_not_on_the_next_day():
    """Every job of the clock that comes once a day or less often."""
    rounds = [
        one.task
        for one in app.periodic_registry.periodic_tasks.values()
        if one.cron.split()[1] != "*"
    ]
    assert len(rounds) > 7
    for task in rounds:
        job = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name=task.name)
        again = task.get_retry_exception(ExceptionGroup("", [ValueError()]), job)
        assert again, task.name
        last = Job(
            id=1, queue="default", lock=None, queueing_lock=None, task_name=task.name, attempts=3
        )
        assert task.get_retry_exception(ValueError(), last) is None  # until the next day
        wait = again.retry_decision.retry_at - timezone.now()
        assert dt.timedelta(minutes=15) < wait < dt.timedelta(hours=1), task.name
