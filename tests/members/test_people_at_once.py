"""The people of an organization changed at the same moment, on real connections."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from community.models import Event, Letter, Person
from members.models import Invitation, Membership, Organization, Registration
from tests import make
from tests.members.test_two_officers import at_once, refusals

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ministry(transactional_db: None) -> Organization:
    return make.organization("Ministerio de Desarrollo Social")


@pytest.fixture
def focal(ministry: Organization) -> Person:
    return make.member(ministry, "focal_point")


def part_of(person: Person, organization: Organization) -> Membership:
    return Membership.objects.get(person=person, organization=organization)


def invited(ministry: Organization, focal: Person, email: str, role: str = "editor") -> Invitation:
    return Invitation(organization=ministry, email=email, role=role).send(by=focal)


def accepting(invitation: Invitation, person: Person):
    mine = Invitation.objects.get(pk=invitation.pk)

    def accept() -> None:
        mine.accept(by=person)

    return accept


@pytest.mark.parametrize("_round", range(3))
def test_nora_accepts_twice_at_the_same_moment(_round: int, ministry: Organization, focal: Person):
    nora, one = make.person("nora@example.org"), invited(ministry, focal, "nora@example.org")
    assert refusals(at_once(accepting(one, nora), accepting(one, nora))) == 1
    assert ministry.memberships.active().of(nora).count() == 1
    assert Event.objects.filter(name="join_by_invitation").count() == 1
    assert Letter.objects.filter(name="invitation_accepted").count() == 1


def test_two_accept_their_invitations_at_the_same_moment(ministry: Organization, focal: Person):
    nora, zoe = make.person("nora@example.org"), make.person("zoe@example.org")
    first = invited(ministry, focal, "nora@example.org")
    second = invited(ministry, focal, "zoe@example.org", "viewer")
    assert refusals(at_once(accepting(first, nora), accepting(second, zoe))) == 0
    assert ministry.memberships.active().count() == 3


def test_she_accepts_while_her_request_is_accepted(ministry: Organization, focal: Person):
    nora, one = make.person("nora@example.org"), invited(ministry, focal, "nora@example.org")
    wish = Membership(person=nora, organization=ministry, message="I work here.").ask()
    outcomes = at_once(accepting(one, nora), lambda: wish.accept(by=focal))
    assert refusals(outcomes) <= 1
    assert ministry.memberships.active().of(nora).count() == 1
    came = Event.objects.filter(name__in=("accept_member", "join_by_invitation"))
    assert came.count() == 1


def test_she_accepts_while_she_asks_to_join(ministry: Organization, focal: Person):
    nora, one = make.person("nora@example.org"), invited(ministry, focal, "nora@example.org")
    wish = Membership(person=nora, organization=ministry, message="I work here.")

    def ask() -> None:
        wish.ask()

    assert refusals(at_once(accepting(one, nora), ask)) == 0
    assert ministry.memberships.active().of(nora).count() == 1


@pytest.mark.parametrize("_round", range(3))
def test_the_office_is_handed_over_while_the_other_leaves(
    _round: int, ministry: Organization, focal: Person
):
    """Either she has left and the office stays, or it is hers and she is led to hand it over."""
    elena = make.member(ministry, "editor")
    mine, hers, same = part_of(focal, ministry), part_of(elena, ministry), part_of(elena, ministry)
    outcomes = at_once(
        lambda: mine.hand_over(hers, by=focal, afterwards="left"), lambda: same.leave(by=elena)
    )
    assert refusals(outcomes) == 1
    held = ministry.memberships.active().filter(role="focal_point")
    assert held.count() == 1
    assert ministry.memberships.active().count() == 1


def test_the_office_goes_to_two_at_the_same_moment(ministry: Organization, focal: Person):
    first, second = (part_of(make.member(ministry, "editor"), ministry) for _ in range(2))
    one, two = part_of(focal, ministry), part_of(focal, ministry)
    outcomes = at_once(
        lambda: one.hand_over(first, by=focal, afterwards="deputy"),
        lambda: two.hand_over(second, by=focal, afterwards="deputy"),
    )
    assert refusals(outcomes) == 1
    assert ministry.memberships.active().filter(role="focal_point").count() == 1
    assert Event.objects.filter(name="hand_over").count() == 1


def test_two_leaders_invite_one_address_at_the_same_moment(ministry: Organization, focal: Person):
    deputy = make.member(ministry, "deputy")

    def inviting(by: Person):
        one = Invitation(organization=ministry, email="nora@example.org", role="editor")

        def send() -> None:
            one.send(by=by)

        return send

    assert refusals(at_once(inviting(focal), inviting(deputy))) == 1
    assert Letter.objects.filter(name="invited").count() == 1


def test_it_is_confirmed_twice_at_the_same_moment(ministry: Organization, focal: Person):
    one, two = (Organization.objects.get(pk=ministry.pk) for _ in range(2))
    assert refusals(at_once(lambda: one.confirm(by=focal), lambda: two.confirm(by=focal))) == 1
    assert Event.objects.filter(name="confirm").count() == 1


def somebody_waits() -> bool:
    """For us: whatever other tests do on the same server."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted"
            " AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
        )
        return bool(cursor.fetchone()[0])


def test_she_sends_in_one_window_while_another_keeps_what_she_typed(transactional_db: None):
    """Each would wait for what the other holds, and one of the two be told that all is away."""
    nora = make.person("nora@example.org")
    begun = Registration.objects.create(person=nora, answers={"name": "Ministerio"})
    made = Organization(
        name="Ministerio", kind="ministry", country=make.country("CL"), languages=["es"]
    )

    def send() -> Organization:
        try:
            return begun.send(made, by=nora, knows=[], seeks=[])
        finally:
            connections.close_all()

    with ThreadPoolExecutor() as threads:
        with transaction.atomic():
            Person.objects.select_for_update(no_key=True).get(pk=nora.pk)  # as ``keep`` begins
            sent = threads.submit(send)
            while not somebody_waits():
                time.sleep(0.01)
            begun.keep({"acronym": "MIN"})
        assert sent.result(10).name == "Ministerio"
