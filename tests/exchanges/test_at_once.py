"""At the same moment, on real connections: one consistent truth, whatever the order."""

import itertools
import threading

import pytest
from django.db import transaction

from community.lifecycle import MoveRefused
from community.models import Event, Letter
from exchanges.models import Contribution, Exchange, FollowUp, Party, Seat, Want
from tests import make
from tests.at_once import at_once
from tests.exchanges import stages
from tests.exchanges.stages import fresh, party

pytestmark = pytest.mark.django_db(transaction=True)


def refused(outcomes: list[object]) -> int:
    found = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert all(isinstance(error, MoveRefused) for error in found), found
    return len(found)


@pytest.fixture
def who():
    return stages.cast(make.amina(), make.boris(), make.chloe())


@pytest.mark.parametrize("_round", range(4))
def test_two_accept_while_a_third_changes_the_plan(_round, who):
    """Either all signed version 1 and then it changed, or somebody was told to read version 2."""
    exchange = stages.shaping(who)
    stages.write_plan(exchange, who.boris)
    recipient, provider = party(exchange, "recipient"), party(exchange, "first-provider")
    outcomes = at_once(
        lambda: recipient.agree(1, by=who.amina),
        lambda: provider.agree(1, by=who.boris),
        lambda: stages.write_plan(exchange, who.amina, based_on=1, costs="Half and half.") and None,
    )
    refused(outcomes)
    exchange = fresh(exchange)
    assert outcomes[2] is None
    assert (exchange.status, exchange.agreed_at, exchange.plan.version) == ("shaping", None, 2)
    assert not exchange.parties.exclude(accepted_version=None).exists()
    names = list(exchange.timeline().order_by("at", "pk").values_list("name", flat=True))
    assert names.count("agree") == names.count("reshape") <= 1
    agreements = Letter.objects.filter(name="exchange_agreed").count()
    assert agreements == 2 * names.count("agree")


def test_all_accept_while_the_secretariat_makes_an_observer_a_funder(who):
    """Whatever came first: nobody is bound by a plan that the funder never saw."""
    exchange = stages.shaping(who)
    body = who.of(who.dana)
    watching = exchange.parties.create(organization=body, role="observer", state="accepted")
    stages.write_plan(exchange, who.boris)
    recipient, provider = party(exchange, "recipient"), party(exchange, "first-provider")
    outcomes = at_once(
        lambda: recipient.agree(1, by=who.amina),
        lambda: provider.agree(1, by=who.boris),
        lambda: watching.change_role("funder", by=who.chloe),
    )
    refused(outcomes)
    exchange = fresh(exchange)
    assert outcomes[2] is None
    assert (exchange.status, exchange.kind, exchange.plan.version) == ("shaping", "trilateral", 2)
    assert not exchange.parties.exclude(accepted_version=None).exists()


@pytest.mark.parametrize("_round", range(3))
def test_the_funder_leaves_while_the_last_signature_arrives(_round, who):
    """Whatever came first: nobody is bound by a plan in which somebody else pays."""
    exchange = stages.shaping(who)
    funder = exchange.parties.create(organization=who.of(who.dana), role="funder", state="accepted")
    stages.write_plan(exchange, who.boris)
    party(exchange, "recipient").agree(1, by=who.amina)
    funder.agree(1, by=who.dana)
    provider = party(exchange, "first-provider")
    outcomes = at_once(
        lambda: provider.agree(1, by=who.boris),
        lambda: funder.leave(by=who.dana, reason="No money."),
    )
    refused(outcomes)
    exchange = fresh(exchange)
    assert outcomes[1] is None
    assert (exchange.status, exchange.kind, exchange.plan.version) == ("shaping", "bilateral", 2)
    assert not exchange.parties.exclude(accepted_version=None).exists()


