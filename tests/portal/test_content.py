"""The number that changes with all that visitors can see, and how it is asked for."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.utils import translation

from community import content
from community.content import Latest
from experiences.models import Experience
from tests import make

# What no visitor ever sees, and what is derived in the same transaction.
PRIVATE = {
    "community_follow", "community_letter", "community_person_groups",
    "community_person_user_permissions", "exchanges_yearcounter", "experiences_facet",
    "experiences_indexentry", "experiences_review", "experiences_reviewnote",
    "experiences_use", "experiences_word", "members_invitation", "members_registration",
}  # fmt: skip


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
    translation = sheet.translations.create(language="es", published_at="2026-01-01T00:00Z")
    assert counted() == 1
    piece = translation.pieces.create(part="title", text="Visitas", original=sheet.title)
    assert counted() == 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE experiences_translatedpiece SET text = 'Las visitas'")
    assert counted() == 1
    piece.delete()
    assert counted() == 1
    block = make.block(sheet)
    assert counted() == 1
    type(block).objects.update(how="By hand")
    assert counted() == 1
    block.delete()
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
    assert found == PRIVATE


# --- Asking for it -------------------------------------------------------------------------------


@pytest.fixture
def latest(transactional_db) -> Iterator[Latest]:
    ours = Latest()
    ours.version()
    yield ours
    ours.close()


def test_it_tells_what_is_committed_and_nothing_else(latest):
    before = latest.version()
    with transaction.atomic():
        make.published()
        assert latest.version() == before
    assert latest.version() == before + 1 == content.version()


def test_who_comes_while_a_question_is_on_its_way_shares_the_next_one(latest):
    """Three come, the last two during the first one's question: it is too old for them."""
    before = latest.asked
    with ThreadPoolExecutor() as threads:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("LOCK portal_content")
            first = threads.submit(latest.version)
            time.sleep(0.05)
            others = [threads.submit(latest.version) for _one in range(2)]
            time.sleep(0.05)
            assert not first.done()
        numbers = {one.result(timeout=5) for one in [first, *others]}
    assert numbers == {content.version()}
    assert latest.asked - before == 2


def test_a_connection_that_was_lost_is_made_again(latest):
    before = latest.version()
    with connection.cursor() as cursor, latest.connection.cursor() as theirs:
        theirs.execute("SELECT pg_backend_pid()")
        cursor.execute("SELECT pg_terminate_backend(%s, 1000)", theirs.fetchone())
    assert latest.version() == before


def test_while_the_database_is_away_nobody_gets_an_old_number(latest):
    latest.version()
    latest.close()
    connection.settings_dict["NAME"], name = "nowhere", connection.settings_dict["NAME"]
    try:
        with pytest.raises(OperationalError):
            latest.version()
    finally:
        connection.settings_dict["NAME"] = name
    assert latest.version() == content.version()


# --- What is kept under it -----------------------------------------------------------------------


@content.kept
def titles() -> list[str]:
    return list(Experience.objects.order_by("pk").values_list("title", flat=True))


@pytest.fixture
def asked_anew(transactional_db) -> Iterator[None]:
    yield
    content.latest.close()


def test_what_is_kept_is_made_anew_after_a_publication_and_only_then(
    asked_anew, django_assert_num_queries
):
    make.published(title="First")
    assert titles() == ["First"]
    with django_assert_num_queries(0):
        assert titles() == ["First"]
    make.published(title="Second")
    assert titles() == ["First", "Second"]


def test_each_language_has_its_own(asked_anew):
    make.published()
    first = titles()
    with translation.override("fr"):
        assert titles() is not first
    assert titles() is first


def test_a_transaction_sees_what_it_has_changed_itself_and_keeps_it_from_others(asked_anew):
    make.published(title="First")
    with transaction.atomic():
        Experience.objects.update(title="Not yet")
        assert titles() == ["Not yet"]
        transaction.set_rollback(True)
    assert titles() == ["First"]


