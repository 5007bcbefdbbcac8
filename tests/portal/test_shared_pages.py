"""Pages kept for all visitors: never old, never private, never somebody else's."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client

from experiences.models import Experience
from portal import content
from tests import make

LIBRARY = "/en/experiences/"


@pytest.fixture
def visitor(settings, db) -> Iterator[Client]:
    """A browser without a session, before a site that keeps pages."""
    settings.SHARE_PAGES = True
    caches["pages"].clear()
    yield Client()
    caches["pages"].clear()


def titles(page: Any) -> str:
    assert page.status_code == 200
    return str(page.content.decode())


# --- The version ---------------------------------------------------------------------------------


@pytest.fixture
def counted(transactional_db):
    """How often the version changed since it was last asked."""
    seen = content.version()

    def since() -> int:
        nonlocal seen
        before, seen = seen, content.version()
        return seen - before

    return since


def test_a_transaction_counts_once_whatever_it_changes(counted):
    with transaction.atomic():
        sheet = make.published()
        sheet.title = "Another"
        sheet.save()
    assert counted() == 1


def test_what_is_rolled_back_does_not_count(counted):
    with transaction.atomic():
        make.published()
        transaction.set_rollback(True)
    assert counted() == 0


def test_every_way_of_writing_counts(counted):
    sheet = make.published()
    counted()
    Experience.objects.filter(pk=sheet.pk).update(title="By a bulk update")
    assert counted() == 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_organization SET name = 'By SQL'")
    assert counted() == 1
    sheet.lessons.all().delete()
    assert counted() == 1
    sheet.themes.clear()
    assert counted() == 1
    Experience.objects.filter(pk=sheet.pk).update(status="withdrawn")
    assert counted() == 1


def test_drafts_and_sign_ins_do_not_count(counted):
    organization, person = make.organization(), make.person()
    draft = Experience.objects.create(organization=organization, slug="draft", title="Draft")
    counted()
    Experience.objects.filter(pk=draft.pk).update(title="Still a draft")
    type(person).objects.filter(pk=person.pk).update(last_login="2026-01-01T00:00Z")
    assert counted() == 0


@pytest.mark.django_db
def test_a_new_table_is_watched_after_the_migration():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE experiences_tomorrow (id int)")
        content.watch()
        cursor.execute("INSERT INTO experiences_tomorrow VALUES (1)")
        cursor.execute("SELECT count(*) FROM portal_change")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db
def test_only_what_is_private_or_derived_is_not_watched():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class c WHERE relkind = 'r'"
            " AND relname ~ '^(community|members|experiences|exchanges)_' AND NOT EXISTS (SELECT"
            " FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'portal_content_changed')"
        )
        found = {name for (name,) in cursor.fetchall() if not name.endswith("version")}
    assert found == {
        "community_follow", "community_letter", "community_person_groups",
        "community_person_user_permissions", "exchanges_yearcounter", "experiences_facet",
        "experiences_indexentry", "experiences_reviewnote", "experiences_use", "experiences_word",
        "members_invitation", "members_registration",
    }  # fmt: skip


# --- The pages -----------------------------------------------------------------------------------


def test_a_page_seen_before_is_answered_304_by_a_single_question(
    visitor, django_assert_num_queries
):
    page = visitor.get(LIBRARY)
    assert page["Cache-Control"] == "no-cache"
    assert {"Cookie", "HX-Request", "Accept-Encoding"} <= set(page["Vary"].split(", "))
    with django_assert_num_queries(1):
        again = visitor.get(LIBRARY, headers={"If-None-Match": page["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", page["ETag"])


def test_a_page_is_made_once_and_kept_with_its_headers(visitor, django_assert_num_queries):
    page = visitor.get(LIBRARY)
    with django_assert_num_queries(1):
        again = visitor.get(LIBRARY)
    assert again.content == page.content
    assert dict(again.items()) == dict(page.items())
    assert "Content-Security-Policy" in again


@pytest.mark.parametrize(
    "address",
    ["/es/experiences/", f"{LIBRARY}?q=goats", f"{LIBRARY}?page=1", "/en/", "/en/lessons/"],
)
def test_each_address_is_a_page_of_its_own(visitor, address):
    assert visitor.get(address)["ETag"] != visitor.get(LIBRARY)["ETag"]


def test_a_fragment_and_a_compressed_page_are_pages_of_their_own(visitor):
    plain = visitor.get(LIBRARY)
    fragment = visitor.get(LIBRARY, headers={"HX-Request": "true"})
    packed = visitor.get(LIBRARY, headers={"Accept-Encoding": "gzip"})
    assert len({plain["ETag"], fragment["ETag"], packed["ETag"]}) == 3
    assert packed["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in visitor.get(LIBRARY)


@pytest.mark.parametrize("address", ["/sitemap.xml", "/robots.txt", "/en/experiences/feed/"])
def test_what_machines_read_is_kept_too(visitor, address):
    page = visitor.get(address)
    assert visitor.get(address, headers={"If-None-Match": page["ETag"]}).status_code == 304


@pytest.mark.parametrize("address", ["/en/accounts/login/", "/en/accounts/signup/"])
def test_a_page_with_a_form_belongs_to_one_visitor(visitor, address):
    first, second = visitor.get(address), Client().get(address)
    assert "ETag" not in first
    assert first.cookies["csrftoken"].value != second.cookies["csrftoken"].value


def test_no_page_of_a_visitor_holds_a_token(visitor):
    for address in (LIBRARY, "/en/", "/en/search/", "/en/lessons/", "/en/about/"):
        assert "csrfmiddlewaretoken" not in titles(visitor.get(address))


def test_who_is_signed_in_neither_gets_a_kept_page_nor_leaves_one(visitor, amina):
    page = visitor.get(LIBRARY)
    member = Client()
    member.force_login(amina)
    answer = member.get(LIBRARY, headers={"If-None-Match": page["ETag"]})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "ETag" not in answer
    assert "My page" in titles(answer)
    assert "My page" not in titles(visitor.get(LIBRARY))


def test_what_is_not_there_is_not_kept(visitor):
    for address in ("/en/experiences/nothing/", "/en/my/", "/", "/healthz"):
        assert "ETag" not in visitor.get(address)


@pytest.mark.django_db(transaction=True)
def test_the_next_look_after_a_publication_sees_it(visitor):
    sheet = make.published(title="Visits at home")
    old = visitor.get(LIBRARY)
    assert "Visits at home" in titles(old)
    Experience.objects.filter(pk=sheet.pk).update(title="Visits in the evening")
    new = visitor.get(LIBRARY, headers={"If-None-Match": old["ETag"]})
    assert "Visits in the evening" in titles(new)
    Experience.objects.filter(pk=sheet.pk).update(status="withdrawn")
    assert "Visits" not in titles(visitor.get(LIBRARY, headers={"If-None-Match": new["ETag"]}))


# --- Two processes that read while a third writes ------------------------------------------------


class Reader:
    """A web process that reads one address over and over until told to stop."""

    def __init__(self, address: str) -> None:
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.portal.reader",
                connection.settings_dict["NAME"],
                address,
            ],
            cwd=Path(__file__).parent.parent.parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        assert self.process.stdout.readline() == "ready\n"

    def stop(self) -> list[tuple[float, float, list[int], int]]:
        """When each look began and ended, the rounds it saw, and its status."""
        looks, _errors = self.process.communicate("stop\n", timeout=30)
        return [tuple(look) for look in json.loads(looks)]


@pytest.mark.django_db(transaction=True)
def test_two_processes_never_show_an_old_or_private_page():
    """What a look shows was true while it lasted: every fourth round the sheet is withdrawn."""
    sheet = make.published(title="Round 1 of visits")
    readers = [Reader(LIBRARY), Reader(LIBRARY)]
    began, done = {1: 0.0}, {1: 0.0}
    for number in range(2, 41):
        began[number] = time.monotonic()
        Experience.objects.filter(pk=sheet.pk).update(
            title=f"Round {number} of visits", status="published" if number % 4 else "withdrawn"
        )
        done[number] = time.monotonic()
        time.sleep(0.02)
    for looks in [reader.stop() for reader in readers]:
        assert {status for *_times, status in looks} == {200, 304}
        assert len({number for look in looks for number in look[2]}) > 5
        for start, end, seen, _status in looks:
            oldest = max(number for number, at in done.items() if at <= start)
            newest = max(number for number, at in began.items() if at <= end)
            true = set(range(oldest, newest + 1))
            assert set(seen) <= {number for number in true if number % 4}
            assert seen or any(number % 4 == 0 for number in true)