def test_who_accepts_waits_for_the_plan_that_is_being_written(who):
    """Not the version she sees counts but the one that is there when her word arrives."""
    exchange = stages.shaping(who)
    stages.write_plan(exchange, who.boris)
    provider = party(exchange, "first-provider")
    outcome: list[object] = []
    accepting = threading.Thread(
        target=lambda: outcome.extend(at_once(lambda: provider.agree(1, by=who.boris)))
    )
    with transaction.atomic():
        stages.write_plan(exchange, who.amina, based_on=1, costs="Half and half.")
        accepting.start()
        accepting.join(1)
        assert accepting.is_alive()
    accepting.join(10)
    assert refused(outcome) == 1
    assert not exchange.parties.exclude(accepted_version=None).exists()


@pytest.mark.parametrize("_round", range(3))
def test_the_last_two_acceptances_make_one_agreement(_round, who):
    exchange = stages.shaping(who)
    stages.write_plan(exchange, who.boris)
    recipient, provider = party(exchange, "recipient"), party(exchange, "first-provider")
    outcomes = at_once(
        lambda: recipient.agree(1, by=who.amina),
        lambda: provider.agree(1, by=who.boris),
        lambda: provider.agree(1, by=who.boris),
    )
    assert outcomes == [None, None, None]
    assert fresh(exchange).status == "agreed"
    assert Event.objects.filter(name="agree").count() == 1
    assert Event.objects.filter(name="accept_plan").count() == 2


def test_two_clicks_on_accept_are_one_answer(who):
    exchange = stages.opened(who)
    invited = party(exchange, "first-provider")
    copies = [Party.objects.get(pk=invited.pk) for _ in range(3)]
    outcomes = at_once(*(lambda one=one: one.accept(by=who.boris) for one in copies))
    assert refused(outcomes) == 2
    assert Event.objects.filter(name="join").count() == 1
    assert Event.objects.filter(name="shape").count() == 1
    told = Letter.objects.filter(name__in=("party_accepted", "party_welcomed"))
    assert {letter.address for letter in told} == {who.amina.email, who.boris.email}
    assert told.count() == 2


def test_two_first_providers_answer_at_once_and_one_comes_in(who):
    exchange = stages.opened(who)
    other = make.organization(iso2="BR")
    leader = make.member(other, "focal_point")
    second = Party.invite(exchange, other, "first-provider", by=who.amina)
    first = exchange.parties.get(organization=who.of(who.boris))
    outcomes = at_once(lambda: first.accept(by=who.boris), lambda: second.accept(by=leader))
    assert refused(outcomes) == 1
    assert exchange.parties.taking_part().filter(role="first-provider").count() == 1


def test_accepting_and_declining_at_once_is_one_of_them(who):
    exchange = stages.opened(who)
    invited = party(exchange, "first-provider")
    one, two = (Party.objects.get(pk=invited.pk) for _ in range(2))
    outcomes = at_once(
        lambda: one.accept(by=who.boris), lambda: two.decline(by=who.boris, reason="No.")
    )
    assert refused(outcomes) == 1
    state = party(exchange, "first-provider").state
    assert (fresh(exchange).status, state) in {("shaping", "accepted"), ("open", "declined")}


def test_two_officers_open_one_request_once(who):
    exchange = stages.submitted(who)
    copies = [fresh(exchange) for _ in range(2)]
    outcomes = at_once(*(lambda one=one: one.open(by=who.chloe) for one in copies))
    assert refused(outcomes) == 1
    assert Event.objects.filter(name="open").count() == 1
    assert Letter.objects.filter(name="exchange_opened").count() == 1
    assert Letter.objects.filter(name="party_invited").count() == 1


def test_an_old_draft_does_not_undo_a_submission(who):
    exchange = make.request(who.amina)
    old = fresh(exchange)
    exchange.submit(by=who.amina)
    old.need = "Something else."
    with pytest.raises(MoveRefused):
        old.rewrite(["need"], by=who.amina)
    assert fresh(exchange).status == "submitted"


