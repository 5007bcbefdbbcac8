"""What ``manage.py check --deploy`` says of a site before people come."""

from typing import Any

from django.conf import settings
from django.core.checks import Warning
from django.core.files.storage import default_storage


def database_is_named(**_asked: Any) -> list[Warning]:
    """With a forgotten line the site would come up, and be empty."""
    if settings.DATABASE_URL:
        return []
    told = "DATABASE_URL is empty: the site has the embedded PostgreSQL, which is for trying out."
    return [Warning(told, hint="Name a server, or say DATABASE_URL=embedded.", id="portal.W001")]


def files_are_reached(**_asked: Any) -> list[Warning]:
    """A bucket that is not there: each file would seem to be lost."""
    try:
        default_storage.listdir("")
    except FileNotFoundError:  # nothing was stored yet
        return []
    except OSError as error:
        return [Warning(f"Files that people upload cannot be reached: {error}", id="portal.W002")]
    return []


def replicas_are_read(**_asked: Any) -> list[Warning]:
    if not settings.REPLICAS or settings.SHARE_PAGES:
        return []
    told = "SHARE_PAGES is off: no page has a version, so none is made from DATABASE_REPLICA_URLS."
    return [Warning(told, id="portal.W003")]
