"""What every test can rely on."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from community.models import Person
from tests import make


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Send home who is still connected in the end, such as a thread of the site in a story:
    PostgreSQL drops no database that somebody uses."""
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
