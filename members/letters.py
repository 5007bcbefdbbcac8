"""The letters of the members floor: one function each, handed objects, never importing models."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.timezone import localdate

from community.mail import post, post_to_address
from members import proof
from members.promises import working_days_after

if TYPE_CHECKING:
    from community.models import Person
    from members.models import Membership, Merger, Organization
    from members.models.course import Course
    from members.models.transfers import Transferable
    from members.models.trust import Trust


def application_received(organization: Course, *, to: Person) -> None:
    post("application_received", to, organization=organization, answer_by=_promised(organization))


def application_to_check(organization: Course, *, to: Iterable[Person]) -> None:
    for person in to:
        promise = _promised(organization)
        post("application_to_check", person, organization=organization, answer_by=promise)


def proof_of_domain_asked(organization: Trust, *, language: str) -> None:
    """To the official address, where nobody may know the portal: the link asks for a yes."""
    post_to_address(
        "proof_of_domain_asked",
        organization.official_email,
        language,
        organization=organization,
        token=proof.token_for(organization),
        days=proof.DAYS,
        is_secret=True,
    )


def application_question(organization: Course, reason: str, *, to: Iterable[Person]) -> None:
    for person in to:
        post("application_question", person, organization=organization, reason=reason)


def application_answered(organization: Course, answer: str, *, to: Iterable[Person]) -> None:
    for person in to:
        post("application_answered", person, organization=organization, answer=answer)


def organization_approved(organization: Course, reason: str, *, to: Iterable[Person]) -> None:
    for person in to:
        post("organization_approved", person, organization=organization, reason=reason)


def organization_refused(organization: Course, reason: str, *, to: Iterable[Person]) -> None:
    for person in to:
        post("organization_refused", person, organization=organization, reason=reason)


def organization_suspended(organization: Course, reason: str, *, to: Iterable[Person]) -> None:
    for person in to:
        post("organization_suspended", person, organization=organization, reason=reason)


def organization_reinstated(organization: Course, reason: str, *, to: Iterable[Person]) -> None:
    for person in to:
        post("organization_reinstated", person, organization=organization, reason=reason)


def organization_retired(organization: Course, reason: str, *, to: Iterable[Person]) -> None:
    for person in to:
        post("organization_retired", person, organization=organization, reason=reason)


def office_vacant(organization: Course, *, to: Iterable[Person]) -> None:
    for person in to:
        post("office_vacant", person, organization=organization)


def organizations_merged(merger: Merger, *, to: Iterable[Person]) -> None:
    for person in to:
        post("organizations_merged", person, merger=merger)


def organizations_parted(merger: Merger, reason: str, *, to: Iterable[Person]) -> None:
    for person in to:
        post("organizations_parted", person, merger=merger, reason=reason)


def thing_transferred(
    thing: Transferable,
    before: Organization,
    after: Organization,
    reason: str,
    *,
    told: Iterable[Person],
) -> None:
    title = str(getattr(thing, "exchange", thing))
    for person in told:
        post(
            "thing_transferred", person,
            thing=thing, title=title, before=before, after=after, reason=reason,
        )  # fmt: skip


def join_requested(membership: Membership, *, to: Iterable[Person]) -> None:
    for person in to:
        post("join_requested", person, membership=membership)


def join_reminder(wishes: list[Membership], *, to: Person) -> None:
    """One letter about all that waits for her."""
    post("join_reminder", to, wishes=wishes)


def join_accepted(membership: Membership, *, to: Person) -> None:
    post("join_accepted", to, membership=membership)


def join_declined(membership: Membership, reason: str = "", *, to: Person) -> None:
    post("join_declined", to, membership=membership, reason=reason)


def _promised(organization: Course) -> dt.date:
    return working_days_after(localdate(organization.status_since))
