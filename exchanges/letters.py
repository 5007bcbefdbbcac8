"""The letters of the exchanges: one function each, handed objects, never importing models."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from community.mail import post

if TYPE_CHECKING:
    from community.acts import Act
    from community.models import Answer, Person, Question
    from exchanges.models import FollowUp, Party, Plan, Seat, Want
    from exchanges.models.carrying_out import CarryingOut
    from exchanges.models.course import Course
    from exchanges.models.joining import Joining
    from exchanges.models.offering import Offering
    from members.models import Organization


def exchange_submitted(exchange: Course, *, to: Iterable[Person]) -> None:
    for person in to:
        post("exchange_submitted", person, exchange=exchange)


def exchange_opened(exchange: Course, *, to: Iterable[Person]) -> None:
    for person in to:
        post("exchange_opened", person, exchange=exchange)


def exchange_returned(exchange: Course, reason: str, *, to: Iterable[Person]) -> None:
    for person in to:
        post("exchange_returned", person, exchange=exchange, reason=reason)


def exchange_agreed(exchange: Course, *, to: Iterable[Person]) -> None:
    for person in to:
        post("exchange_agreed", person, exchange=exchange)


def exchange_started(exchange: Course, *, to: Iterable[Person]) -> None:
    for person in to:
        post("exchange_started", person, exchange=exchange)


def exchange_to_report(exchange: Course, *, to: Iterable[Person]) -> None:
    for person in to:
        post("exchange_to_report", person, exchange=exchange)


def reports_are_in(exchange: Course, *, to: Iterable[Person]) -> None:
    for person in to:
        post("reports_are_in", person, exchange=exchange)


def exchange_completed(exchange: Course, *, to: Iterable[Person]) -> None:
    for person in to:
        post("exchange_completed", person, exchange=exchange)


def exchange_ended(exchange: Course, reason: str, *, to: Iterable[Person]) -> None:
    for person in to:
        post("exchange_ended", person, exchange=exchange, reason=reason)


def party_invited(party: Joining, *, to: Iterable[Person]) -> None:
    for person in to:
        post("party_invited", person, party=party)


def offer_received(party: Joining, *, decides: bool, to: Iterable[Person]) -> None:
    for person in to:
        post("offer_received", person, party=party, decides=decides)


def party_accepted(party: Joining, *, to: Iterable[Person]) -> None:
    for person in to:
        post("party_accepted", person, party=party)


def party_welcomed(party: Joining, *, was_offer: bool, to: Iterable[Person]) -> None:
    """To the party itself: its own word has been taken down, or its offer is taken up."""
    for person in to:
        post("party_welcomed", person, party=party, was_offer=was_offer)


def party_declined(party: Joining, reason: str, *, was_offer: bool, to: Iterable[Person]) -> None:
    for person in to:
        post("party_declined", person, party=party, reason=reason, was_offer=was_offer)


def report_waived(party: Joining, reason: str, *, to: Iterable[Person]) -> None:
    for person in to:
        post("report_waived", person, party=party, reason=reason)


def party_recast(party: Joining, before: object, reason: str, *, to: Iterable[Person]) -> None:
    for person in to:
        post("party_recast", person, party=party, before=before, reason=reason)


def party_left(party: Joining, reason: str, *, signed: bool, to: Iterable[Person]) -> None:
    for person in to:
        post("party_left", person, party=party, reason=reason, signed=signed)


def plan_written(plan: Plan, writer: str, *, signs: bool, to: Iterable[Person]) -> None:
    for person in to:
        post("plan_written", person, plan=plan, writer=writer, signs=signs)


def seat_asked(seat: Seat, *, to: Iterable[Person]) -> None:
    for person in to:
        post("seat_asked", person, seat=seat)


def seat_granted(seat: Seat, *, to: Iterable[Person]) -> None:
    for person in to:
        post("seat_granted", person, seat=seat)


def seat_declined(seat: Seat, reason: str, *, to: Iterable[Person]) -> None:
    for person in to:
        post("seat_declined", person, seat=seat, reason=reason)


def seat_settled(seat: Seat, answered: Organization, *, to: Iterable[Person]) -> None:
    """To the partners who were asked and need not answer any more."""
    for person in to:
        post("seat_settled", person, seat=seat, answered=answered)


def activity_changed(
    activity: CarryingOut, organization: Organization, *, is_dropped: bool, reason: str,
    to: Iterable[Person],
) -> None:  # fmt: skip
    for person in to:
        post("activity_changed", person, activity=activity, organization=organization,
             is_dropped=is_dropped, reason=reason)  # fmt: skip


def activity_called_off(activity: CarryingOut, act: Act, *, to: Iterable[Person]) -> None:
    for person in to:
        post("activity_called_off", person, activity=activity, act=act)


def activity_moved(
    activity: CarryingOut, before: tuple[dt.date, dt.date], act: Act, *, to: Iterable[Person]
) -> None:
    for person in to:
        post("activity_moved", person, activity=activity, before=before, act=act)


def seat_given_back(seat: Seat, *, to: Iterable[Person]) -> None:
    for person in to:
        post("seat_given_back", person, seat=seat)


def wanted_too(want: Want, *, to: Iterable[Person]) -> None:
    for person in to:
        post("wanted_too", person, want=want)


def edition_prepared(exchange: Course, *, to: Iterable[Person]) -> None:
    for person in to:
        post("edition_prepared", person, exchange=exchange)


def renewal_asked(exchange: Course, *, to: Iterable[Person]) -> None:
    for person in to:
        post("renewal_asked", person, exchange=exchange)


def exchange_goes_on(exchange: Course, *, to: Iterable[Person]) -> None:
    for person in to:
        post("exchange_goes_on", person, exchange=exchange)


def invitation_lapsed(party: Joining, *, to: Iterable[Person]) -> None:
    for person in to:
        post("invitation_lapsed", person, party=party)


def follow_up_asked(follow_up: FollowUp, *, to: Iterable[Person]) -> None:
    for person in to:
        post("follow_up_asked", person, follow_up=follow_up)


def uptake_told(follow_up: FollowUp, *, to: Iterable[Person]) -> None:
    for person in to:
        post("uptake_told", person, follow_up=follow_up)


def question_asked(exchange: Course, question: Question, *, to: Iterable[Person]) -> None:
    for person in to:
        post("question_asked", person, exchange=exchange, question=question)


def question_answered(exchange: Course, answer: Answer, *, to: Iterable[Person]) -> None:
    for person in to:
        post("question_answered", person, exchange=exchange, answer=answer)


def words_hidden(exchange: Course, said: Question | Answer, *, to: Iterable[Person]) -> None:
    for person in to:
        post("words_hidden", person, exchange=exchange, said=said)


def your_turn(parties: list[Party], *, to: Person) -> None:
    """One letter about all that waits for her."""
    post("your_turn", to, parties=parties)


def offer_ends_soon(offer: Offering, *, to: Iterable[Person]) -> None:
    for person in to:
        post("offer_ends_soon", person, offer=offer)


def offer_expired(offer: Offering, *, to: Iterable[Person]) -> None:
    for person in to:
        post("offer_expired", person, offer=offer)
