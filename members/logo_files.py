"""Logos as files: drawn anew, small, and given out through an address of ours.

The name of a stored logo says its size (``logos/3f….240x80.webp``), so that a page can keep its
place without opening the file.
"""

import re
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse

from community import uploads
from community.uploads import Received

LONGER_SIDE = 320  # pixels; twice what the profile shows
SIZE = re.compile(r"\.(\d+)x(\d+)\.webp$")


def keep(received: Received) -> str:
    """Store it and return its name. Raises ``ValidationError`` where there is no room."""
    assert received.picture is not None  # noqa: S101 - the field takes pictures only
    picture = received.picture.smaller(LONGER_SIDE)
    size = f"{picture.width}x{picture.height}"
    return uploads.store(ContentFile(picture.content), "logos", f"{size}.webp")


def size_of(name: str) -> tuple[int, int] | None:
    """Width and height in pixels, by the name of a stored logo."""
    found = SIZE.search(name)
    return (int(found[1]), int(found[2])) if found else None


def answer(logo: Any) -> HttpResponse:
    """The picture itself, or 404 where there is none; never anything that a browser might run."""
    if not logo:
        raise Http404
    try:
        with default_storage.open(logo.name) as file:
            response = HttpResponse(file.read(), content_type="image/webp")
    except FileNotFoundError as lost:
        raise Http404 from lost
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
