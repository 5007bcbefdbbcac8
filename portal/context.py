"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import pgettext

from portal import languages


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "site_name": pgettext("short name of the network", "IASPN"),
        "sample_content": settings.DEMO,
        "languages": languages.links(request),
        "canonical_url": settings.SITE_URL + request.path,
        "site_url": settings.SITE_URL,
        "secretariat_email": settings.SECRETARIAT_EMAIL,
    }
