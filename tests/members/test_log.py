"""The log: who acted in the organization's name, seen by its people."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from community.models import Event, Person
from exchanges.models import Exchange
from experiences.models import Experience
from members.models import Membership, Organization
from members.people.log import DONE
from tests import make

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parent.parent.parent
LOG_QUERIES = 10


@pytest.fixture
def ministry(amina: Person) -> Organization:
    return make.ministry_of(amina)


def page(client: Client, ministry: Organization, **query: object) -> str:
    answer = client.get(f"/en/organizations/{ministry.slug}/log/", query)
    return answer.content.decode()


def rows(client: Client, ministry: Organization, **query: object) -> list[tuple[str, str, str]]:
    answer = client.get(f"/en/organizations/{ministry.slug}/log/", query)
    events = answer.context["events"]
    return [(one["who"], str(one["what"]), one["about"]) for one in events]


def test_every_act_has_its_words():
    named = set().union(*(model.MOVES for model in (Organization, Experience, Exchange)))
    for floor in ("community", "members", "experiences", "exchanges"):
        for path in (ROOT / floor).rglob("*.py"):
            recorded = r'\.(?:_?record|take_office)\(\s*(?:[\w.]+,\s*)?"(\w+)"'
            named |= set(re.findall(recorded, path.read_text()))
    assert {"submit", "hand_over", "take_office", "invite_person", "report"} <= named
    assert sorted(named - set(DONE)) == []


def test_what_somebody_did_and_the_day_it_was_done_are_said_apart():
    with translation.override("es"):
        assert str(DONE["submit"]) == "envió a la Secretaría"
        assert str(Exchange._meta.get_field("submitted_at").verbose_name) == "fecha de envío"


def test_it_tells_who_did_what(client: Client, ministry: Organization, amina: Person):
    make.sheet(ministry, title="Visits").submit(by=amina)
    make.request(amina, title="Learn").submit(by=amina)
    elena = make.member(ministry, "editor", name="Elena Soto")
    ministry.memberships.get(person=elena).change_role("deputy", by=amina)
    client.force_login(elena)
    assert rows(client, ministry) == [
        ("Amina Reyes", "changed a role", "Elena Soto"),
        ("Amina Reyes", "submitted", "Learn"),
        ("Amina Reyes", "submitted", "Visits"),
    ]
    assert "Editor → Deputy" in page(client, ministry)


def test_the_secretariat_is_named_as_such(
    client: Client, ministry: Organization, amina: Person, chloe: Person
):
    ministry.suspend(by=chloe, reason="Who are you?")
    client.force_login(amina)
    assert rows(client, ministry) == [("The secretariat", "suspended the organization", "")]
    assert "Chloe" not in page(client, ministry)


def test_who_deleted_her_account_is_a_former_colleague(
    client: Client, ministry: Organization, amina: Person
):
    elena = make.member(ministry, "deputy", name="Elena Soto")
    make.sheet(ministry, title="Visits").submit(by=elena)
    ministry.memberships.get(person=elena).change_role("editor", by=amina)
    client.force_login(amina)
    assert "Elena" in page(client, ministry)
    elena.delete()
    assert rows(client, ministry) == [
        ("Amina Reyes", "changed a role", "a former colleague"),
        ("a former colleague", "submitted", "Visits"),
    ]
    assert "Elena" not in page(client, ministry)


def test_names_stand_as_on_the_day(client: Client, ministry: Organization, amina: Person):
    sheet = make.sheet(ministry, title="Visits")
    sheet.submit(by=amina)
    Experience.objects.filter(pk=sheet.pk).update(title="Visits to every family")
    client.force_login(amina)
    assert rows(client, ministry)[0][2] == "Visits"


def test_it_is_filtered_by_person(client: Client, ministry: Organization, amina: Person):
    elena = make.member(ministry, "deputy", name="Elena Soto")
    make.sheet(ministry, title="Hers").submit(by=elena)
    make.sheet(ministry, title="Amina’s").submit(by=amina)
    client.force_login(amina)
    assert [about for _who, _what, about in rows(client, ministry, person=elena.pk)] == ["Hers"]
    for odd in ("x", "\x00", "99999999999999999999", "-1"):
        assert len(rows(client, ministry, person=odd)) == 2


def test_other_organizations_acts_are_not_in_it(
    client: Client, ministry: Organization, amina: Person, boris: Person
):
    """Also of a person of both: each log holds what was done in its name."""
    other = make.ministry_of(boris)
    other.memberships.create(person=amina, role="deputy", confirmed_at=other.created_at)
    make.sheet(other, title="Of the other").submit(by=amina)
    make.sheet(ministry, title="Of hers").submit(by=amina)
    client.force_login(amina)
    assert [about for _who, _what, about in rows(client, ministry)] == ["Of hers"]


def test_why_somebody_was_removed_is_for_those_who_lead(
    client: Client, ministry: Organization, amina: Person
):
    elena, viewer = make.member(ministry, "editor"), make.member(ministry, "viewer")
    ministry.memberships.get(person=elena).remove(by=amina, reason="A private matter.")
    client.force_login(viewer)
    assert "A private matter." not in page(client, ministry)
    client.force_login(amina)
    assert "A private matter." in page(client, ministry)


def test_strangers_do_not_see_it(client: Client, ministry: Organization, boris: Person):
    address = f"/en/organizations/{ministry.slug}/log/"
    assert client.get(address).status_code == 302
    client.force_login(boris)
    assert client.get(address).status_code == 404


def test_it_comes_in_pages_of_twenty(client: Client, ministry: Organization, amina: Person):
    for number in range(21):
        Event.record(ministry, "revise", ministry.act(amina), label=str(number))
    client.force_login(amina)
    assert len(rows(client, ministry)) == 20
    assert len(rows(client, ministry, page=2)) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_it_asks_the_same_few_questions(
    client: Client, ministry: Organization, amina: Person, number: int, django_assert_num_queries
):
    for _ in range(number):
        make.sheet(ministry).submit(by=amina)
        member = make.member(ministry, "editor")
        ministry.memberships.get(person=member).change_role("viewer", by=amina)
        wish = Membership(person=make.person(), organization=ministry, message="I work here.")
        wish.ask().decline(by=amina)
    client.force_login(amina)
    client.get("/en/")
    with django_assert_num_queries(LOG_QUERIES):
        page(client, ministry)
