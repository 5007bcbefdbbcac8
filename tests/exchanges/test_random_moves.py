"""Anybody does anything in any order: guards, constraints and privacy hold all the same."""

import datetime as dt
import inspect
import re
from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from community.lifecycle import MoveRefused
from community.models import Event, Person
from exchanges.models import Contribution, Exchange, Party, Plan, Report, Seat, Want
from exchanges.models.recasting import CHANGE
from exchanges.tasks import move_exchanges_on
from exchanges.vocabulary import PRIVATE, PartyRole, Status
from experiences.models import Lesson
from tests import make
from tests.exchanges import stages
from tests.exchanges.test_partner_moves import verbs_there_are

SECRET = "SECRET-4711"
PEOPLE = ("amina", "editor", "boris", "dana", "eva", "chloe", "stranger")
SIMPLE = ("submit", "start", "wind_up", "renew")
AGREED = {"agreed", "running", "reporting", "completed", "closed"}
PATHS = {
    (row.name, source, row.target) for row in Exchange.MOVES.values() for source in row.sources
}


BEGINNINGS = (
    lambda who: make.request(who.amina),
    stages.opened,
    stages.shaping,
    stages.agreed,
    stages.reporting,
    stages.reported,
)


class Exchanging(RuleBasedStateMachine):
    """One exchange, seven people and the clock."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        amina, boris, chloe = make.amina(), make.boris(), make.chloe()
        who = stages.cast(amina, boris, chloe)
        ministry = who.of(amina)
        eva = make.member(make.organization(iso2="PE"), "deputy")
        self.people: dict[str, Person] = {
            "amina": amina, "editor": make.member(ministry, "editor"), "boris": boris,
            "dana": who.dana, "eva": eva, "chloe": chloe, "stranger": make.person(),
        }  # fmt: skip
        self.bodies = [who.of(person) for person in (amina, boris, who.dana, eva)]
        self.cast = who

    @initialize(stage=st.sampled_from(BEGINNINGS))
    def begin(self, stage: Any) -> None:
        """The way to the end is long: some walks begin further on."""
        self.exchange = stage(self.cast)
        self.exchange.private_note = SECRET
        self.exchange.save(update_fields=["private_note"])
        self.exchange = stages.fresh(self.exchange)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def attempt(self, verb: Any) -> None:
        with suppress(PermissionDenied, MoveRefused):
            verb()
        self.exchange = stages.fresh(self.exchange)

    @rule(
        who=st.sampled_from(PEOPLE), move=st.sampled_from(("submit", "start", "wind_up", "renew"))
    )
    def move(self, who: str, move: str) -> None:
        self.attempt(lambda: getattr(self.exchange, move)(by=self.people[who]))

    @rule(
        who=st.sampled_from(PEOPLE),
        move=st.sampled_from(
            (
                "open",
                "open",
                "return_",
                "complete",
                "close",
                "withdraw",
                "cancel",
                "lapse",
                "reopen",
            )
        ),
        reason=st.sampled_from(("Because.", "Because.", "")),
    )
    def decide(self, who: str, move: str, reason: str) -> None:
        self.attempt(lambda: getattr(self.exchange, move)(by=self.people[who], reason=reason))

    @rule(move=st.sampled_from(("start", "wind_up", "lapse", "close")))
    def tick(self, move: str) -> None:
        self.attempt(lambda: getattr(self.exchange, move)(by=None))

    @rule(
        who=st.sampled_from(PEOPLE),
        body=st.integers(0, 3),
        role=st.sampled_from(PartyRole.values),
        invite=st.booleans(),
    )
    def bring_in(self, who: str, body: int, role: str, invite: bool) -> None:
        verb = Party.invite if invite else Party.offer
        words = {"by": self.people[who], "message": SECRET}
        self.attempt(lambda: verb(self.exchange, self.bodies[body], role, **words))

    @rule(who=st.sampled_from(("amina", "editor", "boris")), body=st.integers(1, 3))
    def propose(self, who: str, body: int) -> None:
        wanted = {"first-provider": self.bodies[body]}
        self.attempt(lambda: Party.propose(self.exchange, wanted, by=self.people[who]))

    @rule(
        who=st.sampled_from(PEOPLE), nth=st.integers(0, 5), yes=st.sampled_from((True, True, False))
    )
    def answer(self, who: str, nth: int, yes: bool) -> None:
        if party := self.nth_party(nth):
            by = self.people[who]
            self.attempt(
                lambda: party.accept(by=by) if yes else party.decline(by=by, reason=SECRET)
            )

    @rule(
        who=st.sampled_from((*PEOPLE, "amina", "boris", "chloe")),
        nth=st.integers(0, 5),
        role=st.sampled_from(PartyRole.values),
    )
    def change_role(self, who: str, nth: int, role: str) -> None:
        if party := self.nth_party(nth):
            self.attempt(lambda: party.change_role(role, by=self.people[who]))

    @rule(who=st.sampled_from((*PEOPLE, "boris", "chloe")), nth=st.integers(0, 5))
    def leave(self, who: str, nth: int) -> None:
        if party := self.nth_party(nth):
            self.attempt(lambda: party.leave(by=self.people[who], reason="Elections."))

    @rule(who=st.sampled_from(PEOPLE), body=st.integers(0, 3), words=st.sampled_from(("A", "B")))
    def write_plan(self, who: str, body: int, words: str) -> None:
        newest = self.exchange.plan
        self.attempt(
            lambda: Plan.write(
                self.exchange,
                by=self.people[who],
                for_=self.bodies[body],
                based_on=newest.version if newest else 0,
                objective=words,
                costs=words,
                activities=[stages.activity()],
            )
        )

    @precondition(lambda self: self.exchange.status == "shaping")
    @rule(who=st.sampled_from(PEOPLE), nth=st.integers(0, 5), version=st.integers(1, 3))
    def agree(self, who: str, nth: int, version: int) -> None:
        if party := self.nth_party(nth):
            self.attempt(lambda: party.agree(version, by=self.people[who]))

    @precondition(lambda self: self.exchange.status == "shaping" and self.exchange.plan)
    @rule()
    def all_agree(self) -> None:
        version = self.exchange.plan.version
        for party in self.exchange.parties.signing():
            leader = party.people().first()
            self.attempt(lambda party=party, leader=leader: party.agree(version, by=leader))

    @precondition(lambda self: self.exchange.status == "reporting")
    @rule(who=st.sampled_from(PEOPLE), nth=st.integers(0, 5), waive=st.booleans())
    def report(self, who: str, nth: int, waive: bool) -> None:
        if party := self.nth_party(nth):
            by = self.people[who]
            filed = Report(party=party, language="en", achieved=SECRET, did_not_work=SECRET)
            lesson = Lesson(claim=SECRET)
            self.attempt(
                lambda: (
                    party.waive_report(by=by, reason="Because.")
                    if waive
                    else filed.file(by=by, lesson=lesson)
                )
            )

    @rule(who=st.sampled_from(PEOPLE), body=st.integers(0, 3), back=st.booleans())
    def want(self, who: str, body: int, back: bool) -> None:
        by, organization = self.people[who], self.bodies[body]
        said = self.exchange.wants.filter(organization=organization).first()
        if back and said:
            self.attempt(lambda: said.take_back(by=by))
        else:
            self.attempt(lambda: Want.say(self.exchange, organization, by=by, note="Us too"))

    @rule(who=st.sampled_from(PEOPLE), nth=st.integers(0, 2))
    def talk(self, who: str, nth: int) -> None:
        by = self.people[who]
        self.attempt(lambda: self.exchange.ask(f"Question {nth}", by=by))
        if asked := self.exchange.questions().order_by("pk")[nth : nth + 1].first():
            self.attempt(lambda: self.exchange.answer(asked, "Answer", by=by))
            self.attempt(lambda: self.exchange.hide(asked, by=by, reason="Because."))

    @rule(who=st.sampled_from(PEOPLE), ways=st.sampled_from(([], ["peer-call"])))
    def go_on(self, who: str, ways: list[str]) -> None:
        type(self.exchange).objects.filter(pk=self.exchange.pk).update(funding="call")
        self.exchange = stages.fresh(self.exchange)
        self.attempt(lambda: self.exchange.go_on(ways, by=self.people[who]))

    @rule(who=st.sampled_from(PEOPLE), what=st.sampled_from(("ask", "grant", "decline", "back")))
    def seat(self, who: str, what: str) -> None:
        """Two seats in all: nobody comes in who has no room."""
        by, ours = self.people[who], self.cast.of(self.cast.boris)
        if (activity := self.exchange.activities.first()) is None:
            return
        type(activity).objects.filter(pk=activity.pk).update(open_seats=2)
        if what == "ask":
            for body in self.bodies[2:]:
                seat = Seat(activity=activity, organization=body, number=2, note=SECRET)
                self.attempt(lambda seat=seat: seat.ask(by=by))
        for seat in activity.seats.all():
            if what == "grant":
                self.attempt(lambda seat=seat: seat.grant(by=by, for_=ours))
            elif what == "decline":
                self.attempt(lambda seat=seat: seat.decline(by=by, for_=ours, reason=SECRET))
            elif what == "back":
                self.attempt(lambda seat=seat: seat.give_back(by=by))

    @rule(who=st.sampled_from(PEOPLE), nth=st.integers(0, 5), back=st.booleans())
    def contribute(self, who: str, nth: int, back: bool) -> None:
        by = self.people[who]
        given = self.exchange.contributions.first()
        if back and given:
            self.attempt(lambda: given.take_back(by=by))
        elif party := self.nth_party(nth):
            days = {"kind": "person-days", "planned": 3}
            new = Contribution(exchange=self.exchange, party=party, **days)
            self.attempt(lambda: new.write(by=by))

    @rule(who=st.sampled_from(PEOPLE))
    def add_details(self, who: str) -> None:
        by = self.people[who]
        if activity := self.exchange.activities.first():
            activity.names = activity.link = f"https://meet.example/{SECRET}"
            ours = self.cast.of(self.cast.amina)
            self.attempt(lambda: activity.detail(by=by, for_=ours))

    @rule(who=st.sampled_from(PEOPLE))
    def call_one_off(self, who: str) -> None:
        by = self.people[who]
        if activity := self.exchange.activities.order_by("-pk").first():
            self.attempt(lambda: activity.call_off(by=by, reason="A flood."))

    @rule(who=st.sampled_from(PEOPLE), days=st.sampled_from((0, 30)))
    def move_one(self, who: str, days: int) -> None:
        by, day = self.people[who], timezone.localdate() + dt.timedelta(days=days)
        if activity := self.exchange.activities.order_by("-pk").first():
            self.attempt(lambda: activity.move_to(day, day, by=by, reason="Elections."))

    @rule(who=st.sampled_from(PEOPLE), level=st.integers(0, 5))
    def tell(self, who: str, level: int) -> None:
        by = self.people[who]
        if asked := self.exchange.follow_ups.first():
            self.attempt(lambda: asked.write(by=by, level=level, evidence="A law."))

    @rule(who=st.sampled_from(PEOPLE), gathers=st.booleans())
    def rewrite_or_gather(self, who: str, gathers: bool) -> None:
        by = self.people[who]
        verb = (
            (lambda: Want.gather(self.exchange, by=by))
            if gathers
            else (lambda: self.exchange.rewrite(["tried"], by=by))
        )
        self.attempt(verb)

    @rule(days=st.sampled_from((20, 40, 200, 400)))
    def time_passes(self, days: int) -> None:
        stages.later(self.exchange, days)
        self.attempt(lambda: move_exchanges_on(timestamp=0))

    def nth_party(self, nth: int) -> Party | None:
        return self.exchange.parties.order_by("pk")[nth : nth + 1].first()

    # --- What always holds -----------------------------------------------------------------------

    @invariant()
    def the_timeline_tells_how_it_came_here(self) -> None:
        told = self.exchange.timeline().exclude(name=CHANGE).order_by("at", "pk")
        moves = [event for event in told if event.target]
        state = "draft"
        for event in moves:
            assert (event.name, state, event.target) in PATHS
            state = event.target
        assert state == self.exchange.status

    @invariant()
    def what_is_agreed_was_signed_by_all(self) -> None:
        if self.exchange.status in AGREED:
            versions = set(
                self.exchange.parties.signing().values_list("accepted_version", flat=True)
            )
            assert versions == {self.exchange.plan.version}
            assert self.exchange.has_first_provider()

    @invariant()
    def somebody_learns_and_once_it_takes_shape_somebody_shares(self) -> None:
        taking_part = self.exchange.parties.taking_part()
        assert taking_part.filter(organization=self.exchange.organization, role="recipient")
        if self.exchange.status in {"shaping", *AGREED}:
            assert self.exchange.has_first_provider()

    @invariant()
    def a_role_on_the_timeline_is_the_role_of_the_party(self) -> None:
        for event in self.exchange.timeline().filter(name=CHANGE).order_by("at", "pk"):
            later = self.exchange.timeline().filter(name=CHANGE, subject_id=event.subject_id)
            last = later.order_by("at", "pk").last()
            assert last.target == self.exchange.parties.get(pk=event.subject_id).role

    @invariant()
    def what_is_completed_was_reported(self) -> None:
        if self.exchange.status in {"completed", "closed"}:
            assert not self.exchange.parties.still_to_report().exists()
            assert self.exchange.lessons.exists()

    @invariant()
    def nobody_reads_what_is_not_for_her(self) -> None:
        page = Client().get(self.exchange.get_absolute_url())
        public = self.exchange.opened_at is not None
        assert page.status_code == (200 if public else 404)
        if self.exchange.status not in {Status.COMPLETED, Status.CLOSED}:
            assert SECRET not in page.text
        told = Event.objects.public().filter(reason__contains=SECRET)
        assert not told.exists()
        if self.exchange.status in PRIVATE:
            assert not Event.objects.public().exists()

    @invariant()
    def nobody_wants_what_is_hers_or_asks_of_what_is_private(self) -> None:
        if self.exchange.opened_at is None:
            assert not self.exchange.wants.exists()
            assert not self.exchange.questions().exists()
        asking = self.exchange.wants.filter(organization=self.exchange.organization)
        assert not asking.exists()

    @invariant()
    def nobody_comes_along_without_room(self) -> None:
        for activity in self.exchange.activities.all():
            assert activity.seats.granted().people() <= max(activity.open_seats, 0)

    @invariant()
    def what_is_given_is_given_by_who_takes_part(self) -> None:
        given = self.exchange.contributions.exclude(party__state="accepted")
        assert not given.exists()

    @invariant()
    def what_became_of_it_is_told_when_it_is_over(self) -> None:
        if not self.exchange.completed_at:
            assert not self.exchange.follow_ups.exists()

    @invariant()
    def lessons_are_public_with_the_exchange_alone(self) -> None:
        if Lesson.objects.published().exists():
            assert self.exchange.completed_at


@pytest.mark.django_db
@pytest.mark.timeout(240)
def test_random_moves_by_random_people_break_nothing():
    run_state_machine_as_test(
        Exchanging,
        settings=settings(
            max_examples=8,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_every_verb_is_among_the_moves():
    """One that nobody tries at random would prove nothing."""
    tried = inspect.getsource(Exchanging) + inspect.getsource(move_exchanges_on)
    verbs = {name.split(".")[1] for name in verbs_there_are() if not name.startswith("Offer.")}
    begun = {"draft", "enter", "act", "act_of_a_party", "transfer"}  # before, inside, elsewhere
    assert {name for name in verbs - begun if not re.search(rf"\b{name}\b", tried)} == set()


def test_the_walk_can_reach_the_end(who):
    """Else the machine above would prove little: the same verbs lead to the end."""
    exchange = stages.completed(who)
    stages.later(exchange, days=500).close(by=None)
    assert stages.fresh(exchange).status == "closed"
    assert dt.date.today() - exchange.created_at.date() < dt.timedelta(days=2)
