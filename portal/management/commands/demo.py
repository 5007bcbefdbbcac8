"""``make run``: the whole portal on this machine, with sample content and demo accounts."""

import os
from pathlib import Path
from shutil import disk_usage
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection, connections

from portal.demo.preparation import must_be_alone, prepare
from portal.demo.processes import Children, Ended, obstacle
from portal.embedded.server import sign_off

TOO_LITTLE = 40 * 2**20  # bytes: two files of PostgreSQL's log and some
WELCOME = """
The portal is ready: http://127.0.0.1:{port}/   (the secretariat's desk: /admin/)

Sign in with the password  exchange-of-experiences  as
  secretariat@demo.example      coordinator of the secretariat
  focal@mds.demo.example        focal point of a ministry of social development
  editor@mds.demo.example       editor of the same ministry
  focal@provider.demo.example   focal point of a ministry of another country
  focal@ngo.demo.example        focal point of an NGO
  person@demo.example           a person without an organization

Mail goes to {mail} and to this console. Ctrl-C ends the demo and keeps the data;
'make reset' throws the data away.
"""


class Command(BaseCommand):
    help = "Prepare the demo and run site and worker until Ctrl-C."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        port = port_of(os.environ.get("PORT", "8000"))
        try:
            prepare(self.stdout.write)
        except KeyboardInterrupt:
            raise CommandError("Stopped before everything was ready; 'make run' goes on.") from None
        except (OSError, OperationalError) as error:
            raise CommandError(sentence(error)) from error
        self.run_until_asked(Children(port), port)

    def run_until_asked(self, children: Children, port: int) -> None:
        close_database()
        try:
            children.start()
            children.wait_until_up()
            self.stdout.write(WELCOME.format(port=port, mail=shown(settings.VAR_DIR / "mail")))
            children.wait_until_asked()
        except Ended as error:
            raise CommandError(f"{error} The lines above say why.") from None
        finally:
            children.stop()
            leave_database()
        self.stdout.write("The demo has ended; its data are kept.")


def port_of(text: str) -> int:
    if not settings.DEMO:
        raise CommandError("The demo has accounts that everybody knows: it needs PORTAL_MODE=demo.")
    must_be_alone()
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CommandError(f"PORT is a number from 1 to 65535, not {text!r}.")
    if trouble := obstacle(int(text)):
        raise CommandError(f"{trouble}, or take another, as in 'make run PORT={other(text)}'.")
    return int(text)


def other(port: str) -> int:
    return int(port) + 1 if 1024 <= int(port) < 65535 else 8001


def sentence(error: OSError | OperationalError) -> str:
    # Without room for its log PostgreSQL just dies, so the words of the error do not always tell.
    if "No space left" in str(error) or disk_usage(settings.BASE_DIR).free < TOO_LITTLE:
        return "The disk is full: free about 1 GB and run 'make run' again."
    return str(error)


def shown(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def close_database() -> None:
    """No connection stays open in the runner, which only waits from here on."""
    connections.close_all()
    if getattr(connection, "pool", None):
        connection.close_pool()  # type: ignore[attr-defined]


def leave_database() -> None:
    if folder := connection.settings_dict.get("PGDATA"):
        sign_off(Path(folder).absolute())
