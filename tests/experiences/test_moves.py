"""Every state, every move, every role: what may happen and what may not."""

import datetime as dt
import itertools
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from community.lifecycle import MoveRefused
from community.models import Event, Letter, Person
from experiences.models import Experience
from experiences.vocabulary import Status
from tests import make

pytestmark = pytest.mark.django_db
VERBS: dict[str, Callable[[Experience, Person], None]] = {
    "submit": lambda sheet, by: sheet.submit(by=by),
    "publish": lambda sheet, by: sheet.publish(by=by),
    "return": lambda sheet, by: sheet.return_(by=by, reason="Please add a source."),
    "withdraw": lambda sheet, by: sheet.withdraw(by=by),
    "archive": lambda sheet, by: sheet.archive(by=by, reason="Out of date."),
    "republish": lambda sheet, by: sheet.republish(by=by),
}
LEADERS = {"focal_point", "deputy"}
# The table of product.md once more, by hand: (state, move) → (state after, who may). An author is
# one of a draft alone (below).
ALLOWED = {
    ("draft", "submit"): ("submitted", LEADERS),
    ("returned", "submit"): ("submitted", LEADERS),
    ("submitted", "publish"): ("published", {"secretariat"}),
    ("submitted", "return"): ("returned", {"secretariat"}),
    ("draft", "withdraw"): ("withdrawn", {"author", *LEADERS}),
    ("submitted", "withdraw"): ("withdrawn", {"author", *LEADERS}),
    ("returned", "withdraw"): ("withdrawn", {"author", *LEADERS}),
    ("published", "archive"): ("archived", {"secretariat", *LEADERS}),
    ("archived", "republish"): ("published", {"secretariat"}),
}
WHO = {
    move: set().union(*(w for (_s, m), (_t, w) in ALLOWED.items() if m == move)) for move in VERBS
}


def sheet_in(state: str, **fields: Any) -> Experience:
    sheet = make.sheet(make.organization(), **fields)
    published = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    stamp = published if state in ("published", "archived") else None
    Experience.objects.filter(pk=sheet.pk).update(status=state, published_at=stamp)
    sheet.refresh_from_db()
    return sheet


def people_of(sheet: Experience) -> dict[str, Person]:
    """Somebody in each role."""
    members = ("focal_point", "deputy", "editor", "viewer")
    made = {role: make.member(sheet.organization, role) for role in members}
    others = {"stranger": make.person(), "other_focal": make.boris()}
    return made | others | {"secretariat": make.chloe()}


@pytest.mark.parametrize("state", Status.values)
def test_a_move_is_made_by_the_right_person_at_the_right_moment_alone(state, subtests):
    sheet = sheet_in(state)
    people = people_of(sheet)
    for role, move in itertools.product(people, VERBS):
        with subtests.test(state=state, role=role, move=move), make.undone():
            tried = Experience.objects.get(pk=sheet.pk)
            see_what_comes_of_it(tried, move, role, people[role])


def see_what_comes_of_it(sheet: Experience, move: str, role: str, person: Person) -> None:
    state = sheet.status
    target, who = ALLOWED.get((state, move), (state, set()))
    if role in who:
        VERBS[move](sheet, person)
    else:
        with pytest.raises(MoveRefused if role in WHO[move] else PermissionDenied):
            VERBS[move](sheet, person)
        target = state
    assert Experience.objects.get(pk=sheet.pk).status == target
    assert Event.objects.of(sheet).count() == (role in who)
    if role not in who:
        assert not Letter.objects.exists()


def test_the_table_is_the_one_of_the_product():
    rows = {
        (source, row.name): (row.target, set(row.actors))
        for row in Experience.MOVES.values()
        for source in row.sources
    }
    assert rows == ALLOWED


def test_a_move_says_who_did_it_in_whose_name_and_why(amina, chloe):
    sheet = make.sheet(make.ministry_of(amina))
    sheet.submit(by=amina)
    sheet.return_(by=chloe, reason="Please add a source.")
    first, second = Event.objects.of(sheet).as_timeline()
    organization = sheet.organization
    assert (first.by, first.organization_number, first.organization_name) == (
        amina, organization.number, organization.name)  # fmt: skip
    assert (first.source, first.target) == ("draft", "submitted")
    assert (second.by, second.reason) == (chloe, "Please add a source.")
    assert (second.source, second.target) == ("submitted", "returned")


@pytest.mark.parametrize("field", ["title", "summary", "problem", "what_was_done", "results",
                                   "what_did_not_work", "scale"])  # fmt: skip
def test_a_sheet_without_a_needed_text_is_not_submitted_and_says_which(amina, field):
    sheet = make.sheet(make.ministry_of(amina), **{field: ""})
    with pytest.raises(MoveRefused) as refusal:
        sheet.submit(by=amina)
    assert list(refusal.value.message_dict) == [field]
    assert Experience.objects.get().status == "draft"
    assert not Event.objects.exists()
    assert not Letter.objects.exists()


