"""Restore an archive of ``backup`` into an empty database and an empty folder of files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.backup.restoring import restore, verified
from portal.backup.sentences import in_one_sentence


class Command(BaseCommand):
    help = "Restore an archive into an empty database and an empty folder of files."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive")

    def handle(self, *args: Any, archive: str, **options: Any) -> None:
        with in_one_sentence("The archive was not restored."):
            manifest = restore(Path(archive))
        with in_one_sentence("The archive was restored, but not all is as it was."):
            restored = verified(manifest)
        self.stdout.write(f"Restored: {restored.rows} rows and {restored.files} files.")
        if restored.missing:
            names = ", ".join(restored.missing)
            self.stdout.write(f"Missing already when the archive was made: {names}.")
        if restored.behind:
            self.stdout.write(
                f"The archive is of an older release: now run 'manage.py migrate'"
                f" ({restored.behind} migrations)."
            )
        else:
            self.stdout.write("The database is up to date: 'migrate' is not needed.")
