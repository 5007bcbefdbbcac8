"""Every state x every verb of parties, plans, activities, seats and the like x every role.

With the tables of ``test_moves`` and ``test_commons_moves`` these are all verbs that there are: a
verb without a row fails the first test.
"""

import datetime as dt
import inspect
from collections.abc import Callable
from contextlib import nullcontext
from copy import copy
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from community.lifecycle import MoveRefused
from community.models import Event, Letter, Person
from exchanges.models import Activity, Contribution, Exchange, Offer, Party, Plan, Report, Seat
from exchanges.vocabulary import ENDED_EARLY, LIVE, PRIVATE, Status
from experiences.models import Lesson
from members.models import Organization
from tests import make
from tests.exchanges import stages, test_commons_moves, test_moves
from tests.exchanges.test_commons_moves import see
from tests.exchanges.test_moves import ROLES, people_of
from tests.thorough import some

type Verb = Callable[[Person | None], object]
EVER = {status.value for status in Status}
GOING = EVER - {*ENDED_EARLY, "closed"}
JOINING = {"open", "shaping", "agreed"}
LEADERS, WRITERS = {"owner", "deputy"}, {"owner", "deputy", "editor"}
INSIDE = {*WRITERS, "partner", "editor of the partner"}
OUTSIDE = {"invited", "offering", "declined", "helper"}  # speak for an approved one that is not in
PEOPLE = (*(role for role in ROLES if role != "clock"), "helper", "editor of the helper", "seated")

ALLOWED: dict[str, list[tuple[set[str], set[str]]]] = {
    "Exchange.rewrite": [({"draft", "returned"}, WRITERS)],
    "Party.propose": [({"draft", "returned"}, WRITERS)],
    "Party.invite": [(JOINING, {*LEADERS, "secretariat"})],
    "Party.offer": [({"open", "shaping"}, {"helper"})],
    "Party.accept": [(set(LIVE), {"invited"})],
    "Party.decline": [(set(LIVE), LEADERS)],  # here of an offer
    "Party.leave": [(JOINING, {"partner", "secretariat"})],
    "Party.agree": [({"shaping"}, {"partner"})],
    "Party.waive_report": [({"reporting"}, {"secretariat"})],
    "Plan.write": [({"shaping"}, INSIDE), ({"agreed"}, {*LEADERS, "partner"})],
    "Activity.detail": [(GOING, INSIDE)],
    "Activity.call_off": [({"running"}, {*LEADERS, "partner"})],
    "Activity.move_to": [({"running", "reporting"}, {*LEADERS, "partner"})],
    "Seat.ask": [(GOING - {"reporting", "completed"}, {*OUTSIDE, "editor of the helper"})],
    "Seat.grant": [(GOING - {"reporting", "completed"}, INSIDE)],
    "Seat.decline": [(EVER, INSIDE)],
    "Seat.give_back": [(EVER, {"seated"})],
    "Contribution.write": [(GOING - {*PRIVATE}, WRITERS)],
    "Contribution.take_back": [(GOING - {*PRIVATE}, WRITERS)],
    "Report.file": [({"reporting"}, LEADERS)],
}
OF_AN_OFFER = {"Offer.make", "Offer.rewrite", "Offer.renew", "Offer.end"}
BY_THE_CLOCK = {"Exchange.ask_to_renew", "Party.lapse"}  # take no person at all
# Held against all roles where they belong: new ones in test_steps, roles in test_roles, transfers
# in tests/members, what is said in community by the exchange that it is about.
ELSEWHERE = {"Exchange.draft", "Party.transfer", "Offer.transfer", "Party.enter",
             "Exchange.act", "Exchange.act_of_a_party", "Party.change_role"}  # fmt: skip
COMMONS = {"want": "Want.say", "gather": "Want.gather", "ask": "Exchange.ask",
           "answer": "Exchange.answer", "hide": "Exchange.hide", "go_on": "Exchange.go_on",
           "follow_up": "FollowUp.write", "take_back_want": "Want.take_back"}  # fmt: skip


def verbs_there_are() -> set[str]:
    """What takes ``by`` of the models of this app, by its own name."""
    found = set()
    for model in apps.get_app_config("exchanges").get_models():
        for name in dir(model):
            one = inspect.getattr_static(model, name, None)
            one = getattr(one, "__func__", one)
            public = not name.startswith("_") and inspect.isfunction(one)
            if public and "by" in inspect.signature(one).parameters:
                found.add(f"{model.__name__}.{name}")
    return found


