"""A PostgreSQL with the portal's tables, and a streaming replica of it."""

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import DatabaseWrapper

from portal.backup import programs
from portal.embedded import cluster
from portal.lifeline import tied
from tests.database import made_ready
from tests.ports import free_port

PATIENCE = 60.0
HOST = "127.0.0.1"
OPTIONS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "fsync": "off",
    "shared_buffers": "32MB",
    "log_statement": "all",  # which server was asked is read in its log
    "log_min_messages": "log",
}


class Server:
    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.log = cluster.beside(folder, "log")
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "portal", role: str = "postgres") -> str:
        return f"postgres://{role}@{HOST}:{self.port}/{database}"

    def start(self) -> None:
        options = {**OPTIONS, "port": str(self.port)}
        words = [word for name, said in options.items() for word in ("-c", f"{name}={said}")]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [cluster.program("postgres"), "-D", str(self.folder), *words],
                stdout=log,
                stderr=log,
                cwd="/",
                preexec_fn=tied(signal.SIGINT),
                **cluster.identity(cluster.account()),
            )
        until(self.answers)

    def answers(self) -> bool:
        assert self.process
        assert self.process.poll() is None, self.said()[-2000:]
        try:
            return self.ask("SELECT 1", "postgres") == 1
        except psycopg.OperationalError:
            return False

    def ask(self, question: str, database: str = "portal") -> Any:
        with psycopg.connect(self.url(database), autocommit=True) as asked:
            done = asked.execute(question.encode())
            row = done.fetchone() if done.description else None
            return row and row[0]

    def said(self, since: int = 0) -> str:
        """What it was asked since its log had that many bytes."""
        return self.log.read_bytes()[since:].decode(errors="replace")

    def stop(self, how: int = signal.SIGINT) -> None:
        if self.process:
            self.process.send_signal(how)
            self.process.wait(PATIENCE)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        assert self.process
        main = psutil.Process(self.process.pid)
        family = [main, *main.children(recursive=True)]
        for one in family:
            one.suspend()
        try:
            yield
        finally:
            for one in family:
                one.resume()


def until(condition: Any, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "nothing happened in time"
        time.sleep(0.05)


@contextmanager
def primary(place: Path) -> Iterator[Server]:
    """With what the migrations made, and nobody."""
    server = Server(place / "primary")
    cluster.make(server.folder, cluster.account())
    server.start()
    try:
        server.ask("CREATE DATABASE portal TEMPLATE template0", "postgres")
        server.ask("CREATE ROLE reader LOGIN IN ROLE pg_read_all_data")
        fill(server)
        yield server
    finally:
        server.stop()


def fill(server: Server) -> None:
    known = programs.environment() | {"PGDATABASE": made_ready()}
    pg_dump = programs.fitting("pg_dump", programs.server())
    command = [pg_dump, "--no-owner", "--no-privileges"]
    dump = subprocess.run(command, env=known, capture_output=True, check=True).stdout
    psql = [cluster.program("psql"), "-qX", "-v", "ON_ERROR_STOP=1", "-d", server.url()]
    subprocess.run(psql, input=dump, stdout=subprocess.DEVNULL, check=True)


@contextmanager
def replica_of(server: Server) -> Iterator[Server]:
    replica = Server(server.folder.with_name("replica"))
    cluster.own(replica.folder, cluster.account())
    words = f"-h {HOST} -p {server.port} -U postgres -c fast -X stream --write-recovery-conf"
    command = [cluster.program("pg_basebackup"), "-D", str(replica.folder), *words.split()]
    cluster.run(command, cluster.account())
    replica.start()
    try:
        yield replica
    finally:
        replica.stop(signal.SIGKILL)


@contextmanager
def written_to(server: Server) -> Iterator[None]:
    """What the test makes, it makes there."""
    known = {**connections.settings[DEFAULT_DB_ALIAS], "HOST": HOST, "PORT": server.port}
    before = connections[DEFAULT_DB_ALIAS]
    there = DatabaseWrapper({**known, "NAME": "portal", "USER": "postgres"}, DEFAULT_DB_ALIAS)
    connections[DEFAULT_DB_ALIAS] = there
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = before
        there.close()
