"""Once a year: "is this still so?" A job asks, reminds three times, and never asks twice."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from community.clock import Round
from community.lifecycle import MoveRefused
from community.models import Event, Letter, Person
from members.models import Organization
from members.tasks import ask_whether_still
from tests import make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def confirmed(organization: Organization, days: int) -> Organization:
    """As its people confirmed it so many days ago."""
    then = timezone.now() - days * DAY
    Organization.objects.filter(pk=organization.pk).update(confirmed_at=then)
    organization.refresh_from_db()
    return organization


@pytest.fixture
def ministry(amina: Person) -> Organization:
    return confirmed(make.ministry_of(amina), 366)


def tick(days: float = 0) -> None:
    """The job, so many days from now."""
    with time_machine.travel(dt.datetime.now(dt.UTC) + days * DAY, tick=False):
        ask_whether_still(timestamp=0)


def letters() -> list[tuple[str, str]]:
    return list(Letter.objects.order_by("pk").values_list("name", "address"))


def link_in(letter: Letter) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/\S+)", letter.body)
    assert found
    return found[1]


# --- The job -------------------------------------------------------------------------------------


def test_the_focal_point_is_asked_after_a_year_and_once(ministry: Organization, amina: Person):
    make.member(ministry, "deputy")
    confirmed(make.organization(), 366)  # nobody is there to be asked
    fresh = make.organization()
    make.member(fresh, "focal_point")
    confirmed(fresh, 364)
    for _ in range(2):
        tick()
    assert letters() == [("still_you", amina.email)]


def test_three_reminders_follow_and_then_no_more(ministry: Organization, amina: Person):
    deputy = make.member(ministry, "deputy")
    for day in range(90):
        tick(day)
    names = [name for name, _address in letters()]
    assert names == ["still_you"] + ["still_you_reminder"] * 6
    days = [(one.written_at - timezone.now()).days + 1 for one in Letter.objects.order_by("pk")]
    assert days == [0, 15, 15, 30, 30, 45, 45]
    assert {address for _name, address in letters()[1:]} == {amina.email, deputy.email}
    ministry.refresh_from_db()
    assert ministry.confirmation_reminders == 3


def test_what_could_not_be_reminded_of_is_not_made_good_day_by_day(ministry: Organization):
    """Suspended for two months; or nobody led it, or the worker was away."""
    tick()
    Organization.objects.update(status="suspended")
    tick(70)
    Organization.objects.update(status="approved")
    days = []
    for day in range(71, 120):
        before = len(letters())
        tick(day)
        days += [day] * (len(letters()) - before)
    assert days == [71, 86, 101]


def test_run_twice_on_the_day_of_a_reminder_it_reminds_once(ministry: Organization):
    tick()
    for _ in range(3):
        tick(40)  # two are due, as the worker was away
    for day, number in ((41, 2), (54, 2), (55, 3)):
        tick(day)
        assert len(letters()) == number


def test_killed_half_way_it_goes_on_where_it_was(ministry: Organization):
    """The letter and the stamp are one: what was not stamped was not sent."""
    other = make.organization()
    make.member(other, "focal_point")
    confirmed(other, 400)
    asked: list[Organization] = []

    def killed(one: Organization) -> None:
        one.ask_whether_still()
        asked.append(one)
        if len(asked) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Round().each(Organization.objects.due_to_be_asked, killed)
    assert len(letters()) == 1
    tick()
    assert len(letters()) == 2


def test_nobody_is_asked_twice_a_day_not_for_two_organizations(
    ministry: Organization, amina: Person
):
    second = confirmed(make.organization(), 500)
    second.memberships.create(person=amina, role="focal_point", confirmed_at=timezone.now())
    tick()
    assert letters() == [("still_you", amina.email)]
    tick(1)
    assert letters() == [("still_you", amina.email)] * 2


def test_where_nobody_holds_the_office_a_deputy_is_asked(ministry: Organization, amina: Person):
    deputy = make.member(ministry, "deputy")
    ministry.focal_point.leave(by=amina, knowingly=True)
    Letter.objects.all().delete()
    tick()
    assert letters() == [("still_you", deputy.email)]


@pytest.mark.parametrize("status", ["applied", "question", "suspended", "refused", "retired"])
def test_only_approved_organizations_are_asked(ministry: Organization, status: str):
    Organization.objects.filter(pk=ministry.pk).update(status=status)
    tick()
    assert letters() == []


def test_a_closed_account_is_not_written_to(ministry: Organization, amina: Person):
    Person.objects.filter(pk=amina.pk).update(is_active=False)
    tick()
    assert letters() == []


# --- The answer ----------------------------------------------------------------------------------


def test_she_answers_by_the_link_without_signing_in(
    client: Client, ministry: Organization, amina: Person
):
    tick()
    path = link_in(Letter.objects.get())
    page = client.get(path)
    assert "Yes, all this is still so" in page.content.decode()
    assert f"/en/organizations/{ministry.slug}/hand-over/" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    ministry.refresh_from_db()
    assert ministry.confirmation_asked_at is not None  # looking confirms nothing
    answer = client.post(path, follow=True)
    assert "This is confirmed for another year." in answer.content.decode()
    ministry.refresh_from_db()
    assert (ministry.confirmation_asked_at, ministry.confirmation_reminders) == (None, 0)
    event = Event.objects.get(name="confirm")
    assert (event.by, event.organization_number) == (amina, ministry.number)
    assert client.post(path).status_code == 410
    assert Event.objects.filter(name="confirm").count() == 1
    tick(1)
    tick(200)
    assert len(letters()) == 1


def test_a_deputy_answers_signed_in(client: Client, ministry: Organization):
    deputy = make.member(ministry, "deputy")
    tick()
    client.force_login(deputy)
    people = client.get(f"/en/organizations/{ministry.slug}/people/").content.decode()
    assert f"/en/organizations/{ministry.slug}/still-you/" in people
    client.post(f"/en/organizations/{ministry.slug}/still-you/")
    assert Event.objects.get(name="confirm").by == deputy


def test_an_editor_does_not_answer_for_it(client: Client, ministry: Organization):
    editor = make.member(ministry, "editor")
    client.force_login(editor)
    assert client.get(f"/en/organizations/{ministry.slug}/still-you/").status_code == 404
    with pytest.raises(PermissionDenied):
        ministry.confirm(by=editor)


def test_who_is_no_longer_there_cannot_answer_by_an_old_link(
    client: Client, ministry: Organization, amina: Person, chloe: Person
):
    tick()
    path = link_in(Letter.objects.get())
    ministry.focal_point.leave(by=amina, knowingly=True)
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 410
    assert not Event.objects.filter(name="confirm").exists()


def test_the_link_of_last_year_is_not_good_this_year(client: Client, ministry: Organization):
    tick()
    path = link_in(Letter.objects.get())
    client.post(path)
    tick(370)
    assert Letter.objects.filter(name="still_you").count() == 2
    assert client.post(path).status_code == 410


@pytest.mark.parametrize("token", ["x", "WzEsMSwxXQ:1abcde:forged", "a:b", "%00", "x" * 3000])
def test_a_forged_link_opens_nothing(client: Client, ministry: Organization, token: str):
    tick()
    assert client.get(f"/en/confirmations/{token}/").status_code == 404
    assert client.post(f"/en/confirmations/{token}/").status_code == 404


def test_no_answer_is_taken_without_its_token(ministry: Organization):
    tick()
    client = Client(enforce_csrf_checks=True)
    assert client.post(link_in(Letter.objects.get())).status_code == 403


def test_a_second_click_says_thank_you_again(ministry: Organization, amina: Person):
    ministry.confirm(by=amina)
    with pytest.raises(MoveRefused):
        ministry.confirm(by=amina)
    assert Event.objects.filter(name="confirm").count() == 1


def test_suspended_meanwhile_it_cannot_be_confirmed(
    client: Client, ministry: Organization, chloe: Person
):
    tick()
    path = link_in(Letter.objects.get())
    Organization.objects.get(pk=ministry.pk).suspend(by=chloe, reason="Who are you?")
    assert "Only an approved organization" in client.get(path).content.decode()
    client.post(path)
    assert not Event.objects.filter(name="confirm").exists()
