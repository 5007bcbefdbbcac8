"""The people of the demo; refused anywhere else."""

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from community.models import Person
from members.models import Membership, Organization
from portal import roles

PASSWORD = "exchange-of-experiences"  # noqa: S105 - published in the README, demo only
# address, name, language, organization in the sample, role there
PEOPLE = (
    ("secretariat@demo.example", "Chloe Baptiste", "en", "", ""),
    ("focal@mds.demo.example", "Amina Reyes", "es", "mds-chile", "focal_point"),
    ("editor@mds.demo.example", "Elena Soto", "es", "mds-chile", "editor"),
    ("focal@provider.demo.example", "Boris Almeida", "pt", "mds-brasil", "focal_point"),
    ("focal@ngo.demo.example", "Nadège Louis", "fr", "fonkoze", "focal_point"),
    ("person@demo.example", "Paul Rivers", "en", "", ""),
)


class Command(BaseCommand):
    help = "Create the demo accounts (PORTAL_MODE=demo only)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo accounts exist in the demo only (PORTAL_MODE=demo).")
        roles.make_groups()
        with transaction.atomic():
            for address, name, language, slug, role in PEOPLE:
                person = self.person(address, name, language)
                if slug:
                    self.member(person, slug, role)
            self.coordinator()

    def person(self, address: str, name: str, language: str) -> Person:
        found = Person.objects.filter(email=address).first()
        if found:
            return found
        made = Person.objects.create_user(address, PASSWORD, name=name, language=language)
        EmailAddress.objects.create(user=made, email=address, verified=True, primary=True)
        return made

    def member(self, person: Person, slug: str, role: str) -> None:
        organization = Organization.objects.get(slug=slug)
        if not organization.memberships.of(person).exists():
            Membership.objects.create(
                person=person, organization=organization, role=role, confirmed_at=timezone.now()
            )

    def coordinator(self) -> None:
        chloe = Person.objects.get(email=PEOPLE[0][0])
        Person.objects.filter(pk=chloe.pk).update(is_staff=True)
        chloe.groups.add(Group.objects.get(name=roles.EVERYTHING))
