"""Every state x every move x every role of an exchange, allowed and refused."""

from copy import copy

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from community.acts import Act
from community.lifecycle import MoveRefused
from community.models import Event, Letter, Person
from exchanges.models import Exchange, Party
from exchanges.vocabulary import Status
from tests import make
from tests.exchanges import stages
from tests.thorough import some

LEADERS = {"owner", "deputy"}
PARTNERS = {*LEADERS, "partner"}
EARLY = {"draft", "submitted", "returned", "open", "shaping"}
LIVE = {"open", "shaping", "agreed", "running", "reporting"}
# The table once more, in the words of the product: move: (from, to, who, letters, public).
ALLOWED = {
    "submit": ({"draft", "returned"}, "submitted", LEADERS, {"exchange_submitted"}, False),
    "open": ({"submitted"}, "open", {"secretariat"}, {"exchange_opened", "party_invited"}, True),
    "return": ({"submitted"}, "returned", {"secretariat"}, {"exchange_returned"}, False),
    "shape": ({"open"}, "shaping", {*PARTNERS, "secretariat"}, set(), False),
    "agree": ({"shaping"}, "agreed", PARTNERS, set(), False),
    "reshape": ({"agreed"}, "shaping", {*PARTNERS, "secretariat"}, set(), False),
    "seek_again": ({"shaping", "agreed"}, "open", {*PARTNERS, "secretariat"}, set(), False),
    "start": ({"agreed"}, "running", {*PARTNERS, "clock"}, {"exchange_started"}, True),
    "wind_up": ({"running"}, "reporting", {*PARTNERS, "clock"}, {"exchange_to_report"}, True),
    "resume": ({"reporting"}, "running", PARTNERS, set(), False),
    "complete": ({"reporting"}, "completed", {"secretariat"}, {"exchange_completed"}, True),
    "close": ({"completed"}, "closed", {"secretariat", "clock"}, set(), True),
    "withdraw": (EARLY, "withdrawn", LEADERS, {"exchange_ended"}, None),
    "cancel": (LIVE, "cancelled", {"secretariat"}, {"exchange_ended"}, True),
    "lapse": ({"open"}, "lapsed", {"secretariat", "clock"}, {"exchange_ended"}, True),
    "renew": ({"open"}, "open", LEADERS, set(), True),
    "reopen": (
        {"lapsed", "cancelled", "withdrawn"}, "shaping", {"secretariat"},
        {"exchange_opened", "party_invited"}, True,
    ),
}  # fmt: skip
NEED_A_REASON = {"return", "withdraw", "cancel", "reopen"}
WITHOUT_A_REASON = {"submit", "start", "wind_up", "renew"}
ROLES = (
    "stranger", "viewer", "editor", "deputy", "owner", "former", "partner", "editor of the partner",
    "invited", "offering", "declined", "secretariat", "clock",
)  # fmt: skip


def people_of(exchange: Exchange, who: stages.Cast) -> dict[str, Person | None]:
    """Somebody in each role."""
    asking, sharing = who.of(who.amina), who.of(who.boris)
    made: dict[str, Person | None] = {
        role: make.member(asking, role) for role in ("viewer", "editor", "deputy")
    }
    made["former"] = make.member(asking, "deputy")
    made["former"].memberships.update(ended_at=exchange.created_at)
    made["editor of the partner"] = make.member(sharing, "editor")
    for state in ("invited", "offered", "declined"):
        body = make.organization(iso2="BR")
        made["offering" if state == "offered" else state] = make.member(body, "focal_point")
        exchange.parties.create(
            organization=body, country=body.country, role="observer", state=state
        )
    others = {"stranger": make.person(), "clock": None}
    return made | others | {"owner": who.amina, "partner": who.boris, "secretariat": who.chloe}


