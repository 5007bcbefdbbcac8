"""What every test can rely on."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.utils import translation

from community.models import Person
from tests import make, s3
from tests.database import emptied, made_ready


def pytest_configure(config: pytest.Config) -> None:
    """A fresh clone has no catalogs: without them every page would be read in English.

    Once, before the workers start.
    """
    if not hasattr(config, "workerinput"):
        call_command("compile_translations", verbosity=0)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: Python need not look through all of it for garbage, nor as
    often as in a process that has to be small. A twentieth of the time of the tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, django_db_blocker: Any
) -> None:
    """Every process of the tests copies its database instead of migrating it."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = made_ready()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Empty tables fast, and in the end send home who is still connected, such as a thread of the
    site in a story: PostgreSQL drops no database that somebody uses."""
    # On the class: beside Playwright's event loop, Django opens another connection.
    type(connection.ops).sql_flush = emptied  # type: ignore[method-assign,assignment]
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user"
            " AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    with s3.server() as address:
        yield address


@pytest.fixture(autouse=True)
def in_english() -> None:
    """Every test begins so, whatever language the one before has read."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def from_here_nobody_came_before() -> None:
    """All tests of a process come from one address."""
    caches["throttle"].clear()


@pytest.fixture
def amina(db: None) -> Person:
    return make.amina()


@pytest.fixture
def boris(db: None) -> Person:
    return make.boris()


@pytest.fixture
def chloe(db: None) -> Person:
    return make.chloe()
