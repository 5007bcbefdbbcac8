"""Reads a letter that came back, as the mail server pipes it."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from community import bounces


class Command(BaseCommand):
    help = "Read one delivery status notification from standard input; mark its letter refused."

    def handle(self, *args: Any, **options: Any) -> None:
        """Never fails for what it does not understand: the mail server would send that back."""
        letter = bounces.note(sys.stdin.buffer.read(bounces.LONGEST))
        self.stdout.write(f"refused: letter {letter.pk}" if letter else "no letter of ours failed")
