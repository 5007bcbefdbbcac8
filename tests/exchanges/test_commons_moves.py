"""Every state x every verb of the community x every role: allowed, denied, or refused."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from community.lifecycle import MoveRefused
from community.models import Event, Letter, Person, Question
from exchanges.models import Exchange, FollowUp, Want
from exchanges.vocabulary import LIVE, Status
from tests import make
from tests.exchanges import stages
from tests.exchanges.test_moves import ROLES, people_of
from tests.thorough import some

type Verb = Callable[..., Any]
PEOPLE = tuple(role for role in ROLES if role != "clock")
INSIDE = {"editor", "deputy", "owner", "partner", "editor of the partner"}
PUBLIC = {status.value for status in Status} - {"draft", "submitted", "returned"}
# verb: (states, who). Those who ask need only an account; whom else nobody hears.
ALLOWED: dict[str, tuple[set[str], set[str]]] = {
    "want": (set(LIVE), {"wanting", "wanted", "declined"}),
    "take_back_want": ({status.value for status in Status}, {"wanted"}),
    "gather": (PUBLIC - {"withdrawn", "cancelled", "lapsed"}, {"secretariat"}),
    "ask": (PUBLIC, {*PEOPLE, "wanting", "wanted"}),
    "answer": ({status.value for status in Status}, INSIDE),
    "hide": ({status.value for status in Status}, {"secretariat"}),
    "go_on": ({"open", "shaping", "agreed"}, {"owner", "deputy"}),
    "follow_up": ({"completed", "closed"}, {"owner", "deputy"}),
}
TOLD = {"level": 1, "evidence": "", "url": "", "language": "en"}


def verbs(
    exchange: Exchange, follow_up: FollowUp, asked: Question
) -> dict[str, Callable[..., Any]]:
    def want(by: Person) -> None:
        Want.say(exchange, by.memberships.get().organization, by=by)

    return {
        "want": want,
        "take_back_want": lambda by: exchange.wants.get().take_back(by=by),
        "gather": lambda by: Want.gather(exchange, by=by),
        "ask": lambda by: exchange.ask("Who pays?", by=by),
        "answer": lambda by: exchange.answer(asked, "Each its own part.", by=by),
        "hide": lambda by: exchange.hide(asked, by=by, reason="It names a family."),
        "go_on": lambda by: exchange.go_on(["peer-call"], by=by),
        "follow_up": lambda by: follow_up.write(by=by, **TOLD),
    }


@pytest.mark.parametrize("state", some(Status.values, 3))
def test_a_verb_is_for_the_right_person_at_the_right_moment(state: str, who: stages.Cast):
    exchange = stages.reported(who)
    peru = make.organization(iso2="PE")
    people = people_of(exchange, who) | {"wanting": make.member(peru, "editor")}
    uruguay = make.organization(iso2="UY")
    people["wanted"] = make.member(uruguay, "editor")
    exchange.wants.create(organization=uruguay)
    asked = Question.objects.create(subject=exchange, text="When?", language="en")
    party = stages.party(exchange, "recipient")
    follow_up = FollowUp.objects.create(exchange=exchange, party=party, months=6)
    Exchange.objects.filter(pk=exchange.pk).update(funding="call")
    exchange = stages.force(exchange, state)
    Letter.objects.all().delete()
    events = Event.objects.count()
    for name, (states, actors) in ALLOWED.items():
        for role in (*PEOPLE, "wanting", "wanted"):
            person = people[role]
            if name == "want" and not person.memberships.active().exists():
                continue  # she has no organization to say it for
            with transaction.atomic():
                see(name, role, state, state in states and role in actors, person,
                    verbs(stages.fresh(exchange), follow_up, asked)[name])  # fmt: skip
                transaction.set_rollback(True)
    assert Event.objects.count() == events
    assert not Letter.objects.exists()


def see(name: str, role: str, state: str, allowed: bool, person: Person, verb: Verb) -> None:
    place = f"{role} tries {name} in {state}"
    if allowed:
        verb(by=person)
        return
    try:
        verb(by=person)
    except (PermissionDenied, MoveRefused):
        return
    raise AssertionError(place)
