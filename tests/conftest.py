"""What every test can rely on."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import translation

from community.models import Person
from exchanges.models import MatchWeight
from members.models import Country
from tests import make


def pytest_configure(config: pytest.Config) -> None:
    """A fresh clone has no catalogs: without them every page would be read in English.

    Once, before the workers start.
    """
    if not hasattr(config, "workerinput"):
        call_command("compile_translations", verbosity=0)


# What the migrations made: the next test expects it.
KEPT = (
    "auth_permission",
    "django_content_type",
    Country._meta.db_table,
    MatchWeight._meta.db_table,
)


def emptied(operations: Any, _style: object, tables: list[str], **_options: bool) -> list[str]:
    """What empties the database after a test that committed; nothing is left for Django to do.

    It would make all permissions anew, which are still there. For an ordinary role it truncates,
    which makes new files for each of sixty tables: 0.3 s a test. A superuser passes by every
    trigger, and the rows go in 0.01 s.
    """
    names = [operations.quote_name(table) for table in tables if table not in KEPT]
    with operations.connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone() == (True,):
            rows = [f"DELETE FROM {name}" for name in names]  # noqa: S608
            operations.execute_sql_flush(["SET LOCAL session_replication_role = replica", *rows])
        else:
            operations.execute_sql_flush([f"TRUNCATE {', '.join(names)}"])
    return []


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
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def in_english() -> None:
    """Every test begins so, whatever language the one before has read."""
    translation.activate("en")


@pytest.fixture
def amina(db: None) -> Person:
    return make.amina()


@pytest.fixture
def boris(db: None) -> Person:
    return make.boris()


@pytest.fixture
def chloe(db: None) -> Person:
    return make.chloe()
