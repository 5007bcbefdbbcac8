"""Takes a second factor away from somebody who lost it, and with it her recovery codes."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from community import mail
from community.models import Person


class Command(BaseCommand):
    help = "Take the second factor of one account away, end its sessions and tell its owner."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="the e-mail address of the account")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        person = Person.objects.filter(email__iexact=address.strip()).first()
        if person is None:
            raise CommandError(f"No account has the address {address}.")
        with transaction.atomic():
            gone, _each = Authenticator.objects.filter(user=person).delete()
            if not gone:
                raise CommandError(f"{person.email} has no second factor.")
            # Whoever found the telephone may be signed in with it.
            for session in UserSession.objects.filter(user=person):
                session.end()
            whom = settings.SECRETARIAT_EMAIL
            mail.post("second_factor_forgotten", person, secretariat_email=whom)
        self.stdout.write(
            f"{person.email} signs in with the password alone"
            + (" and sets a new second factor up before anything else." if person.is_staff else ".")
        )