def test_a_submission_sends_what_is_there_and_not_what_was_read(who):
    exchange = make.request(who.amina)
    old = fresh(exchange)
    exchange.need = ""
    exchange.rewrite(["need"], by=who.amina)
    with pytest.raises(MoveRefused) as refusal:
        old.submit(by=who.amina)
    assert list(refusal.value.message_dict) == ["need"]


def test_saving_a_draft_waits_for_the_submission_under_way(who):
    exchange = make.request(who.amina)
    older = fresh(exchange)
    older.need = "Something else."
    outcome: list[object] = []
    saving = threading.Thread(
        target=lambda: outcome.extend(at_once(lambda: older.rewrite(["need"], by=who.amina)))
    )
    with transaction.atomic():
        exchange.submit(by=who.amina)
        saving.start()
        saving.join(1)
        assert saving.is_alive()
    saving.join(10)
    assert refused(outcome) == 1
    assert fresh(exchange).need == exchange.need


def test_requests_at_once_get_numbers_of_their_own(who):
    ministry = who.of(who.amina)
    people = [make.member(ministry, "editor") for _ in range(4)]

    def ask(person):
        Exchange(organization=ministry, title="A request").draft(by=person)

    assert at_once(*(lambda one=one: ask(one) for one in people)) == [None] * 4
    numbers = sorted(Exchange.objects.values_list("number", flat=True))
    assert [number[-3:] for number in numbers] == ["001", "002", "003", "004"]


def test_parties_written_at_once_leave_the_right_kind(who):
    exchange = make.request(who.amina)
    bodies = [make.organization(iso2=iso2) for iso2 in ("BR", "PE")]

    def join(body, role):
        exchange.parties.create(organization=body, country=body.country, role=role, state="invited")

    roles = ("first-provider", "facilitator")
    pairs = list(itertools.zip_longest(bodies, roles))
    outcomes = at_once(*(lambda pair=pair: join(*pair) for pair in pairs))
    assert outcomes == [None, None]
    assert fresh(exchange).kind == "trilateral"


def test_both_last_reports_at_once_are_told_once(who):
    exchange = stages.reporting(who)
    outcomes = at_once(
        lambda: stages.report(exchange, who.amina, "recipient") and None,
        lambda: stages.report(exchange, who.boris, "first-provider") and None,
    )
    assert outcomes == [None, None]
    assert Letter.objects.filter(name="reports_are_in").count() == 1


def test_one_officer_opens_while_another_returns(who):
    exchange = stages.submitted(who)
    one, two = fresh(exchange), fresh(exchange)
    outcomes = at_once(
        lambda: one.open(by=who.chloe), lambda: two.return_(by=who.chloe, reason="Which year?")
    )
    assert refused(outcomes) == 1
    exchange, letters = fresh(exchange), set(Letter.objects.values_list("name", flat=True))
    if exchange.status == "open":
        assert "exchange_returned" not in letters
    else:
        assert (exchange.status, exchange.opened_at) == ("returned", None)
        assert not letters & {"exchange_opened", "party_invited"}


def test_we_want_this_too_said_twice_at_once_is_said_once(who):
    exchange = stages.opened(who)
    ministry = make.organization(iso2="PE")
    people = [make.member(ministry, role) for role in ("focal_point", "editor", "editor")]
    outcomes = at_once(*(lambda by=by: Want.say(exchange, ministry, by=by) for by in people))
    assert refused(outcomes) == 0
    assert exchange.wants.count() == 1
    assert Event.objects.filter(name="want").count() == 1
    assert Letter.objects.filter(name="wanted_too").count() == 1


