"""First steps: the list knows what is done, and ends by itself."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from community.models import Follow, Person
from exchanges.models import Offer
from members.models import Invitation, Membership, Organization
from tests import make

pytestmark = pytest.mark.django_db
THEMES = "Follow two themes"
READ, FIND = "Read an experience and follow it", "Find your organization, or register it"
PAGE, INVITE = "Complete the page of your organization", "Invite a colleague"
SHEET, OFFER = "Publish a short sheet (fifteen minutes)", "Add one offer"


def steps(client: Client, person: Person) -> dict[str, bool]:
    client.force_login(person)
    page = client.get("/en/my/")
    for step in page.context["steps"]:
        assert f'href="{step.url}"' in page.text
        assert client.get(step.url).status_code == 200, step.url
    return {step.what: step.is_done for step in page.context["steps"]}


@pytest.mark.parametrize(
    ("role", "wanted"),
    [
        ("focal_point", [THEMES, PAGE, INVITE, SHEET, OFFER]),
        ("deputy", [THEMES, PAGE, INVITE, SHEET, OFFER]),
        ("editor", [THEMES, SHEET, OFFER]),
        ("viewer", [THEMES, READ, FIND]),
    ],
)
def test_each_begins_with_what_her_role_can_do(client: Client, role: str, wanted: list[str]):
    assert list(steps(client, make.member(make.organization(), role))) == wanted


def test_a_person_alone_has_steps_of_her_own(client: Client):
    nora = make.person()
    assert steps(client, nora) == {THEMES: False, READ: False, FIND: False}
    Membership(person=nora, organization=make.organization(), message="I work here.").ask()
    Follow.begin(make.theme("a"), by=nora)
    Follow.begin(make.published(), by=nora)
    assert steps(client, nora) == {THEMES: False, READ: True, FIND: True}
    Follow.begin(make.theme("b"), by=nora)
    assert steps(client, nora) == {}


def test_what_is_done_is_said_in_words_and_the_list_ends_by_itself(client: Client, amina: Person):
    ministry = make.ministry_of(amina)
    assert set(steps(client, amina).values()) == {False}
    make.published(ministry)
    assert [what for what, is_done in steps(client, amina).items() if is_done] == [SHEET]
    assert "Done" in client.get("/en/my/").text
    Offer.objects.create(organization=ministry, title="Ours", valid_until=dt.date(2000, 1, 1))
    Invitation.objects.create(
        organization=ministry, email="nora@example.org", expires_at=timezone.now()
    )
    ministry.knows.set([make.theme("a")])
    Organization.objects.filter(pk=ministry.pk).update(
        description="Visits families.", website="https://example.org"
    )
    assert [what for what, is_done in steps(client, amina).items() if not is_done] == [THEMES]
    for slug in ("b", "c"):
        Follow.begin(make.theme(slug), by=amina)
    assert steps(client, amina) == {}
    assert "First steps" not in client.get("/en/my/").text


def test_a_sheet_or_a_colleague_of_another_organization_does_not_count(
    client: Client, amina: Person, boris: Person
):
    make.published(make.ministry_of(boris))
    make.member(make.ministry_of(boris), "editor")
    assert set(steps(client, amina).values()) == {False}


def test_an_applicant_prepares_and_publishes_later(client: Client):
    applied = make.organization(status="applied")
    assert list(steps(client, make.member(applied, "focal_point"))) == [THEMES, PAGE, INVITE]


def test_dismissed_it_stays_away_and_no_cookie_remembers_it(client: Client, amina: Person):
    client.force_login(amina)
    assert "First steps" in client.get("/en/my/").text
    for _press in range(2):
        answer = client.post("/en/my/first-steps/dismiss/")
        assert answer.url == "/en/my/"
    assert set(client.cookies) <= {"sessionid", "csrftoken"}
    again = Client()
    assert steps(again, amina) == {}
    assert client.get("/en/my/first-steps/dismiss/").status_code == 405


def test_the_list_costs_one_question_and_none_once_dismissed(
    client: Client, amina: Person, django_assert_num_queries
):
    client.force_login(amina)
    client.get("/en/my/")
    with django_assert_num_queries(29):
        client.get("/en/my/")
    amina.dismiss_first_steps()
    with django_assert_num_queries(28):
        client.get("/en/my/")
