"""Where every request comes in and every answer goes out, before and after Django."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from portal import shared_pages
from portal.shared_pages import Environ

Start = Callable[..., Any]
Site = Callable[[Environ, Start], Iterable[bytes]]
Listener = Callable[[Environ, int], None]


class Door:
    """A WSGI application before another one; visitors are often answered here already.

    ``listeners`` hear of every answer, whoever gave it (made, kept, 304): the environ of the
    request and the status. They must be quick: a kept page takes 0.1 ms.
    """

    def __init__(self, site: Site, *listeners: Listener) -> None:
        self.site = site
        self.listeners = listeners

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        kept = shared_pages.answer(environ) if settings.SHARE_PAGES else None
        if kept is None:
            try:
                return self.site(environ, self.overheard(environ, start))
            finally:
                shared_pages.ended(environ)
        self.tell(environ, kept.status)
        start(kept.status, kept.headers)
        return [kept.body]

    def overheard(self, environ: Environ, start: Start) -> Start:
        def told(status: str, *others: Any) -> Any:
            self.tell(environ, status)
            return start(status, *others)

        return told

    def tell(self, environ: Environ, status: str) -> None:
        for listener in self.listeners:
            listener(environ, int(status[:3]))
