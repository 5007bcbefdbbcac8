"""The desk by letter: once a day at most, and only when something has waited too long."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from community.models import Letter, Person
from exchanges.models import Exchange, Report
from experiences.models import Experience
from members.models import Organization
from portal.desk import reminding, waiting
from portal.desk.reminding import late_since
from portal.desk.waiting import everything
from tests import make
from tests.exchanges import stages

pytestmark = pytest.mark.django_db
WEDNESDAY = dt.datetime(2026, 11, 4, 15, tzinfo=dt.UTC)
LATER = WEDNESDAY + dt.timedelta(hours=1)


@pytest.fixture
def who(amina, boris, chloe):
    return stages.cast(amina, boris, chloe)


@pytest.fixture
def today(monkeypatch):
    """The clock of the portal stands where a test puts it."""

    def put(days: int) -> None:
        monkeypatch.setattr(timezone, "now", lambda: WEDNESDAY + dt.timedelta(days=days))

    put(0)
    return put


def letters() -> list[str]:
    return sorted(Letter.objects.filter(name="desk_waits").values_list("address", flat=True))


def wait(who, **fields) -> Exchange:
    """A request that Amina hands in at the moment."""
    exchange = stages.submitted(who, **fields)
    Exchange.objects.filter(pk=exchange.pk).update(status_since=timezone.now())
    return stages.fresh(exchange)


def remind() -> int:
    """What is written now bears the day of today; all letters arrive."""
    Letter.objects.update(sent_at=timezone.now())
    known = list(Letter.objects.values_list("pk", flat=True))
    written = sum(reminding.remind(officer) for officer in Person.objects.secretariat())
    Letter.objects.exclude(pk__in=known).update(written_at=timezone.now())
    return written


@pytest.mark.parametrize(("days", "written"), [(0, 0), (7, 0), (8, 1)])
def test_chloe_is_written_to_once_five_working_days_have_passed(days, written, who, today):
    wait(who)
    today(days)
    assert remind() == written
    assert letters() == [who.chloe.email] * written


def test_the_letter_tells_of_all_that_waits_the_oldest_first(who, today):
    wait(who, title="Asked first")
    make.organization("Applies", status="applied", status_since=LATER)
    today(8)
    wait(who, title="Asked last")
    remind()
    letter = Letter.objects.get(name="desk_waits")
    assert letter.subject == "3 things wait at the desk"
    order = [letter.body.index(one) for one in ("Asked first", "Applies", "Asked last")]
    assert order == sorted(order)
    assert "/admin/exchanges/exchange/" in letter.body


def test_she_hears_of_it_again_after_a_week_or_when_more_is_late(who, today):
    wait(who)
    for day, number in ((8, 1), (9, 1), (14, 1), (15, 2), (16, 2)):
        today(day)
        for _ in range(2):
            remind()
        assert len(letters()) == number, day
    wait(who)  # on the sixteenth day, a Friday: late on the Saturday after the next
    for day, number in ((22, 3), (23, 3), (24, 4), (25, 4)):
        today(day)
        remind()
        assert len(letters()) == number, day


def test_nothing_late_is_no_letter_and_what_is_decided_is_not_told(who, today):
    wait(who).open(by=who.chloe)
    today(30)
    assert remind() == 0
    assert letters() == []


def test_every_officer_gets_her_own_in_her_language(who, today):
    wait(who)
    spanish = make.person(is_staff=True, language="es")
    make.person(is_staff=True, is_active=False)
    today(8)
    assert remind() == 2
    bodies = {one.person_id: one.body for one in Letter.objects.filter(name="desk_waits")}
    assert "Intercambio por abrir" in bodies[spanish.pk]
    assert "Exchange to open" in bodies[who.chloe.pk]


def test_a_killed_round_asks_neither_twice_nor_never(who, today):
    wait(who)
    today(8)
    with transaction.atomic():
        remind()
        transaction.set_rollback(True)
    assert letters() == []
    for _ in range(2):
        remind()
    assert letters() == [who.chloe.email]


def test_late_is_counted_from_the_day_it_came_to_the_desk(who, today):
    """Of an exchange to complete: from the last report."""
    exchange = stages.reported(who)
    Exchange.objects.update(status_since=WEDNESDAY - dt.timedelta(days=60))
    Report.objects.update(written_at=WEDNESDAY)
    (waiting,) = everything()
    assert waiting.title == exchange.title
    assert late_since(waiting) == dt.date(2026, 11, 12)


def refused(days: int, address: str = "gone@example.org", **fields) -> Letter:
    at = timezone.now() - dt.timedelta(days=days)
    fields = {"written_at": at, "refused_at": at, **fields}
    return Letter.objects.create(name="x", address=address, language="en", subject="S", **fields)


def test_a_refused_letter_waits_for_a_month_or_until_a_later_one_arrives():
    refused(31)
    refused(29)
    refused(2, "full@example.org")
    assert [thing.who for thing in everything()] == ["gone@example.org", "full@example.org"]
    refused(1, "full@example.org", refused_at=None, sent_at=timezone.now())
    assert [thing.who for thing in everything()] == ["gone@example.org"]


def test_what_did_not_go_out_for_a_day_waits_however_long_it_takes():
    stuck = refused(100, refused_at=None)
    refused(0, refused_at=None)
    assert [thing.since for thing in everything()] == [stuck.written_at]


def test_of_too_many_the_oldest_wait(monkeypatch):
    monkeypatch.setattr(waiting, "MOST", 1)
    newer, older = (make.organization(name, status="applied") for name in ("A", "B"))
    make.sheet(newer, status="submitted", title="Newer")
    make.sheet(older, status="submitted", title="Older")
    Organization.objects.filter(pk=older.pk).update(status_since=LATER - dt.timedelta(days=900))
    Experience.objects.filter(title="Older").update(status_since=LATER - dt.timedelta(days=900))
    assert {thing.title for thing in everything()} == {"B", "Older"}
