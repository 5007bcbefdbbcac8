"""A person leaves the portal for good: what becomes of her offices, and who hears of it."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.db.models import Q

from community.acts import Act
from community.erasure import addresses_of, erase
from community.models import Event, Person
from members import letters, moving
from members.models import Invitation, Merger, Organization
from members.models.memberships import Role
from members.vocabulary import ENDED


def only_led_by(person: Person) -> list[Organization]:
    """Organizations that lose their focal point with her."""
    offices = person.memberships.active().filter(role=Role.FOCAL_POINT)
    led = Organization.objects.filter(pk__in=offices.values("organization_id"))
    return list(led.exclude(status__in=ENDED).in_order())


def take_leave(person: Person, *, by: Person) -> bool:
    """Delete her account. Organizations keep what she did in their name; where she was the focal
    point, the secretariat and the deputies are told that the office is free.

    Returns False when somebody has done it already.
    """
    with transaction.atomic():
        person_now = Person.objects.select_for_update().filter(pk=person.pk).first()
        if person_now is None:
            return False
        _tell(person_now, by)
        memberships = list(person_now.memberships.select_related("organization"))
        organizations = [membership.organization for membership in memberships]
        invitations = _withdraw_invitations(person_now)
        _throw_unsent_logos_away(person_now)
        _forget_in_mergers(person_now)
        colleagues = Person.objects.filter(memberships__organization__in=organizations)
        readers = Person.objects.filter(pk__in=colleagues.values("pk")) | Person.objects.filter(
            is_staff=True
        )
        about = [*organizations, *memberships, *invitations]
        erase(person_now, about=about, readers=readers)
    return True


def _tell(person: Person, by: Person) -> None:
    vacated = {organization.pk for organization in only_led_by(person)}
    for organization in Organization.objects.of(person):
        # Who goes leaves no name, also not as the one who did it.
        act = organization.act(None) if by.pk == person.pk else Act(by)
        Event.record(organization, "person_left", act)
        if organization.pk in vacated:
            told = Person.objects.secretariat() | organization.people()
            letters.office_vacant(organization, to=told.exclude(pk=person.pk))


def _withdraw_invitations(person: Person) -> list[Invitation]:
    """Those that were sent to her; returns what they were, for the events that name them."""
    to_her = Q(*(Q(email__iexact=one) for one in addresses_of(person)), _connector=Q.OR)
    hers = list(Invitation.objects.filter(to_her))
    Invitation.objects.filter(to_her).delete()
    return hers


def _forget_in_mergers(person: Person) -> None:
    for merger in Merger.objects.all():
        if moving.forget(merger.moved, person):
            merger.save(update_fields=["moved"])


def _throw_unsent_logos_away(person: Person) -> None:
    for registration in person.registrations.filter(became=None).exclude(logo=""):
        logo = registration.logo
        transaction.on_commit(partial(logo.storage.delete, str(logo.name)))
