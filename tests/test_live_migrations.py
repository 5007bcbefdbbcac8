"""A migration leaves a live site alone: what takes long is done beside people, in small parts.

Those up to ``FIRST`` made the first portal: no site ever ran without them.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterModelTable,
    CreateModel,
    DeleteModel,
    Migration,
    RemoveField,
    RenameField,
    RenameModel,
    RunPython,
    RunSQL,
)
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED

from tests.portal.test_content import PRIVATE

FIRST = {"community": 7, "members": 7, "experiences": 27, "exchanges": 13, "portal": 3}
OF_1_1 = {"community": 10, "members": 9, "experiences": 32, "exchanges": 14, "portal": 3}
BODY = re.compile(r"\$\$.*?\$\$", re.DOTALL)  # of a function: nothing of it is done yet
WRITES = re.compile(
    r"\b(update\s+\w+\s+(as\s+)?(\w+\s+)?set|insert into|delete from|create (unique )?index"
    r"|select \w+_(reindex|recount))\b",
    re.IGNORECASE,
)


@cache
def migrations() -> list[Migration]:
    found = MigrationLoader(None).disk_migrations
    return [one for (floor, _name), one in sorted(found.items()) if floor in FIRST]


def slow(migration: Migration) -> list[str]:
    """What it does to tables that are full already, in one transaction that holds all its locks."""
    if not migration.atomic:  # it says itself what is done at once
        return []
    made = {one.name_lower for one in migration.operations if isinstance(one, CreateModel)}
    return [one.describe() for one in migration.operations if _is_slow(one, made)]


def _is_slow(operation: Any, made: set[str]) -> bool:
    match operation:
        case AddIndex() | AddConstraint():
            return operation.model_name_lower not in made
        case RunSQL():
            return isinstance(operation.sql, str) and bool(
                WRITES.search(BODY.sub("", operation.sql))
            )
    return isinstance(operation, RunPython)


def test_later_migrations_use_what_leaves_people_alone():
    """``AtOnce``, ``InBatches`` and ``AddIndexMeanwhile``, with ``atomic = False``."""
    assert len(migrations()) >= sum(FIRST.values())
    later = [one for one in migrations() if int(one.name[:4]) > FIRST[one.app_label]]
    assert {f"{one.app_label} {one.name}": slow(one) for one in later if slow(one)} == {}


def test_the_first_ones_would_be_found():
    found = {(one.app_label, one.name[:4]) for one in migrations() if slow(one)}
    fills = {("experiences", n) for n in ("0006", "0013", "0015", "0016", "0021", "0025")}
    assert found >= fills | {("exchanges", "0010"), ("exchanges", "0013"), ("members", "0002")}
    assert ("experiences", "0020") not in found
    assert ("experiences", "0012") not in found


ADDS = re.compile(r"alter table (\w+)\s+add (?:column )?(?!constraint)", re.IGNORECASE)
BY_ROWS = {"experiences_experience", "exchanges_exchange"}  # whatever column is changed


def steps(operations: Iterable[Any]) -> Iterator[Any]:
    for one in operations:
        yield from steps(one.database_operations) if hasattr(one, "database_operations") else [one]


def unwatched(migration: Migration) -> set[str]:
    """Tables that get a column whose changes would change no version of the content."""
    grown, watched, made = set(), "", set()
    for step in steps(migration.operations):
        if isinstance(step, CreateModel):
            made.add(f"{migration.app_label}_{step.name_lower}")
        elif isinstance(step, AddField):
            grown.add(f"{migration.app_label}_{step.model_name_lower}")
        elif isinstance(step, RunSQL) and isinstance(step.sql, str):
            grown |= set(ADDS.findall(step.sql))
            watched += step.sql
    grown = {table for table in grown - made - BY_ROWS - PRIVATE if not table.endswith("version")}
    return {table for table in grown if f"portal_content_changed ON {table};" not in watched}


def test_a_later_column_changes_the_version_of_the_content_as_well():
    """``watched_anew``: the triggers of a site that runs name the columns that it had."""
    later = [one for one in migrations() if int(one.name[:4]) > FIRST[one.app_label]]
    assert {f"{one.app_label} {one.name}": unwatched(one) for one in later if unwatched(one)} == {}
    first = {f"{one.app_label} {one.name[:4]}": unwatched(one) for one in migrations()}
    assert first["exchanges 0013"] == {"exchanges_activity"}  # one would be found


def missed(migration: Migration) -> list[str]:
    """What the release before would miss: it goes on until the restart, and after a way back."""
    found, made = [], set()
    for step in steps(migration.operations):
        match step:
            case CreateModel():
                made.add(step.name_lower)
            case RemoveField() | RenameField() | DeleteModel() | RenameModel() | AlterModelTable():
                found.append(step.describe())
            case AddField() if step.model_name_lower not in made and not _left_out(step.field):
                found.append(step.describe())
    return found


def _left_out(field: Any) -> bool:
    """Whoever knows nothing of the column may write a row."""
    has_default = field.db_default is not NOT_PROVIDED or field.generated
    return bool(field.null or field.many_to_many or has_default)


def test_a_release_works_on_the_tables_of_the_next_one():
    """A column goes one release after its last use, and comes with a value of the database's."""
    later = [one for one in migrations() if int(one.name[:4]) > OF_1_1[one.app_label]]
    assert {f"{one.app_label} {one.name}": missed(one) for one in later if missed(one)} == {}
    first = {f"{one.app_label} {one.name[:4]}": missed(one) for one in migrations()}
    assert first["community 0010"] == ["Add field is_shown to synonym"]  # one would be found
    assert first["members 0008"] == []
