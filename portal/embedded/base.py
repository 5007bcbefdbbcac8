"""Django's PostgreSQL backend on a server that nobody had to install.

The first connection of the first process starts it, every process shares it, and it stops with
the last one. Used where ``DATABASE_URL`` is empty or says ``embedded``.
"""

from pathlib import Path
from typing import Any

from django.db import OperationalError
from django.db.backends.postgresql import base

from portal.embedded.cluster import Failed
from portal.embedded.server import sign_on


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        try:
            sockets = sign_on(Path(self.settings_dict["PGDATA"]).absolute())
        except Failed as error:
            raise OperationalError(str(error)) from error
        self.settings_dict["HOST"] = str(sockets)
        return super().get_connection_params()
