"""A browser that comes in by the door that the HTTP server uses, not behind it."""

from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.signals import request_started
from django.db import close_old_connections
from django.http import HttpResponse
from django.test import Client

from portal.door import Door, Listener


class Visitor(Client):
    def __init__(self, *listeners: Listener) -> None:
        super().__init__()
        self.door = Door(WSGIHandler(), *listeners)
        self.handler = self.through

    def through(self, environ: dict[str, Any]) -> HttpResponse:
        told: list[Any] = []
        request_started.disconnect(close_old_connections)  # the test is in a transaction
        body = b"".join(self.door(environ, lambda *words: told.extend(words)))
        request_started.connect(close_old_connections)
        response = HttpResponse(body, status=int(told[0][:3]))
        del response["Content-Type"]
        for name, value in told[1]:
            if name == "Set-Cookie":
                response.cookies.load(value)
            else:
                response[name] = value
        response.wsgi_request = WSGIRequest(environ)  # type: ignore[attr-defined]
        return response
