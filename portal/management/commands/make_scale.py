"""Content in any quantity, to measure with: ``make_scale --experiences 100000``."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from experiences.models import Experience
from portal.scale import experiences


class Command(BaseCommand):
    help = "Make content in quantities, to measure with; the same for the same numbers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--experiences", type=int, default=0, metavar="N")
        parser.add_argument("--processes", type=int, default=2, help="that write at once")
        parser.add_argument(
            "--among-real-content",
            action="store_true",
            help="although sheets of real organizations are in this database",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("This is a production site: nobody wants invented content there.")
        if not options["among_real_content"] and Experience.objects.filter(is_sample=False).exists():
            raise CommandError(
                "Real content is in this database; --among-real-content mixes the invented into it."
            )
        if options["experiences"]:
            started = time.monotonic()
            experiences.make(
                options["experiences"], processes=options["processes"], say=self.stdout.write
            )
            self.stdout.write(f"experiences: {time.monotonic() - started:.0f} s")