def test_every_verb_is_in_a_table_and_no_table_names_another():
    moves = {f"Exchange.{name}" for name in test_moves.ALLOWED} - {
        "Exchange.shape", "Exchange.agree", "Exchange.reshape",  # made by Party, Plan
        "Exchange.seek_again", "Exchange.resume",  # and by Activity
    }  # fmt: skip
    moves = {"Exchange.return_" if name == "Exchange.return" else name for name in moves}
    commons = {COMMONS[name] for name in test_commons_moves.ALLOWED}
    tables = moves | commons | set(ALLOWED) | OF_AN_OFFER | BY_THE_CLOCK | ELSEWHERE
    assert verbs_there_are() == tables


@dataclass
class Scene:
    """What the verbs act on, read once; each attempt is undone."""

    exchange: Exchange
    recipient: Party
    provider: Party
    activity: Activity
    seat: Seat
    given: Contribution
    helper: Organization
    other: Organization

    def voice(self, by: Person) -> Organization | None:
        """Whom she may speak for here; a stranger tries it for the ministry that asks."""
        return self.exchange.voices_of(by).first() or self.exchange.organization

    def of(self, by: Person) -> Organization:
        own = by.memberships.active().first()
        return own.organization if own else self.helper


def verbs(scene: Scene) -> dict[str, Verb]:
    """Each as its own table row, on what is there now."""
    exchange, voice = copy(scene.exchange), scene.voice
    recipient, provider = copy(scene.recipient), copy(scene.provider)
    activity, seat, given = copy(scene.activity), copy(scene.seat), copy(scene.given)
    new = Contribution(exchange=exchange, party=recipient, kind="person-days", planned=1)
    told = Report(party=recipient, **stages.DONE)
    soon = timezone.localdate() + dt.timedelta(days=40)
    plan = {"objective": "New.", "costs": "New.", "activities": [stages.activity()]}

    def party(state: str) -> Party:
        return exchange.parties.get(state=state)

    return {
        "Exchange.rewrite": lambda by: exchange.rewrite(["need"], by=by),
        "Party.propose": lambda by: Party.propose(exchange, {"funder": scene.other}, by=by),
        "Party.invite": lambda by: Party.invite(exchange, scene.other, "observer", by=by),
        "Party.offer": lambda by: Party.offer(exchange, scene.helper, "observer", by=by),
        "Party.accept": lambda by: party("invited").accept(by=by),
        "Party.decline": lambda by: party("offered").decline(by=by, reason="No."),
        "Party.leave": lambda by: provider.leave(by=by, reason="Elections."),
        "Party.agree": lambda by: provider.agree(1, by=by),
        "Party.waive_report": lambda by: provider.waive_report(by=by, reason="A flood."),
        "Plan.write": lambda by: Plan.write(exchange, by=by, for_=voice(by), based_on=1, **plan),
        "Activity.detail": lambda by: activity.detail(by=by, for_=voice(by)),
        "Activity.call_off": lambda by: activity.call_off(by=by, reason="A flood."),
        "Activity.move_to": lambda by: activity.move_to(soon, soon, by=by, reason="A flood."),
        "Seat.ask": lambda by: Seat(activity=activity, organization=scene.of(by)).ask(by=by),
        "Seat.grant": lambda by: seat.grant(by=by, for_=voice(by)),
        "Seat.decline": lambda by: seat.decline(by=by, for_=voice(by), reason="Full."),
        "Seat.give_back": lambda by: seat.give_back(by=by),
        "Contribution.write": lambda by: new.write(by=by),
        "Contribution.take_back": lambda by: given.take_back(by=by),
        "Report.file": lambda by: told.file(by=by, lesson=Lesson(claim="Call first.")),
    }


