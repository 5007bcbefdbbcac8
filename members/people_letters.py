"""Letters about the people of an organization: invitations, roles, the office, the yearly word."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from community.mail import post, post_to_address

if TYPE_CHECKING:
    from community.models import Person
    from members.models.invitations import Invitation
    from members.models.office import Office
    from members.models.presence import Presence


# --- Invitations -------------------------------------------------------------------------------


def invited(invitation: Invitation, *, sender: Person) -> None:
    """To an address, whoever it belongs to; the link is forgotten once the letter is sent."""
    post_to_address(
        "invited",
        invitation.email,
        invitation.language,
        is_secret=True,
        invitation=invitation,
        sender=sender,
    )


def invitation_accepted(membership: Office, *, to: Person) -> None:
    post("invitation_accepted", to, membership=membership)


# --- Roles -------------------------------------------------------------------------------------


def role_changed(membership: Office, *, to: Person) -> None:
    post("role_changed", to, membership=membership)


def member_removed(membership: Office, reason: str, *, to: Person) -> None:
    post("member_removed", to, membership=membership, reason=reason)


def member_left(membership: Office, *, to: Iterable[Person]) -> None:
    for person in to:
        post("member_left", person, membership=membership)


# --- The office of focal point -----------------------------------------------------------------


def office_received(membership: Office, reason: str, *, to: Person) -> None:
    post("office_received", to, membership=membership, reason=reason)


def office_passed_on(membership: Office, reason: str, *, to: Iterable[Person]) -> None:
    for person in to:
        post("office_passed_on", person, membership=membership, reason=reason)


def office_offered(organization: Presence, reason: str, *, to: Iterable[Person]) -> None:
    """The secretariat has invited somebody to take the office over."""
    for person in to:
        post("office_offered", person, organization=organization, reason=reason)


def organization_orphaned(membership: Office, *, to: Iterable[Person]) -> None:
    for person in to:
        post("organization_orphaned", person, membership=membership)


# --- Once a year -------------------------------------------------------------------------------


def still_you(organization: Presence, *, to: Iterable[Person]) -> None:
    for person in to:
        link = organization.link_for(person)
        post("still_you", person, is_secret=True, organization=organization, link=link)


def still_you_reminder(organization: Presence, *, to: Iterable[Person]) -> None:
    for person in to:
        link = organization.link_for(person)
        post("still_you_reminder", person, is_secret=True, organization=organization, link=link)


# --- From the secretariat ----------------------------------------------------------------------


def secretariat_writes(organization: Presence, text: str, *, to: Iterable[Person]) -> None:
    for person in to:
        post("secretariat_writes", person, organization=organization, text=text)


def secretariat_writes_to_the_office(organization: Presence, text: str) -> None:
    """To the official e-mail of an organization that has no leader."""
    address, language = organization.official_email, organization.description_language
    post_to_address("secretariat_writes", address, language, organization=organization, text=text)