def do(exchange: Exchange, move: str, person: Person | None) -> None:
    """By its verb; three moves are made by the verbs of parties and plans."""
    verb = getattr(exchange, move, None) or getattr(exchange, f"{move}_", None)
    if verb is None or move == "move":
        stamps = {"agreed_at": None} if move in {"reshape", "seek_again"} else {}
        exchange.move(move, Act(person), **stamps)
    elif move in WITHOUT_A_REASON:
        verb(by=person)
    else:
        verb(by=person, reason="Because of the dates.")


def test_the_table_has_these_moves_and_no_other():
    assert set(Exchange.MOVES) == set(ALLOWED)
    assert {name for name, row in Exchange.MOVES.items() if row.needs_reason} == NEED_A_REASON


@pytest.mark.parametrize("state", some(Status.values, 3, 2))
def test_a_move_is_made_by_the_right_person_at_the_right_moment(state: str, who: stages.Cast):
    exchange = stages.reported(who)
    people = people_of(exchange, who)
    exchange = stages.force(exchange, state)
    Event.objects.all().delete()
    Letter.objects.all().delete()
    for role in ROLES:
        open_to_her = {move.name for move in exchange.moves_open_to(people[role])}
        hers = {name for name, row in ALLOWED.items() if role in row[2] and state in row[0]}
        assert open_to_her == hers, f"{role} in {state}"
        for move, (sources, _target, actors, *_rest) in ALLOWED.items():
            if role in actors and state in sources:
                with transaction.atomic():
                    see_it_made(stages.fresh(exchange), move, people[role])
                    transaction.set_rollback(True)
            else:
                wrong_person = role not in actors
                see_it_refused(copy(exchange), move, people[role], wrong_person=wrong_person)
    assert stages.fresh(exchange).status == state
    assert not Event.objects.exists()
    assert not Letter.objects.exists()


def see_it_made(exchange: Exchange, move: str, person: Person | None) -> None:
    _sources, target, _actors, letters, is_public = ALLOWED[move]
    state, place = exchange.status, f"{person} makes {move} in {exchange.status}"
    assert exchange.can(move, person), place
    if move == "resume":  # as long as nobody has reported
        exchange.reports.all().delete()
    do(exchange, move, person)
    exchange = stages.fresh(exchange)
    assert exchange.status == target, place
    event = Event.objects.order_by("pk")[0]
    assert (event.name, event.source, event.by) == (move, state, person), place
    assert Event.objects.count() == (2 if move == "reopen" else 1), place  # it is shaped again
    shown = exchange.opened_at is not None if is_public is None else is_public
    assert event.is_public is shown, place
    assert set(Letter.objects.values_list("name", flat=True)) == letters, place


def see_it_refused(
    exchange: Exchange, move: str, person: Person | None, *, wrong_person: bool
) -> None:
    with pytest.raises(PermissionDenied if wrong_person else MoveRefused):
        do(exchange, move, person)


@pytest.mark.parametrize("move", sorted(NEED_A_REASON))
def test_nobody_decides_against_a_request_without_a_reason(move: str, who: stages.Cast):
    exchange = stages.force(stages.reported(who), min(ALLOWED[move][0]))
    by = who.amina if move == "withdraw" else who.chloe
    verb = getattr(exchange, move, None) or getattr(exchange, f"{move}_")
    with pytest.raises(MoveRefused) as refusal:
        verb(by=by, reason=" ")
    assert list(refusal.value.message_dict) == ["reason"]


@pytest.mark.parametrize(
    ("field", "empty"), [("need", ""), ("result_wanted", ""), ("instruments", [])]
)
def test_amina_hears_beside_the_field_what_her_request_lacks(field, empty, who):
    exchange = make.request(who.amina, **{field: empty})
    with pytest.raises(MoveRefused) as refusal:
        exchange.submit(by=who.amina)
    assert list(refusal.value.message_dict) == [field]
    assert stages.fresh(exchange).status == "draft"
    assert not Event.objects.exists()
    assert not Letter.objects.exists()