def test_a_sheet_needs_a_theme_a_country_and_a_lesson(amina):
    sheet = make.sheet(make.ministry_of(amina), lessons=[])
    sheet.themes.clear()
    sheet.countries.clear()
    with pytest.raises(MoveRefused) as refusal:
        sheet.submit(by=amina)
    assert set(refusal.value.message_dict) == {"themes", "countries", "lessons"}


@pytest.mark.parametrize("status", ["applied", "question", "refused", "suspended", "retired"])
def test_only_an_approved_organization_submits_and_publishes(status, chloe):
    organization = make.organization()
    amina, sheet = make.amina(organization), make.sheet(organization)
    waiting = sheet_in("submitted")
    type(organization).objects.update(status=status)
    for made in (sheet, waiting):
        made.refresh_from_db()
    with pytest.raises(MoveRefused, match="approved"):
        sheet.submit(by=amina)
    with pytest.raises(MoveRefused, match="approved"):
        waiting.publish(by=chloe)
    assert set(Experience.objects.values_list("status", flat=True)) == {"draft", "submitted"}


@pytest.mark.parametrize(("state", "move"), [("submitted", "return_"), ("published", "archive")])
def test_a_decision_that_hurts_needs_a_reason(chloe, state, move):
    sheet = sheet_in(state)
    with pytest.raises(MoveRefused) as refusal:
        getattr(sheet, move)(by=chloe, reason="  ")
    assert "reason" in refusal.value.message_dict
    assert Experience.objects.get().status == state


def test_notes_stand_until_the_sheet_is_submitted_again(amina, chloe):
    sheet = make.sheet(make.ministry_of(amina))
    sheet.submit(by=amina)
    sheet.return_(by=chloe, reason="Almost.", notes={"results": "Which year?"})
    assert [note.text for note in sheet.review_notes.open()] == ["Which year?"]
    sheet.submit(by=amina)
    assert not sheet.review_notes.open().exists()
    assert sheet.review_notes.count() == 1


def test_publishing_again_keeps_the_first_date(chloe):
    sheet = sheet_in("published")
    first = sheet.published_at
    sheet.archive(by=chloe, reason="Out of date.")
    sheet.republish(by=chloe)
    assert Experience.objects.get().published_at == first


def test_looking_again_at_a_changed_sheet_is_written_down(amina, chloe):
    sheet = make.published(make.ministry_of(amina))
    sheet.title = "New"
    sheet.save()
    assert list(Experience.objects.changed_since_review()) == [sheet]
    sheet.mark_reviewed(by=chloe)
    assert not Experience.objects.changed_since_review().exists()
    assert Event.objects.of(sheet).get().name == "review"


# --- Letters -------------------------------------------------------------------------------------


def letters_to(person: Person) -> list[Letter]:
    return list(Letter.objects.filter(person=person).order_by("pk"))


@pytest.mark.parametrize(
    ("language", "word"), [("es", "Devuelta"), ("pt", "Devolvida"), ("fr", "Renvoyée")]
)
def test_a_sheet_is_of_the_gender_of_a_sheet(amina, chloe, language, word):
    """A request that is returned has the same words in English, and is a *pedido*."""
    ministry = make.ministry_of(amina)
    deputy = make.member(ministry, "deputy", language=language)
    sheet = make.sheet(ministry, title="Visits", slug="visits")
    sheet.submit(by=amina)
    sheet.return_(by=chloe, reason="Which year?")
    assert letters_to(deputy)[0].subject.startswith(word)


def test_each_decision_is_told_to_those_who_speak_for_the_organization(amina, chloe):
    ministry = make.ministry_of(amina)
    deputy = make.member(ministry, "deputy", language="es")
    make.member(ministry, "editor")
    sheet = make.sheet(ministry, title="Visits", slug="visits")
    sheet.submit(by=amina)
    sheet.return_(by=chloe, reason="Which year?", notes={"results": "Say the year."})
    sheet.submit(by=amina)
    sheet.publish(by=chloe)
    sheet.archive(by=chloe, reason="Out of date.")
    names = ["sheet_returned", "sheet_published", "sheet_archived"]
    assert [letter.name for letter in letters_to(amina)] == names
    assert [letter.name for letter in letters_to(deputy)] == names
    assert [letter.name for letter in letters_to(chloe)] == ["sheet_submitted"] * 2
    assert Letter.objects.count() == 8
    desk = f"/admin/experiences/experience/{sheet.pk}/change/"
    for place in (desk, "/en/experiences/visits/"):
        assert place in letters_to(chloe)[0].body
    assert not any("/admin/" in letter.body for letter in letters_to(amina))
    returned = letters_to(amina)[0]
    assert returned.subject == f"Returned with questions: {sheet.number} Visits"
    for words in ("Which year?", "Results: Say the year.", "It is your turn",
                  "/en/experiences/visits/", "Dear Amina Reyes,"):  # fmt: skip
        assert words in returned.body
    assert "/es/experiences/visits/" in letters_to(deputy)[0].body


