"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import pgettext

from portal import languages

# As the parts of addresses and ``components/nav_links.html`` call them.
ROOMS = {"experiences", "lessons", "exchanges", "organizations", "countries", "themes"}


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        **_room(request.path),
        "site_name": pgettext("short name of the network", "IASPN"),
        "sample_content": settings.DEMO,
        "languages": languages.links(request),
        "canonical_url": settings.SITE_URL + request.path,
        "printed_url": settings.SITE_URL + request.get_full_path(),  # with what was chosen
        "site_url": settings.SITE_URL,
        "secretariat_email": settings.SECRETARIAT_EMAIL,
    }


def _room(path: str) -> dict[str, str]:
    """In which of the rooms the page is, and whether it is its front page."""
    parts = path.split("/")  # nothing, the language, the room, what is behind it
    if len(parts) > 3 and parts[2] in ROOMS:
        return {"room": parts[2], "at": "true" if any(parts[3:]) else "page"}
    if len(parts) > 3 and parts[2] == "offers":  # they have their door among the exchanges
        return {"room": "exchanges", "at": "true"}
    return {"room": "", "at": ""}
