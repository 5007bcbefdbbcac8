"""The letters of the exchanges: one function each, handed objects, never importing models."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from community.mail import post

if TYPE_CHECKING:
    from community.models import Person
    from exchanges.models import Offer, Party, Plan, Seat
    from exchanges.models.course import Course


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


def party_invited(party: Party, *, to: Iterable[Person]) -> None:
    for person in to:
        post("party_invited", person, party=party)


def offer_received(party: Party, *, to: Iterable[Person]) -> None:
    for person in to:
        post("offer_received", person, party=party)


def party_accepted(party: Party, *, to: Iterable[Person]) -> None:
    for person in to:
        post("party_accepted", person, party=party)


def party_declined(party: Party, reason: str, *, was_offer: bool, to: Iterable[Person]) -> None:
    for person in to:
        post("party_declined", person, party=party, reason=reason, was_offer=was_offer)


def plan_written(plan: Plan, *, to: Iterable[Person]) -> None:
    for person in to:
        post("plan_written", person, plan=plan)


def seat_asked(seat: Seat, *, to: Iterable[Person]) -> None:
    for person in to:
        post("seat_asked", person, seat=seat)


def seat_granted(seat: Seat, *, to: Iterable[Person]) -> None:
    for person in to:
        post("seat_granted", person, seat=seat)


def seat_declined(seat: Seat, reason: str, *, to: Iterable[Person]) -> None:
    for person in to:
        post("seat_declined", person, seat=seat, reason=reason)


def seat_given_back(seat: Seat, *, to: Iterable[Person]) -> None:
    for person in to:
        post("seat_given_back", person, seat=seat)


def offer_ends_soon(offer: Offer, *, to: Iterable[Person]) -> None:
    for person in to:
        post("offer_ends_soon", person, offer=offer)


def offer_expired(offer: Offer, *, to: Iterable[Person]) -> None:
    for person in to:
        post("offer_expired", person, offer=offer)
