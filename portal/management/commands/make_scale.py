"""Fill a database with much invented content, to measure the portal with."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.scale.making import make


class Command(BaseCommand):
    help = "Add invented organizations, people, sheets, offers and exchanges (never in production)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organizations", type=int, default=1_000)
        parser.add_argument("--people", type=int, default=0)
        parser.add_argument(
            "--experiences", type=int, help="two for each organization unless said otherwise"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Invented content has no place in production.")
        organizations, experiences = options["organizations"], options["experiences"]
        made = make(
            organizations=organizations,
            people=options["people"],
            experiences=2 * organizations if experiences is None else experiences,
        )
        for what, number in made.items():
            self.stdout.write(f"{what}: {number}")
