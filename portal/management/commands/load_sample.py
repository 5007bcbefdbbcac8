"""Load the real sample content of ``data/``; a second run adds only what is missing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.sample import loading


class Command(BaseCommand):
    help = "Load the sample content of data/ (themes, organizations, experiences, exchanges)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--vocabulary",
            action="store_true",
            help="What every portal begins with: themes, commitments of the region, country facts.",
        )

    def handle(self, *args: Any, vocabulary: bool, **options: Any) -> None:
        for what, number in loading.load(only_vocabulary=vocabulary).items():
            self.stdout.write(f"{what}: {number} new")
