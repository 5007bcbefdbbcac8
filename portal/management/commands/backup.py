"""Write database and files into one archive, or check one."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.backup.archive import FILES, checked
from portal.backup.sentences import in_one_sentence
from portal.backup.taking import place, take

INCOMPLETE = 2  # the exit code where an archive was written, but files were missing before


class Command(BaseCommand):
    help = "Write the database and all uploaded files into one archive, or check one (--check)."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("where", help="a folder, or the name of a file that is not there yet")
        parser.add_argument(
            "--check", action="store_true", help="read the archive WHERE and compare all hashes"
        )

    def handle(self, *args: Any, where: str, check: bool, **options: Any) -> None:
        if check:
            self.check_archive(Path(where))
        else:
            self.write_archive(where)

    def write_archive(self, where: str) -> None:
        with in_one_sentence("Nothing was backed up."):
            taken = take(place(where))
        self.stdout.write(f"{taken.path}: the database and {taken.files} files.")
        if taken.gone:
            names = ", ".join(taken.gone)
            self.stdout.write(f"Deleted meanwhile, which is no error: {names}.")
        if taken.lost:
            raise CommandError(
                "The archive was written, but the database names files that are not there"
                f" ({len(taken.lost)}): {', '.join(taken.lost[:10])}.",
                returncode=INCOMPLETE,
            )

    def check_archive(self, path: Path) -> None:
        with in_one_sentence("The archive is not usable."):
            manifest = checked(path)
        files = sum(name.startswith(FILES) for name in manifest["parts"])
        self.stdout.write(
            f"{path} is whole: release {manifest['release']}, {manifest['made_at']}, PostgreSQL"
            f" {manifest['postgresql']['server']}, {sum(manifest['rows'].values())} rows,"
            f" {files} files, {len(manifest['missing'])} missing when it was made."
        )
