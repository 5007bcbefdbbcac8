"""Create the groups of the secretariat with their rights."""

from typing import Any

from django.core.management.base import BaseCommand

from portal import roles


class Command(BaseCommand):
    help = "Create or update the groups officer, editor and coordinator."

    def handle(self, *args: Any, **options: Any) -> None:
        roles.make_groups()
        self.stdout.write("groups: officer, editor, coordinator")