def test_two_ministries_are_granted_the_last_seat_and_one_comes(who):
    exchange = stages.agreed(who, activities=[stages.activity(open_seats=1)])
    activity = exchange.activities.get()
    seats = []
    for iso2 in ("PE", "BR"):
        ministry = make.organization(iso2=iso2)
        seats.append(Seat(activity=activity, organization=ministry))
        seats[-1].ask(by=make.member(ministry))
    outcomes = at_once(
        lambda: seats[0].grant(by=who.amina, for_=who.of(who.amina)),
        lambda: seats[1].grant(by=who.boris, for_=who.of(who.boris)),
    )
    assert refused(outcomes) == 1
    assert sorted(Seat.objects.values_list("state", flat=True)) == ["asked", "granted"]
    assert Event.objects.filter(name="grant_seat").count() == 1


@pytest.mark.parametrize("_round", range(3))
def test_an_invitation_lapses_while_it_is_accepted(_round, who):
    exchange = stages.opened(who)
    stages.later(exchange, 31)
    invited = party(exchange, "first-provider")
    silent = Party.objects.get(pk=invited.pk)
    outcomes = at_once(lambda: silent.lapse(), lambda: invited.accept(by=who.boris))
    assert refused(outcomes) == 1
    state = party(exchange, "first-provider").state
    assert (fresh(exchange).status, state) in {("shaping", "accepted"), ("open", "lapsed")}
    told = set(Letter.objects.values_list("name", flat=True))
    assert len(told & {"party_accepted", "invitation_lapsed"}) == 1


def test_a_party_comes_in_while_the_last_signature_arrives(who):
    """Either it came first and signs too, or the agreement is taken back for it."""
    exchange = stages.shaping(who)
    late = Party.invite(exchange, who.of(who.dana), "facilitator", by=who.amina)
    stages.write_plan(exchange, who.boris)
    party(exchange, "recipient").agree(1, by=who.amina)
    provider = party(exchange, "first-provider")
    outcomes = at_once(lambda: provider.agree(1, by=who.boris), lambda: late.accept(by=who.dana))
    refused(outcomes)
    exchange = fresh(exchange)
    assert outcomes[1] is None
    assert (exchange.status, exchange.plan.version) == ("shaping", 2)
    assert not exchange.parties.exclude(accepted_version=None).exists()


def test_what_became_of_it_told_twice_at_once_is_told_once(who):
    exchange = stages.completed(who)
    asked = FollowUp.objects.create(exchange=exchange, party=party(exchange, "recipient"), months=6)
    copies = [FollowUp.objects.get(pk=asked.pk) for _ in range(2)]
    outcomes = at_once(
        *(lambda row=row: row.write(by=who.amina, level=1, evidence="Soon.") for row in copies)
    )
    assert refused(outcomes) == 1
    assert Letter.objects.filter(name="uptake_told").count() == 1


def test_hours_are_added_while_the_plan_drops_the_activity(who):
    """Who comes too late is told so; she does not bring it back, and nothing breaks."""
    exchange = stages.agreed(who)
    dropped, ministry = exchange.activities.get(), who.of(who.amina)
    guest = make.organization(iso2="PE")
    seat = Seat(activity=dropped, organization=guest)
    stages.write_plan(
        exchange, who.boris, based_on=1, activities=[stages.activity("Call", open_seats=2)]
    )
    dropped.agenda = "09:00 Welcome"
    with pytest.raises(MoveRefused):
        dropped.detail(by=who.amina, for_=ministry)
    with pytest.raises(MoveRefused):
        seat.ask(by=make.member(guest))
    assert [one.title for one in exchange.activities.all()] == ["Call"]


def test_a_contribution_taken_back_is_not_brought_back_by_an_older_page(who):
    exchange = stages.shaping(who)
    days = {"kind": "person-days", "planned": 5}
    given = Contribution(exchange=exchange, party=party(exchange, "recipient"), **days)
    given.write(by=who.amina)
    older = Contribution.objects.get(pk=given.pk)
    given.take_back(by=who.amina)
    older.planned = 9
    with pytest.raises(MoveRefused):
        older.write(by=who.amina)
    with pytest.raises(MoveRefused):
        older.take_back(by=who.amina)
    assert not exchange.contributions.exists()
    assert Event.objects.filter(name="take_back_contribution").count() == 1