@pytest.fixture
def asked(asked_anew, monkeypatch) -> list[int]:
    """The versions that the database was asked for."""
    ask, told = content.latest.version, []

    def version() -> int:
        told.append(ask())
        return told[-1]

    monkeypatch.setattr(content.latest, "version", version)
    return told


@pytest.mark.parametrize("path", ["", "experiences/", "organizations/", "themes/", "search/?q=a"])
def test_a_page_asks_for_the_version_once_and_the_next_one_anew(asked, client, amina, path):
    make.published(make.ministry_of(amina), title="First")
    client.force_login(amina)  # whom nobody answers at the door
    for number in (1, 2):
        assert client.get(f"/en/{path}").status_code == 200
        assert len(asked) <= number
    make.published(title="Second")
    client.get("/en/experiences/")
    assert asked[-1] == content.version()


def test_in_one_look_the_version_stays_and_after_it_the_latest_counts(asked):
    make.published(title="First")
    with content.in_one_look():
        assert titles() == ["First"]
        make.published(title="Second")
        assert titles() == ["First"]
        with content.as_of(asked[0] + 99):
            assert titles() == ["First", "Second"]
        assert titles() == ["First"]
    assert titles() == ["First", "Second"]
    assert len(asked) == 2


def test_a_version_known_from_the_door_is_not_asked_for_again(asked):
    make.published(title="First")
    with content.in_one_look(content.version()):
        assert titles() == ["First"]
    assert asked == []


def test_who_writes_reads_what_was_written_just_now(asked, client, amina, chloe):
    """A request that changes something asks each time."""
    sheet = make.sheet(make.ministry_of(amina), maturity="pilot")
    sheet.submit(by=amina)
    client.force_login(amina)
    assert "maturity=pilot" not in client.get("/en/experiences/").text
    sheet.publish(by=chloe)
    assert "maturity=pilot" in client.get("/en/experiences/").text


def test_numbers_of_lately_are_those_of_one_version_and_not_too_many(asked_anew):
    numbers = content.Lately[str, int](2)
    make.published()
    numbers.now()["first"] = 1
    numbers.now()["second"] = 2
    assert numbers.now() == {}  # no room
    numbers.now()["first"] = 1
    assert numbers.now() == {"first": 1}
    make.published()
    assert numbers.now() == {}


def test_a_transaction_neither_gives_nor_gets_numbers_of_lately(asked_anew):
    numbers = content.Lately[str, int](9)
    numbers.now()["known"] = 1
    with transaction.atomic():
        assert numbers.now() == {}
        numbers.now()["not yet"] = 2
    assert numbers.now() == {"known": 1}


def test_the_library_offers_at_once_what_was_published_and_no_more_what_was_withdrawn(
    asked_anew, client
):
    def offered() -> str:
        return str(client.get("/en/experiences/").content)

    make.published()
    assert "maturity=pilot" not in offered()
    sheet = make.published(maturity="pilot")
    assert "maturity=pilot" in offered()
    Experience.objects.filter(pk=sheet.pk).update(status="withdrawn")
    assert "maturity=pilot" not in offered()


def test_the_front_page_of_each_list_counts_at_once_what_is_new(asked_anew, client):
    def told(path: str) -> str:
        return str(client.get(path).content)

    make.published(lessons=["Go slowly."])
    assert "1 organization<" in told("/en/organizations/")
    assert "1 lesson<" in told("/en/lessons/")
    assert "1 experience" in told("/en/")
    make.published(make.organization("Another"), lessons=["Go."])
    assert "2 organizations<" in told("/en/organizations/")
    assert "2 lessons<" in told("/en/lessons/")
    assert "2 experiences" in told("/en/")


def test_what_a_member_may_see_alone_is_never_kept_for_all(asked_anew, client):
    ministry = make.organization("Ministry")
    make.published(ministry)
    make.sheet(ministry, maturity="pilot")
    hers = Client()
    hers.force_login(make.amina(ministry))
    assert hers.get("/en/experiences/").status_code == 200  # she comes first
    assert "maturity=pilot" not in str(client.get("/en/experiences/").content)