def test_a_request_needs_a_theme_and_an_approved_public_body(who):
    exchange = make.request(who.amina)
    exchange.themes.clear()
    ministry = who.of(who.amina)
    for change, named in (
        ({"status": "suspended"}, "organization"),
        ({"kind": "ngo"}, "organization"),
    ):
        type(ministry).objects.filter(pk=ministry.pk).update(status="approved", kind="ministry")
        type(ministry).objects.filter(pk=ministry.pk).update(**change)
        with pytest.raises(MoveRefused) as refusal:
            stages.fresh(exchange).submit(by=who.amina)
        assert set(refusal.value.message_dict) == {named, "themes"}


def test_what_was_never_open_cannot_be_opened_again(who):
    exchange = make.request(who.amina)
    exchange.withdraw(by=who.amina, reason="A mistake.")
    with pytest.raises(MoveRefused):
        exchange.reopen(by=who.chloe, reason="Let us see it.")
    assert stages.fresh(exchange).status == "withdrawn"


def test_an_exchange_opened_again_is_agreed_anew(who):
    exchange = stages.agreed(who)
    exchange.cancel(by=who.chloe, reason="No money.")
    exchange.reopen(by=who.chloe, reason="There is money.")
    exchange = stages.fresh(exchange)
    assert (exchange.status, exchange.agreed_at) == ("shaping", None)
    assert not exchange.parties.exclude(accepted_version=None).exists()


def test_it_is_completed_only_with_all_reports_and_a_lesson(who):
    exchange = stages.reporting(who)
    with pytest.raises(MoveRefused) as refusal:
        exchange.complete(by=who.chloe)
    assert len(refusal.value.messages) == 2
    stages.report(exchange, who.amina, "recipient")
    with pytest.raises(MoveRefused) as refusal:
        exchange.complete(by=who.chloe)
    assert len(refusal.value.messages) == 1
    stages.party(exchange, "first-provider").waive_report(by=who.chloe, reason="A new government.")
    exchange.lessons.all().delete()
    with pytest.raises(MoveRefused):
        exchange.complete(by=who.chloe)


def test_a_suspended_partner_is_not_heard(who):
    exchange = stages.agreed(who)
    ministry = who.of(who.boris)
    type(ministry).objects.filter(pk=ministry.pk).update(status="suspended")
    with pytest.raises(PermissionDenied):
        exchange.start(by=who.boris)
    assert not Party.objects.get(organization=ministry).led_by(who.boris)
    assert exchange.roles_of(who.boris) == set()


def test_nobody_speaks_for_an_organization_that_takes_no_part(who):
    with pytest.raises(PermissionDenied):
        stages.agreed(who).start(by=who.boris, for_=who.of(who.amina))


def test_a_request_that_is_rolled_back_leaves_no_letter_and_no_event(who):
    exchange = make.request(who.amina)
    with transaction.atomic():
        exchange.submit(by=who.amina)
        assert Letter.objects.exists()
        transaction.set_rollback(True)
    assert stages.fresh(exchange).status == "draft"
    assert not Event.objects.exists()
    assert not Letter.objects.exists()


def test_who_was_asked_hears_that_it_ended_and_who_declined_does_not(who):
    exchange = stages.opened(who)
    no = Party.invite(exchange, who.of(who.dana), "facilitator", by=who.amina)
    no.decline(by=who.dana, reason="No time.")
    exchange = stages.fresh(exchange)
    exchange.withdraw(by=who.amina, reason="We found another way.")
    ended = Letter.objects.filter(name="exchange_ended")
    assert {letter.address for letter in ended} == {who.amina.email, who.boris.email}
    assert all("We found another way." in letter.body for letter in ended)


def test_nobody_hears_of_a_draft_that_was_withdrawn(who):
    exchange = make.request(who.amina)
    Party.propose(exchange, {"first-provider": who.of(who.boris)}, by=who.amina)
    exchange.withdraw(by=who.amina, reason="A mistake.")
    assert {letter.address for letter in Letter.objects.all()} == {who.amina.email}
    assert not Event.objects.public().exists()