def test_a_title_with_signs_of_html_stands_in_the_letter_as_it_is(amina, chloe):
    sheet = make.sheet(make.ministry_of(amina), title="Food & “care” <2020>")
    sheet.submit(by=amina)
    assert letters_to(chloe)[0].subject.endswith("Food & “care” <2020>")


def test_a_refused_move_sends_nothing(amina, chloe):
    sheet = sheet_in("published")
    with pytest.raises(MoveRefused):
        sheet.publish(by=chloe)
    assert not Letter.objects.exists()


# --- At once -------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verbs", [("publish", "publish"), ("publish", "return")])
def test_two_officers_at_once_make_one_move_one_event_and_one_set_of_letters(verbs):
    amina = make.amina()
    officers = [make.chloe(), make.person(is_staff=True, is_superuser=True)]
    sheet = make.sheet(make.ministry_of(amina))
    sheet.submit(by=amina)
    Letter.objects.all().delete()
    together = threading.Barrier(2)
    refused: list[MoveRefused] = []

    def decide(verb: str, officer: Person) -> None:
        mine = Experience.objects.get(pk=sheet.pk)
        together.wait()
        try:
            VERBS[verb](mine, officer)
        except MoveRefused as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    pairs = zip(verbs, officers, strict=True)
    threads = [threading.Thread(target=decide, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert Event.objects.of(sheet).exclude(name="submit").count() == 1
    assert Letter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_lesson_written_while_the_sheet_is_published_is_found():
    """The officer has published and not yet committed when the lesson is changed."""
    organization = make.organization()
    sheet = make.sheet(organization, title="Visits", lessons=["Old"])
    officer, amina = make.chloe(), make.amina(organization)
    sheet.submit(by=amina)
    published, written = threading.Event(), threading.Event()

    def publish() -> None:
        with transaction.atomic():
            Experience.objects.get(pk=sheet.pk).publish(by=officer)
            published.set()
            written.wait(timeout=1)  # in vain: the lesson waits for the sheet
        connection.close()

    def write() -> None:
        published.wait()
        sheet.lessons.update(claim="Ask the shepherds.")
        written.set()
        connection.close()

    threads = [threading.Thread(target=work) for work in (publish, write)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(Experience.objects.search("shepherds")) == [sheet]


@pytest.mark.django_db(transaction=True)
def test_a_sheet_published_while_its_organization_is_renamed_is_found_by_the_new_name():
    organization = make.organization("Ministerio de Tierra")
    sheet = make.sheet(organization)
    officer, amina = make.chloe(), make.amina(organization)
    sheet.submit(by=amina)
    renamed, published = threading.Event(), threading.Event()

    def rename() -> None:
        with transaction.atomic():
            type(organization).objects.update(name="Ministerio del Mar")
            renamed.set()
            published.wait(timeout=1)  # in vain: changes of the index take turns
        connection.close()

    def publish() -> None:
        renamed.wait()
        Experience.objects.get(pk=sheet.pk).publish(by=officer)
        published.set()
        connection.close()

    threads = [threading.Thread(target=work) for work in (rename, publish)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(Experience.objects.search("mar")) == [sheet]


# --- A draft that nobody submitted is withdrawn by who began it ------------------------------


def test_who_began_a_draft_withdraws_it_until_it_is_submitted(client, amina):
    ministry = make.ministry_of(amina)
    author, colleague = make.member(ministry, "editor"), make.member(ministry, "editor")
    sheet = make.sheet(ministry, slug="visits", created_by=author)
    with pytest.raises(PermissionDenied):
        sheet.withdraw(by=colleague)
    client.force_login(author)
    assert "visits/withdraw/" in client.get("/en/experiences/visits/").content.decode()
    mine = Experience.objects.get(pk=sheet.pk)
    with make.undone():
        sheet.submit(by=amina)
        assert "withdraw/" not in client.get("/en/experiences/visits/").content.decode()
        with pytest.raises(MoveRefused, match="submitted meanwhile"):
            mine.withdraw(by=author)
    answer = client.post("/en/experiences/visits/withdraw/")
    assert answer.status_code == 302
    sheet.refresh_from_db()
    assert sheet.status == "withdrawn"
    assert Event.objects.of(sheet).get().by == author


def test_who_left_or_only_reads_withdraws_nothing_that_she_began(amina):
    ministry = make.ministry_of(amina)
    author = make.member(ministry, "editor")
    sheet = make.sheet(ministry, created_by=author)
    ministry.memberships.filter(person=author).update(role="viewer")
    with pytest.raises(PermissionDenied):
        sheet.withdraw(by=author)
    ministry.memberships.filter(person=author).update(ended_at=dt.datetime.now(dt.UTC))
    with pytest.raises(PermissionDenied):
        sheet.withdraw(by=author)
