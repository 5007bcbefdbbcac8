"""Questions that are put into SQL once: the same answers as if they were made anew each time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone

from community.languages import speaking
from community.models import Person
from community.prepared import READERS, Given, Prepared, by_keys, given_keys, kind_of
from experiences.models import Experience
from members.models import Membership, Organization
from tests import make

pytestmark = pytest.mark.django_db


def by_slug() -> Prepared[Experience]:
    rows = Experience.objects.select_related("organization").as_cards()
    return Prepared(rows.filter(slug=Given("slug")))


def test_the_same_question_is_asked_with_other_values(django_assert_num_queries):
    asked = by_slug()
    for sheet in (make.published(title="Goats"), make.published(title="Sheep")):
        told = (sheet.title, sheet.organization.name, ["Chile"])
        with django_assert_num_queries(1):
            found = asked.row(slug=sheet.slug)
            assert (found.title, found.organization.name, found.country_names) == told
    assert asked.row(slug="nowhere") is None
    assert asked.row(slug="'; DROP TABLE experiences_experience; --") is None


def test_nothing_of_a_value_is_left_for_the_next_one_who_asks():
    asked = Prepared(Membership.objects.of(READERS["person"]))
    amina, boris = make.amina(), make.boris()
    for person in (amina, boris, amina):
        assert {one.person_id for one in asked.rows(reader=person.pk)} == {person.pk}
    assert asked.rows(reader=make.person().pk) == []


@pytest.mark.parametrize("number", [0, 1, 3])
def test_it_takes_as_many_keys_as_there_are(number):
    sheets = [make.published(title=f"Sheet {n}") for n in range(3)]
    asked = Prepared(Experience.objects.filter(pk__in=given_keys("keys")))
    keys = [sheet.pk for sheet in sheets[:number]]
    assert {sheet.pk for sheet in asked.rows(keys=keys)} == set(keys)


def test_it_is_put_into_sql_once(monkeypatch):
    asked = by_slug()
    sheet = make.published()
    monkeypatch.delattr("django.db.models.sql.compiler.SQLCompiler.as_sql")
    assert asked.row(slug=sheet.slug) == sheet


def test_what_one_question_was_made_of_makes_the_next():
    sheet = make.published(lessons=["One", "Two"])
    rows = Experience.objects.as_sheets()
    for _time in range(2):
        found = Prepared(rows.filter(slug=Given("slug"))).row(slug=sheet.slug)
        assert [lesson.claim for lesson in found.lessons.all()] == ["One", "Two"]
        assert found.country_names == ["Chile"]
    assert [lesson.claim for lesson in rows.get(pk=sheet.pk).lessons.all()] == ["One", "Two"]


carded = by_keys(lambda: Experience.objects.published().as_cards())
by_name = by_keys(lambda: Organization.objects.in_order())


def test_rows_come_in_the_order_of_their_keys(django_assert_num_queries):
    first, second, draft = make.published(), make.published(), make.sheet(make.organization())
    for keys in ([first.pk, second.pk], [second.pk, first.pk]):
        with django_assert_num_queries(1):
            assert [sheet.pk for sheet in carded(iter(keys))] == keys
    assert carded([draft.pk, second.pk, 10**12]) == [second]
    with django_assert_num_queries(0):
        assert carded([]) == []


def test_rows_that_have_an_order_keep_it():
    keys = [make.organization(name=name).pk for name in ("Oruro", "Éxito", "Andes")]
    assert [one.name for one in by_name(keys)] == ["Andes", "Éxito", "Oruro"]


def test_they_come_in_the_language_of_who_asks():
    sheet = make.published()
    for code, name in (("en", "Brazil"), ("pt", "Brasil"), ("fr", "Brésil"), ("en", "Brazil")):
        sheet.countries.set(["BR"])
        with speaking(code):
            assert carded([sheet.pk])[0].country_names == [name]


def test_they_are_put_into_sql_once(monkeypatch):
    sheet = make.published()
    assert carded([sheet.pk]) == [sheet]
    monkeypatch.delattr("django.db.models.sql.compiler.SQLCompiler.as_sql")
    assert carded([sheet.pk]) == [sheet]


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_on_its_own_connection():
    sheet, asked = make.published(), by_slug()

    def ask(_number: int) -> tuple[Experience | None, int]:
        try:
            return asked.row(slug=sheet.slug), id(connection.connection)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(ask, range(4)))
    assert [found for found, _at in answers] == [sheet] * 4
    assert id(connection.connection) not in {at for _found, at in answers}


def test_no_day_is_kept_in_a_question():
    with pytest.raises(ValueError, match="for ever"):
        Prepared(Experience.objects.to_confirm())
    since = Prepared(Experience.objects.filter(changed_at__gte=Given("since")))
    assert since.rows(since=timezone.now()) == []


def test_whoever_reads_is_of_one_kind():
    assert kind_of(AnonymousUser()) == "visitor"
    assert kind_of(Person(is_staff=True)) == "secretariat"
    assert kind_of(Person()) == "person"
