"""A real browser before the real site: what every story can rely on.

A story takes ``page`` and ``live_server``, signs people in with ``sign_in`` and reads like prose::

    sign_in(page, live_server, amina)
    visit(page, live_server, "/en/experiences/")
"""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings
from playwright.sync_api import Page, Response, expect

from community.models import Person

# Playwright runs an event loop in this thread; Django would take it for an asynchronous view.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=SpareRendererForSitePerProcess",  # nobody waits for the next site
)
PHONE = {"width": 360, "height": 740}
expect.set_options(timeout=10_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """An installed Chromium (``CHROMIUM`` names it); else the one Playwright downloaded."""
    there = filter(None, map(shutil.which, ("chromium-headless-shell", "chromium")))
    found = os.environ.get("CHROMIUM") or next(there, "/usr/bin/chromium")
    own = {"executable_path": found} if os.path.exists(found) else {}
    return {**browser_type_launch_args, **own, "args": list(QUIET)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "en-US", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture(scope="session")
def base_url() -> str:
    """Stands in for the plugin's own, which warns under pytest 9; stories name full addresses."""
    return ""


@pytest.fixture(scope="package", autouse=True)
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Static files as production has them, the style sheet in one piece; only not compressed,
    which takes seconds."""
    root = tmp_path_factory.mktemp("static")
    storage = {"BACKEND": "portal.staticfiles.PortalStaticFilesStorage"}
    with override_settings(
        STATIC_ROOT=root,
        STORAGES={**settings.STORAGES, "staticfiles": storage},
        WHITENOISE_SKIP_COMPRESS_EXTENSIONS=["css", "js", "svg", "txt"],
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        with override_settings(STATICFILES_DIRS=[root]):
            yield


@pytest.fixture(autouse=True)
def no_complaints(page: Page) -> Iterator[None]:
    """No story ends well when the browser complained: a script failed or the CSP stopped one."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda line: (
            complaints.append(line.text) if "Content Security Policy" in line.text else None
        ),
    )
    yield
    assert complaints == []


def visit(page: Page, live_server: Any, path: str) -> Response:
    """Open ``path``; what the site answered."""
    answer = page.goto(f"{live_server.url}{path}")
    assert answer
    return answer


def sign_in(page: Page, live_server: Any, person: Person) -> None:
    """Be ``person`` from here on; whoever was signed in before is out."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )


def sign_out(page: Page) -> None:
    """A visitor from here on."""
    page.context.clear_cookies()


def give_second_factor(person: Person) -> None:
    """The desk (Django's admin) asks staff for one."""
    Authenticator.objects.get_or_create(
        user=person, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "unused"}}
    )
