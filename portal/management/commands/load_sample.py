"""Load the real sample content of ``data/``; a second run adds only what is missing."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.sample import loading


class Command(BaseCommand):
    help = "Load the sample content of data/ (themes, organizations, experiences, exchanges)."

    def handle(self, *args: Any, **options: Any) -> None:
        for what, number in loading.load().items():
            self.stdout.write(f"{what}: {number} new")
