"""What ``manage.py check --deploy`` says of a site before people come."""

from typing import Any

from django.conf import settings
from django.core.checks import Warning


def database_is_named(**_asked: Any) -> list[Warning]:
    """With a forgotten line the site would come up, and be empty."""
    if settings.DATABASE_URL:
        return []
    told = "DATABASE_URL is empty: the site has the embedded PostgreSQL, which is for trying out."
    return [Warning(told, hint="Name a server, or say DATABASE_URL=embedded.", id="portal.W001")]
