"""``make reset``: throws away what the demo has stored."""

import fcntl
import shutil
import time
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo.preparation import must_be_alone
from portal.embedded.cluster import beside
from portal.embedded.locks import take

PATIENCE = 5.0  # seconds for a server that is stopping


class Command(BaseCommand):
    help = "Throw away the demo's database, files and mail."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        must_be_alone()
        folder = settings.DATABASES["default"].get("PGDATA")
        if not settings.DEMO or not folder:
            raise CommandError("Only the demo's own database is thrown away: unset DATABASE_URL.")
        folder = Path(folder).absolute()
        folder.parent.mkdir(parents=True, exist_ok=True)
        with alone(folder):
            for path in (folder, settings.VAR_DIR / "mail", settings.MEDIA_ROOT):
                shutil.rmtree(path, ignore_errors=True)
        self.stdout.write("The data of the demo are gone; 'make run' starts afresh.")


def alone(folder: Path) -> IO[str]:
    """The lock that tells users from no users: held, nobody can start the server again."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if lock := take(beside(folder, "users"), fcntl.LOCK_EX | fcntl.LOCK_NB):
            return lock
        time.sleep(0.1)
    raise CommandError("The database is in use: end the demo (Ctrl-C) or the tests first.")