def set_out(who: stages.Cast, state: str) -> tuple[Scene, dict[str, Any]]:
    """An exchange in ``state`` with something for every verb, and somebody in each role."""
    exchange = stages.reporting(who)
    people: dict[str, Any] = people_of(exchange, who)
    exchange.parties.update(accepted_version=None)
    helper, seated = make.organization(iso2="PE"), make.organization(iso2="UY")
    people["helper"] = make.member(helper, "focal_point")
    people["editor of the helper"] = make.member(helper, "editor")
    people["seated"] = make.member(seated, "editor")
    exchange.activities.update(open_seats=9, called_off_on=None)
    recipient, provider = (stages.party(exchange, role) for role in ("recipient", "first-provider"))
    given = exchange.contributions.create(party=recipient, kind="person-days", planned=2)
    seat = exchange.activities.get().seats.create(organization=seated)
    other = make.organization(iso2="AR")
    exchange = stages.force(exchange, state)
    activity = exchange.activities.get()
    return Scene(exchange, recipient, provider, activity, seat, given, helper, other), people


@pytest.mark.parametrize("state", some(Status.values, 3))
def test_a_verb_is_for_the_right_person_at_the_right_moment(state: str, who: stages.Cast):
    scene, people = set_out(who, state)
    Letter.objects.all().delete()
    events = Event.objects.count()
    for name, rows in ALLOWED.items():
        for role in PEOPLE:
            may = any(state in states and role in roles for states, roles in rows)
            with make.undone() if may else nullcontext():  # what is refused undoes itself
                verb = verbs(scene)[name]
                see(name, role, state, may, people[role], lambda by, verb=verb: verb(by))
    assert Event.objects.count() == events
    assert not Letter.objects.exists()


VALID, ENDING, OVER, ENDED = "valid", "ending", "over", "ended"
OFFERS = {
    "Offer.make": ({VALID}, WRITERS),
    "Offer.rewrite": ({VALID, ENDING, OVER}, WRITERS),
    "Offer.renew": ({ENDING, OVER}, WRITERS),
    "Offer.end": ({VALID, ENDING, OVER}, {*WRITERS, "secretariat"}),
}


@pytest.mark.parametrize("state", [VALID, ENDING, OVER, ENDED])
def test_an_offer_is_changed_by_its_own_people_while_it_stands(state: str, who: stages.Cast):
    assert set(OFFERS) == OF_AN_OFFER
    people = people_of(stages.submitted(who), who)
    ministry, today = who.of(who.amina), timezone.localdate()
    days = {VALID: 300, ENDING: 20, OVER: -5, ENDED: 20}[state]
    offer = Offer(organization=ministry, title="Visits", valid_until=today)
    offer.make(by=who.amina, themes=[])
    offer.valid_until += dt.timedelta(days=days)
    offer.ended_at = timezone.now() if state == ENDED else None
    offer.save()
    for name, (states, roles) in OFFERS.items():
        for role in people.keys() - {"clock"}:
            one = Offer.objects.get(pk=offer.pk)
            new = Offer(organization=ministry, title="More", valid_until=today)
            does: dict[str, Verb] = {
                "Offer.make": lambda by, new=new: new.make(by=by, themes=[]),
                "Offer.rewrite": lambda by, one=one: one.rewrite(["title"], [], by=by),
                "Offer.renew": lambda by, one=one: one.renew(by=by),
                "Offer.end": lambda by, one=one: one.end(by=by),
            }
            may = role in roles and (state in states or name == "Offer.make")
            with make.undone():
                see(name, role, state, may, people[role], lambda by, do=does[name]: do(by))
    assert Offer.objects.count() == 1


@pytest.mark.parametrize("state", Status.values)
def test_what_the_clock_does_it_does_at_its_moment_alone(state: str, who: stages.Cast):
    exchange = stages.later(stages.force(stages.opened(who), state), 340)
    Letter.objects.all().delete()
    invited = stages.party(exchange, "first-provider")
    if state in LIVE:
        invited.lapse()
    else:
        with pytest.raises(MoveRefused):
            invited.lapse()
    exchange.ask_to_renew()
    exchange.ask_to_renew()
    asked = Letter.objects.filter(name="renewal_asked").count()
    assert asked == (1 if state == "open" else 0)


def test_the_wrong_person_is_denied_and_the_wrong_moment_refused(who: stages.Cast):
    """The tables above take either answer; here is which."""
    exchange = stages.opened(who)
    with pytest.raises(PermissionDenied):
        Party.invite(exchange, who.of(who.dana), "funder", by=who.boris)
    exchange.cancel(by=who.chloe, reason="No money.")
    with pytest.raises(MoveRefused):
        Party.invite(exchange, who.of(who.dana), "funder", by=who.amina)
