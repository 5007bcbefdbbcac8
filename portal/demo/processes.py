"""Site and worker as children of the demo: none of them outlives it, nor one the other."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

from portal.lifeline import tied

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"
START = 60.0  # seconds that the site gets to answer
STOP = 20.0  # seconds that a child gets to finish what it is doing
# Else the C library keeps free memory apart for each thread, and what a page leaves behind.
LEAN = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "16384",
    "MALLOC_TRIM_THRESHOLD_": "65536",
}


class Ended(Exception):
    """A child ended although nobody asked it to; the sentence says which."""


def obstacle(port: int) -> str | None:
    """Why the site cannot listen on ``port``; None if it can."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except PermissionError:
            return f"Port {port} is for administrators"
        except OSError:
            return f"Port {port} is in use: stop what listens there"
    return None


def commands(port: int) -> dict[str, str]:
    """Two processes for two processors; fewer threads than the pool has connections."""
    return {
        "site": f"-m granian --interface wsgi --host {HOST} --port {port} --workers 2"
        " --blocking-threads 4 --no-ws --log-level warning --workers-kill-timeout 5"
        " portal.wsgi:application",
        "worker": "manage.py procrastinate worker",
    }


class Children:
    def __init__(self, port: int) -> None:
        self.port = port
        self.asked = threading.Event()
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.asked.set())
        for name, command in commands(self.port).items():
            self.running[name] = subprocess.Popen(
                [sys.executable, *command.split()],
                cwd=ROOT,
                env=os.environ | LEAN,
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the demo, which then ends its children
                preexec_fn=tied(signal.SIGTERM),
            )

    def wait_until_up(self) -> None:
        deadline = time.monotonic() + START
        while not self.answers():
            self.look()
            if time.monotonic() > deadline:
                raise Ended(f"The site did not answer within {START:.0f} seconds.")
            if self.asked.wait(0.1):
                return

    def answers(self) -> bool:
        connection = HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def wait_until_asked(self) -> None:
        """Until Ctrl-C, a request to terminate or a closed terminal."""
        while not self.asked.wait(0.5):
            self.look()

    def look(self) -> None:
        for name, child in self.running.items():
            if child.poll() is not None:
                raise Ended(f"The {name} ended by itself (exit code {child.returncode}).")

    def stop(self) -> None:
        for child in self.running.values():
            child.terminate()
        deadline = time.monotonic() + STOP
        for child in self.running.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(0, deadline - time.monotonic()))
            sweep(child)


def sweep(child: "subprocess.Popen[bytes]") -> None:
    """Whatever is left of the child's own session, its children included."""
    with suppress(ProcessLookupError, PermissionError):  # macOS denies what Linux does not find
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
