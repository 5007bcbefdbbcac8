"""Web processes and workers as production starts them, and who reads through the proxy."""

import os
import re
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from typing import Any

from django.conf import settings

from portal.demo.processes import LEAN, commands, sweep
from portal.lifeline import tied
from setup import environment
from tests.machines.servers import HOST, until
from tests.ports import free_port

NAME = "portal.example.org"  # as .env.example has it
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
EDGE = secrets.token_hex(8)


def of_production(**more: str) -> dict[str, str]:
    example = settings.BASE_DIR / ".env.example"
    others = {name: os.environ[name] for name in os.environ.keys() - environment.named(example)}
    return {
        **others,
        **LEAN,
        **environment.example(example),
        "DJANGO_SETTINGS_MODULE": "tests.machines.site_settings",
        "SECRET_KEY": secrets.token_urlsafe(64),
        **more,
    }


@contextmanager
def running(command: str, env: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, *command.split()],
        cwd=settings.BASE_DIR,
        env=env,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=tied(signal.SIGTERM),
    )
    try:
        yield
    finally:
        sweep(process)


class Site:
    """A machine with one web process."""

    def __init__(self) -> None:
        self.port = free_port()
        self.command = commands(self.port)["site"].replace("--workers 2", "--workers 1")

    def is_up(self) -> bool:
        try:
            return Browser().get(self, "/readyz").status == 200
        except OSError:
            return False


WORKER = commands(0)["worker"]


class Answer:
    def __init__(self, response: HTTPResponse) -> None:
        self.status, self.headers = response.status, response.headers
        self.content = response.read()
        self.text = self.content.decode(errors="replace")


class Browser:
    """It says no name, so nothing that it reads is counted as a use."""

    def __init__(self, address: str = "203.0.113.1") -> None:
        self.cookies: dict[str, str] = {}
        self.address = address

    def get(self, site: Site, path: str) -> Answer:
        return self._ask(site, "GET", path)

    def post(self, site: Site, path: str, **fields: Any) -> Answer:
        """A form, as it stands on the page; what is bytes is a picture."""
        found = TOKEN.search(self.get(site, path).text)
        assert found, f"no form at {path}"
        parts = []
        for name, value in {"csrfmiddlewaretoken": found[1], **fields}.items():
            head = f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"'
            is_file = isinstance(value, bytes)
            head += '; filename="a.png"\r\nContent-Type: image/png' if is_file else ""
            parts.append(f"{head}\r\n\r\n".encode() + (value if is_file else value.encode()))
        body = b"\r\n".join([*parts, f"--{EDGE}--\r\n".encode()])
        kind = {"Content-Type": f"multipart/form-data; boundary={EDGE}"}
        return self._ask(site, "POST", path, body, kind)

    def _ask(
        self, site: Site, method: str, path: str, body: bytes = b"", more: Any = None
    ) -> Answer:
        headers = {
            "Host": NAME,
            "X-Forwarded-For": self.address,
            "X-Forwarded-Proto": "https",
            "Referer": f"https://{NAME}{path}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        connection = HTTPConnection(HOST, site.port, timeout=30)
        try:
            given = {name: value for name, value in headers.items() if value}
            connection.request(method, path, body, {**given, **(more or {})})
            answer = Answer(connection.getresponse())
        finally:
            connection.close()
        for said in answer.headers.get_all("Set-Cookie") or ():
            name, _sign, value = said.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer


def wait_for(*sites: Site) -> None:
    for site in sites:
        until(site.is_up)
