"""Two at the same moment, on two real connections: one move, one event, one set of letters."""

from collections.abc import Callable

import pytest

from community.lifecycle import MoveRefused
from community.models import Event, Letter, Person
from members.models import Membership, Merger, Organization
from tests import make
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def refusals(outcomes: list[object]) -> int:
    assert all(outcome is None or isinstance(outcome, MoveRefused) for outcome in outcomes)
    return sum(isinstance(outcome, MoveRefused) for outcome in outcomes)


@pytest.mark.parametrize("_round", range(3))
def test_two_officers_approve_at_the_same_moment(_round: int):
    organization = make.organization(status="applied")
    make.member(organization, "focal_point")
    officers = [make.chloe(), make.person("dan@example.org", is_staff=True, is_superuser=True)]

    def approve(officer: Person) -> Callable[[], object]:
        mine = Organization.objects.get(pk=organization.pk)
        return lambda: mine.approve(by=officer, because="known")

    assert refusals(at_once(*map(approve, officers))) == 1
    assert Event.objects.of(organization).count() == 1
    assert Letter.objects.filter(name="organization_approved").count() == 1


def test_one_approves_while_the_other_refuses():
    organization = make.organization(status="applied")
    make.member(organization, "focal_point")
    chloe = make.chloe()
    one, two = (Organization.objects.get(pk=organization.pk) for _ in range(2))
    outcomes = at_once(
        lambda: one.approve(by=chloe, because="known"),
        lambda: two.refuse(by=chloe, reason="Not a public body."),
    )
    assert refusals(outcomes) == 1
    event = Event.objects.of(organization).get()
    organization.refresh_from_db()
    assert organization.status == event.target
    assert Letter.objects.count() == 1


def test_amina_sends_her_application_twice_at_the_same_moment():
    amina, chile = make.person("amina@example.org"), make.country("CL")
    make.chloe()

    def applying() -> Callable[[], object]:
        one = Organization(name="Ministerio", kind="ministry", country=chile, languages=["es"])
        return lambda: one.apply(by=amina).pk

    outcomes = at_once(applying(), applying())
    assert len(set(outcomes)) == 1
    assert Organization.objects.get().pk == outcomes[0]
    assert sorted(Letter.objects.values_list("name", flat=True)) == [
        "application_received",
        "application_to_check",
    ]


def test_two_ministries_of_one_acronym_apply_at_the_same_moment():
    chile, jamaica = make.country("CL"), make.country("JM")

    def applying(country: object) -> Callable[[], object]:
        one = Organization(
            name="M", acronym="MIDES", kind="ministry", country=country, languages=["es"]
        )
        person = make.person()
        return lambda: one.apply(by=person).slug

    outcomes = at_once(applying(chile), applying(jamaica))
    assert sorted(map(str, outcomes)) == ["mides", "mides-2"]


def test_two_deputies_decide_a_request_at_the_same_moment():
    organization = make.organization()
    leaders = [make.member(organization, "focal_point"), make.member(organization, "deputy")]
    wish = Membership(person=make.person(), organization=organization, message="I work here.")
    wish.ask()
    one, two = (Membership.objects.get(pk=wish.pk) for _ in range(2))
    outcomes = at_once(lambda: one.accept(by=leaders[0]), lambda: two.decline(by=leaders[1]))
    assert refusals(outcomes) == 1
    answers = Letter.objects.filter(name__in=("join_accepted", "join_declined"))
    assert answers.count() == 1


def test_boris_asks_to_join_twice_at_the_same_moment():
    organization, boris = make.organization(), make.person("boris@example.org")

    def asking() -> Callable[[], object]:
        wish = Membership(person=boris, organization=organization, message="I work here.")
        return lambda: wish.ask().pk

    outcomes = at_once(asking(), asking())
    assert outcomes == [Membership.objects.get().pk] * 2


@pytest.mark.parametrize("_round", range(2))
def test_two_officers_merge_in_a_circle_at_the_same_moment(_round: int):
    """Each keeps what the other one merges: one of them is told, nothing is lost."""
    one, two = make.organization("One"), make.organization("Two")
    for organization in (one, two):
        make.member(organization, "focal_point")
        make.sheet(organization)
    officers = [make.chloe(), make.person("dan@example.org", is_staff=True, is_superuser=True)]

    def merge(kept: Organization, merged: Organization, officer: Person) -> Callable[[], None]:
        def act() -> None:
            Merger(kept=kept, merged=merged, reason="One ministry now.").make(by=officer)

        return act

    assert refusals(at_once(merge(one, two, officers[0]), merge(two, one, officers[1]))) == 1
    done = Merger.objects.get()
    assert done.kept.experiences.count() == 2
    assert done.kept.memberships.active().count() == 2
    assert Organization.objects.get(pk=done.merged_id).merged_into == done.kept
    assert Letter.objects.filter(name="organizations_merged").count() == 2


def test_one_undoes_a_merger_twice_at_the_same_moment():
    one, two = make.organization("One"), make.organization("Two")
    make.sheet(two)
    chloe = make.chloe()
    Merger(kept=one, merged=two, reason="One ministry now.").make(by=chloe)
    copies = [Merger.objects.get() for _ in range(2)]

    def undo(merger: Merger) -> Callable[[], None]:
        def act() -> None:
            merger.undo(by=chloe, reason="They are two.")

        return act

    assert refusals(at_once(*map(undo, copies))) == 1
    assert two.experiences.count() == 1
    assert Event.objects.of(two).filter(name="unmerge").count() == 1
