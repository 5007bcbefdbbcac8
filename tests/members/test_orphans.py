"""The secretariat's list of organizations that nobody can be reached for: each reason, its age."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from community.models import Letter, Person
from members.models import Organization
from members.models.orphans import alarms_of
from tests import make
from tests.browser.conftest import give_second_factor

pytestmark = pytest.mark.django_db
LIST = "/admin/members/organization/orphans/"
LIST_QUERIES = 5
DAY = dt.timedelta(days=1)


def alarms() -> dict[str, list[str]]:
    found = Organization.objects.orphans().oldest_alarm_first()
    return {one.name: [alarm.value for alarm, _since in alarms_of(one)] for one in found}


def letter_to(person: Person, days_ago: int, **fields: object) -> Letter:
    then = timezone.now() - days_ago * DAY
    return Letter.objects.create(
        name="join_requested", person=person, address=person.email, language="en",
        subject="S", body="B", written_at=then, **fields,
    )  # fmt: skip


def headed(name: str, **person: object) -> Organization:
    made = make.organization(name)
    focal = make.member(made, "focal_point", name=f"Head of {name}")
    Person.objects.filter(pk=focal.pk).update(last_login=timezone.now(), **person)
    return made


def asked(organization: Organization, days_ago: int, reminders: int) -> None:
    Organization.objects.filter(pk=organization.pk).update(
        confirmation_asked_at=timezone.now() - days_ago * DAY, confirmation_reminders=reminders
    )


def test_who_has_a_focal_point_who_answers_is_not_on_it():
    headed("Fine")
    asked(headed("Asked last week"), 7, 0)
    assert alarms() == {}


def test_who_lost_the_focal_point_is():
    lost = headed("Lost")
    make.member(lost, "deputy")
    focal = lost.focal_point
    focal.leave(by=focal.person, knowingly=True)
    make.organization("Never had one")
    assert alarms() == {"Lost": ["nobody"], "Never had one": ["nobody"]}


def test_a_sample_that_nobody_ever_took_up_has_lost_nobody():
    make.organization("From public sources", is_sample=True)
    taken_up = make.organization("Taken up", is_sample=True)
    focal = make.member(taken_up, "focal_point")
    taken_up.focal_point.leave(by=focal, knowingly=True)
    assert alarms() == {"Taken up": ["nobody"]}


@pytest.mark.parametrize("status", ["applied", "suspended", "refused", "retired"])
def test_only_approved_ones_are_on_it(status: str):
    make.organization(status=status)
    assert alarms() == {}


def test_letters_that_come_back_put_it_there_until_one_arrives():
    ministry = headed("Bounces")
    focal = ministry.focal_point.person
    letter_to(focal, 9, sent_at=timezone.now())
    letter_to(focal, 8, refused_at=timezone.now() - 8 * DAY)
    letter_to(focal, 1)  # still on its way: it says nothing
    assert alarms() == {"Bounces": ["bounces"]}
    letter_to(focal, 0, sent_at=timezone.now())
    assert alarms() == {}


def test_a_new_address_ends_the_alarm():
    ministry = headed("Bounces")
    focal = ministry.focal_point.person
    letter_to(focal, 8, refused_at=timezone.now() - 8 * DAY)
    Person.objects.filter(pk=focal.pk).update(email="new@example.org")
    assert alarms() == {}


def test_letters_to_an_editor_that_come_back_do_not_matter():
    ministry = headed("Fine")
    letter_to(make.member(ministry, "editor"), 1, refused_at=timezone.now())
    assert alarms() == {}


def test_a_closed_account_and_a_long_absence_put_it_there():
    headed("Closed", is_active=False)
    gone = headed("Absent").focal_point.person
    Person.objects.filter(pk=gone.pk).update(last_login=timezone.now() - 366 * DAY)
    never = headed("Never came").focal_point.person
    Person.objects.filter(pk=never.pk).update(
        last_login=None, date_joined=timezone.now() - 366 * DAY
    )
    seen = headed("Seen").focal_point.person
    Person.objects.filter(pk=seen.pk).update(last_login=timezone.now() - 364 * DAY)
    assert alarms() == {"Absent": ["absent"], "Never came": ["absent"], "Closed": ["closed"]}


def test_silence_after_three_reminders_and_a_late_answer_put_it_there():
    asked(headed("Late"), 16, 1)
    asked(headed("Third reminder is out"), 50, 3)
    asked(headed("Silent"), 61, 3)
    assert alarms() == {
        "Silent": ["silent"],
        "Third reminder is out": ["overdue"],
        "Late": ["overdue"],
    }


def test_the_list_says_why_and_since_when_and_what_to_do(client: Client, chloe: Person):
    give_second_factor(chloe)
    client.force_login(chloe)
    assert "Every organization has somebody" in client.get(LIST).content.decode()
    silent = headed("Ministry of Silence")
    asked(silent, 61, 3)
    page = client.get(LIST).content.decode()
    assert "Ministry of Silence" in page
    assert "No answer to three reminders" in page
    assert "61 days" in page
    for act in ("replace", "write"):
        assert f"/admin/members/organization/{silent.pk}/{act}/" in page
    assert "/orphans/" in client.get("/admin/members/organization/").content.decode()


def test_the_desk_counts_them(client: Client, chloe: Person):
    give_second_factor(chloe)
    client.force_login(chloe)
    headed("Fine")
    assert client.get("/admin/").context["waiting"] == []
    asked(headed("Silent"), 61, 3)
    make.organization("Alone")
    (line,) = client.get("/admin/").context["waiting"]
    assert (str(line.what), line.title, line.url) == (
        "Nobody can be reached", "2 organizations", LIST,
    )  # fmt: skip
    assert line.days == 61


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_few_questions(
    client: Client, chloe: Person, number: int, django_assert_num_queries
):
    give_second_factor(chloe)
    client.force_login(chloe)
    for place in range(number):
        make.organization(f"Alone {place}")
    client.get("/admin/")
    with django_assert_num_queries(LIST_QUERIES):
        client.get(LIST)


def test_it_is_closed_to_others(client: Client, amina: Person):
    make.organization("Alone")
    assert client.get(LIST).status_code == 302
    client.force_login(amina)
    assert client.get(LIST, follow=True).status_code == 403
