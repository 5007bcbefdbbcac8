"""Fill a database with much invented content, to measure the portal with."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from experiences.models import Experience
from portal.scale import filling
from portal.scale.copying import may_pass_triggers
from portal.scale.making import make


class Command(BaseCommand):
    help = "Add invented organizations, people, sheets, offers and exchanges (never in production)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organizations", type=int, default=1_000)
        parser.add_argument("--people", type=int, default=0)
        parser.add_argument(
            "--experiences", type=int, help="two for each organization unless said otherwise"
        )
        parser.add_argument(
            "--offers", type=int, help="half as many as organizations unless said otherwise"
        )
        parser.add_argument(
            "--exchanges", type=int, help="half as many as organizations unless said otherwise"
        )
        parser.add_argument("--processes", type=int, default=2, help="that write sheets at once")
        parser.add_argument(
            "--among-real-content",
            action="store_true",
            help="although this database holds sheets of real organizations",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Invented content has no place in production.")
        if not may_pass_triggers():
            raise CommandError(
                "The role may not pass triggers by: a superuser has to GRANT SET ON PARAMETER"
                " session_replication_role to it."
            )
        if not options["among_real_content"] and real_content():
            raise CommandError(
                "Real content is in this database; --among-real-content mixes the invented in."
            )
        organizations, experiences = options["organizations"], options["experiences"]
        made = make(
            organizations=organizations,
            people=options["people"],
            offered=options["offers"],
            asked=options["exchanges"],
        )
        number = 2 * organizations if experiences is None else experiences
        made["experiences"] = filling.make(
            number, processes=options["processes"], say=self.stdout.write
        )
        for what, number in made.items():
            self.stdout.write(f"{what}: {number}")


def real_content() -> bool:
    return Experience.objects.filter(is_sample=False).exists()
