"""Migrations run on a live site: they wait for people, and people hardly for them."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from django.db.migrations import RunSQL
from django.db.migrations.state import ProjectState

from community import migrating
from community.migrating import AtOnce, InBatches
from community.models import Theme
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def somebody() -> Iterator[psycopg.Connection]:
    """A reader or writer beside the migration."""
    options = connection.get_connection_params()
    known = ("host", "port", "user", "password", "dbname")
    with psycopg.connect(**{key: options[key] for key in known if options.get(key)}) as other:
        yield other


def applied(operation: Any) -> None:
    with connection.schema_editor(atomic=False) as editor:
        operation.database_forwards("community", editor, ProjectState(), ProjectState())


def notes() -> set[str]:
    return set(Theme.objects.values_list("reference", flat=True))


def test_a_table_that_somebody_reads_is_left_to_her_until_she_is_done(somebody, monkeypatch):
    make.theme()
    monkeypatch.setattr(migrating, "LONGEST_WAIT", 10)
    monkeypatch.setattr(migrating, "TRIES", 3)
    done: list[str] = []
    monkeypatch.setattr(migrating.time, "sleep", lambda _seconds: done or somebody.rollback())
    change = [
        RunSQL("UPDATE community_theme SET reference = reference || 'once'"),
        RunSQL("LOCK TABLE community_theme"),
    ]
    somebody.execute("SELECT FROM community_theme")
    applied(AtOnce(change))  # she has gone after the first try
    assert notes() == {"once"}

    done.append("she stays")
    somebody.execute("SELECT FROM community_theme")
    with pytest.raises(OperationalError, match="lock timeout"):
        applied(AtOnce(change))
    assert notes() == {"once"}


def test_many_rows_are_written_some_at_a_time():
    for slug in ("a", "b", "c"):
        make.theme(slug)
    say = "UPDATE community_theme SET reference = pg_current_xact_id()::text WHERE id = ANY (%s)"
    applied(InBatches(["SELECT 1", say], "SELECT id FROM community_theme ORDER BY id", size=2))
    assert "" not in notes()
    assert len(notes()) == 2


def test_what_others_were_writing_is_there_before_the_first_rows_are_taken(somebody, monkeypatch):
    make.theme("a")
    somebody.execute("UPDATE community_theme SET slug = 'late'")
    monkeypatch.setattr(migrating.time, "sleep", lambda _seconds: somebody.commit())
    late = "SELECT id FROM community_theme WHERE slug = 'late'"
    applied(InBatches(["UPDATE community_theme SET reference = 'x' WHERE id = ANY (%s)"], late))
    assert notes() == {"x"}
