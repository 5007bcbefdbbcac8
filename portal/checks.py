"""What ``manage.py check --deploy`` says of a site before people come.

Those ``of_a_site`` ask its database and mail server, where there is one: a site on the embedded
database, named on purpose, is a try-out.
"""

import datetime as dt
import os
import smtplib
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.core.checks import Warning
from django.core.files.storage import default_storage
from django.core.mail import mailers
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http.request import validate_host
from django.utils import timezone

from portal.health import out_of_reach
from portal.management.commands import compile_translations

ADDRESSES = (
    "ALLOWED_HOSTS",
    "SITE_URL",
    "DEFAULT_FROM_EMAIL",
    "SMTP_HOST",
    "SECRETARIAT_EMAIL",
    "SECURITY_CONTACT",
)
EXAMPLE = "example.org"  # as .env.example has it
PATIENCE = dt.timedelta(minutes=10)
HEARTBEAT = dt.timedelta(minutes=1)  # workers tell every ten seconds that they are there


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


def of_a_site(check: Callable[[], list[Warning]]) -> Callable[..., list[Warning]]:
    def asked(**_asked: Any) -> list[Warning]:
        return [] if settings.DATABASE_URL in ("", "embedded") else check()

    return asked


@of_a_site
def addresses_are_its_own() -> list[Warning]:
    """A host that was changed in one line of two: its own letters would lead nowhere."""
    left = [name for name in ADDRESSES if EXAMPLE in os.environ.get(name, "")]
    warnings = []
    if left:
        told = f"Still as in .env.example: {', '.join(left)}."
        warnings.append(Warning(told, hint="Write addresses of your own.", id="portal.W006"))
    site = urlsplit(settings.SITE_URL)
    if not validate_host(site.hostname or "", settings.ALLOWED_HOSTS):
        told = f"Letters lead to {settings.SITE_URL}, whose host is not among ALLOWED_HOSTS."
        warnings.append(Warning(told, id="portal.W007"))
    if site.scheme != "https":
        told = f"SITE_URL is {settings.SITE_URL}: nobody can sign in without https."
        warnings.append(Warning(told, id="portal.W008"))
    return warnings


@of_a_site
def passwords_are_kept() -> list[Warning]:
    file = settings.BASE_DIR / ".env"
    if not file.exists() or not file.stat().st_mode & 0o007:
        return []
    told = f"Everybody on this machine can read {file}, and the passwords in it."
    return [Warning(told, hint=f"chmod 640 {file}", id="portal.W009")]


@of_a_site
def mail_server_is_reached() -> list[Warning]:
    """Who signs up, and the first officer, waits for a code by letter."""
    mailer = mailers["default"]
    try:
        mailer.open()
        mailer.close()
    except (OSError, smtplib.SMTPException) as error:
        told = f"The mail server refuses or does not answer: {error}"
        hint = (
            "SMTP_HOST, SMTP_PORT, SMTP_USER, SMTP_PASSWORD, SMTP_TLS: docs/reference/settings.md"
        )
        return [Warning(told, hint=hint, id="portal.W010")]
    return []


@of_a_site
def cache_is_reached() -> list[Warning]:
    """Without it the site looks well, and nobody can sign in: the throttles count there."""
    try:
        cache.get("portal.checks")
    except out_of_reach() as error:
        told = f"CACHE_URL names a server that does not answer: {error}"
        return [Warning(told, hint="Until it does, nobody can sign in.", id="portal.W017")]
    return []


@of_a_site
def database_is_ready() -> list[Warning]:
    """What the commands of the first day bring, each named where it was forgotten."""
    executor = MigrationExecutor(connection)
    if missing := len(executor.migration_plan(executor.loader.graph.leaf_nodes())):
        told = f"{missing} migrations are not applied."
        return [Warning(told, hint="Run manage.py migrate.", id="portal.W011")]
    warnings = []
    if not apps.get_model("auth", "Group").objects.exists():
        told = "There are no groups: officers of the secretariat could change nothing."
        warnings.append(Warning(told, hint="Run manage.py make_groups.", id="portal.W012"))
    if not apps.get_model("community", "Theme").objects.exists():
        told = "There are no themes: nobody can submit a sheet."
        hint = "Run manage.py load_sample --vocabulary."
        warnings.append(Warning(told, hint=hint, id="portal.W013"))
    if not apps.get_model("community", "Person").objects.filter(is_staff=True).exists():
        told = "Nobody can open the secretariat's desk."
        warnings.append(Warning(told, hint="Run manage.py createsuperuser.", id="portal.W014"))
    return warnings + worker_is_there()


def worker_is_there() -> list[Warning]:
    """Without one the site looks well, and nobody gets a letter."""
    since = timezone.now() - HEARTBEAT
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > %s", [since]
        )
        if cursor.fetchone() == (0,):
            hint = "Start manage.py procrastinate worker."
            return [Warning("No worker is running.", hint=hint, id="portal.W015")]
    letters = apps.get_model("community", "Letter").objects.unsent()
    waiting = letters.filter(written_at__lt=timezone.now() - PATIENCE)
    if not (oldest := waiting.last()):
        return []
    told = f"{waiting.count()} letters wait, since {oldest.written_at:%Y-%m-%d %H:%M} UTC."
    return [Warning(told, hint=oldest.last_error or None, id="portal.W016")]


# Under a tag of their own: what is tagged "database" is left out unless --database names one.
OF_PRODUCTION = (
    database_is_named,
    files_are_reached,
    replicas_are_read,
    static_files_are_gathered,
    translations_are_compiled,
    addresses_are_its_own,
    passwords_are_kept,
    mail_server_is_reached,
    database_is_ready,
    cache_is_reached,
)
