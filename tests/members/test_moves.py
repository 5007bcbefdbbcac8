"""Every state x every move x every role of an organization, allowed and refused."""

import itertools
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from community.lifecycle import MoveRefused
from community.models import Event, Letter, Person
from members.models import Merger, Organization
from members.vocabulary import Status
from tests import make

ROLES = ("stranger", "viewer", "editor", "deputy", "focal_point", "former", "asking", "secretariat")
LEADERS = {"deputy", "focal_point"}
# The table once more, in the words of the product: move: (from, to, who, letter).
ALLOWED = {
    "ask": ({"applied"}, "question", {"secretariat"}, "application_question"),
    "answer": ({"question"}, "applied", LEADERS, "application_answered"),
    "approve": ({"applied", "question"}, "approved", {"secretariat"}, "organization_approved"),
    "refuse": ({"applied", "question"}, "refused", {"secretariat"}, "organization_refused"),
    "suspend": ({"approved"}, "suspended", {"secretariat"}, "organization_suspended"),
    "reinstate": ({"suspended"}, "approved", {"secretariat"}, "organization_reinstated"),
    "retire": ({"approved", "suspended"}, "retired", {"secretariat"}, "organization_retired"),
    "merge": ({"approved"}, "retired", {"secretariat"}, "organizations_merged"),
    "unmerge": ({"retired"}, "approved", {"secretariat"}, "organizations_parted"),
}
NEED_A_REASON = {"ask", "refuse", "suspend", "retire", "merge", "unmerge"}


def verb(organization: Organization, move: str) -> Callable[..., object]:
    """Most verbs are the organization's own; those of a merger know the other one too."""
    if move not in {"merge", "unmerge"}:
        return getattr(organization, move)
    other = make.organization("Gabinete Social")
    nothing = {"rows": {}, "changes": [], "made": []}
    merger = Merger(kept=other, merged=organization, moved=nothing)
    if move == "unmerge":
        Merger.objects.bulk_create([merger])
        return merger.undo

    def merge(*, by: Person, reason: str) -> None:
        merger.reason = reason
        merger.make(by=by)

    return merge


def people_of(organization: Organization) -> dict[str, Person]:
    """Somebody in each role; the focal point and the secretariat are always there."""
    made = {role: make.member(organization, role) for role in ("viewer", "editor", "deputy")}
    made["focal_point"] = make.member(organization, "focal_point", language="es")
    made["former"] = make.member(organization, "deputy")
    made["former"].memberships.update(ended_at=organization.created_at)
    made["asking"] = make.person()
    organization.memberships.create(person=made["asking"], role="deputy")
    return made | {"stranger": make.amina(), "secretariat": make.chloe()}


def test_the_table_has_these_moves_and_no_other():
    assert set(Organization.MOVES) == set(ALLOWED)
    assert {name for name, row in Organization.MOVES.items() if row.needs_reason} == NEED_A_REASON


@pytest.mark.django_db
@pytest.mark.parametrize("state", Status.values)
def test_a_move_is_made_by_the_right_person_at_the_right_moment(
    state: str, subtests: pytest.Subtests
):
    organization = make.organization(status=state)
    people = people_of(organization)
    for move, role in itertools.product(ALLOWED, ROLES):
        with subtests.test(state=state, move=move, role=role), make.undone():
            tried = Organization.objects.get(pk=organization.pk)
            see_what_comes_of_it(tried, move, role, people[role])


def see_what_comes_of_it(organization: Organization, move: str, role: str, person: Person) -> None:
    state = organization.status
    sources, target, actors, letter = ALLOWED[move]
    allowed = role in actors and state in sources

    assert organization.can(move, person) is allowed
    error: type[Exception] | None = None
    try:
        because = {"because": "known"} if move == "approve" else {}
        verb(organization, move)(by=person, reason="Because of the papers.", **because)
    except (PermissionDenied, MoveRefused) as refusal:
        error = type(refusal)

    organization.refresh_from_db()
    if allowed:
        assert error is None
        assert organization.status == target
        event = Event.objects.of(organization).get()
        assert (event.name, event.source, event.target) == (move, state, target)
        assert (event.by, event.reason) == (person, "Because of the papers.")
        assert set(Letter.objects.values_list("name", flat=True)) == {letter}
    else:
        assert error is (PermissionDenied if role not in actors else MoveRefused)
        assert organization.status == state
        assert not Event.objects.exists()
        assert not Letter.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("move", sorted(NEED_A_REASON))
def test_chloe_cannot_decide_against_somebody_without_a_reason(move: str):
    organization = make.organization(status=min(ALLOWED[move][0]))
    with pytest.raises(MoveRefused) as refusal:
        verb(organization, move)(by=make.chloe(), reason="  ")
    assert list(refusal.value.message_dict) == ["reason"]
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_an_approval_says_who_verified_it_and_when(chloe: Person):
    organization = make.organization(status="applied")
    organization.approve(by=chloe, because="known")
    organization.refresh_from_db()
    assert organization.verified_by == chloe
    assert organization.verified_at == organization.confirmed_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize("because", ["", "because I say so", "domain"])
def test_an_approval_without_a_reason_that_holds_is_none(chloe: Person, because: str):
    """``domain`` holds once the domain is proven, and not before."""
    organization = make.organization(status="applied", email_domain="midi.gob.example")
    with pytest.raises(MoveRefused) as refusal:
        organization.approve(by=chloe, because=because)
    assert list(refusal.value.message_dict) == ["because"]
    organization.prove_domain("despacho@midi.gob.example", by=None)
    if because == "domain":
        organization.approve(by=chloe, because=because, how="Letter 12 of March")
    organization.refresh_from_db()
    assert organization.is_approved is (because == "domain")
    assert organization.verified_how == ("Letter 12 of March" if because == "domain" else "")


@pytest.mark.django_db
def test_the_decision_is_told_to_all_leaders_each_in_her_language(chloe: Person):
    organization = make.organization(status="applied")
    people_of_it = {make.member(organization, "focal_point", language="es").email}
    people_of_it.add(make.member(organization, "deputy", language="fr").email)
    make.member(organization, "editor")
    organization.refuse(by=chloe, reason="No es un organismo público.")
    letters = Letter.objects.all()
    assert {letter.address for letter in letters} == people_of_it
    assert {letter.language for letter in letters} == {"es", "fr"}
    assert all("No es un organismo público." in letter.body for letter in letters)
