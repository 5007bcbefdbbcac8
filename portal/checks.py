"""What ``manage.py check --deploy`` says of a site before people come."""

from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.checks import Warning
from django.core.files.storage import default_storage

from portal.management.commands import compile_translations


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


def static_files_are_gathered(**_asked: Any) -> list[Warning]:
    """Without them no page can be made, nor the one that says so; ``portal/wsgi.py`` asks too."""
    if getattr(staticfiles_storage, "hashed_files", True):  # the tests serve them as they lie there
        return []
    told = f"Styles, scripts and pictures are not in {settings.STATIC_ROOT}."
    return [Warning(told, hint="Run manage.py collectstatic.", id="portal.W004")]


def translations_are_compiled(**_asked: Any) -> list[Warning]:
    """Without them the site would come up, and speak English alone."""
    languages = [catalog.parts[-3] for catalog in compile_translations.outdated()]
    if not languages:
        return []
    told = f"Translations are not compiled: {', '.join(languages)}."
    return [Warning(told, hint="Run manage.py compile_translations.", id="portal.W005")]
