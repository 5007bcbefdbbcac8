"""Reviews at the desk: notes beside parts, six scores, what changed; none is ever written over."""

import html

import pytest
from allauth.mfa.models import Authenticator
from django.db import DatabaseError, connection, transaction

from community.models import Event, Letter
from community.unsaved import mark
from experiences.models import Experience, Review, ReviewNote
from experiences.models.versions import Past
from experiences.reviewing import since
from tests import make
from tests.as_shown import as_shown

pytestmark = pytest.mark.django_db
SHEETS = "/admin/experiences/experience/"
NOBODY_ELSE_KNOWS = "The numbers of Valdivia look wrong."


@pytest.fixture
def desk(client, chloe):
    client.force_login(chloe)
    return client


@pytest.fixture
def submitted(amina):
    sheet = make.sheet(make.ministry_of(amina), title="Visits", problem="Nobody <b>came</b>.")
    sheet.submit(by=amina)
    return sheet


def at(sheet: Experience, act: str = "review") -> str:
    return f"{SHEETS}{sheet.pk}/{act}/"


def text_of(response) -> str:
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def seen(sheet: Experience) -> int:
    return len(Past(sheet))


def write(desk, sheet, **said):
    data = {"seen": seen(sheet), "score_relevance": "4", "why_relevance": "Everybody asks.", **said}
    return desk.post(at(sheet), data)


def officer(client, name="Dora Diaz"):
    person = make.person(name=name, is_staff=True, is_superuser=True)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(person)
    return person


@pytest.mark.parametrize("act", ["review", "move/return"])
def test_what_she_writes_outlives_her_session(desk, chloe, submitted, act):
    """Forty boxes: half an hour of reading goes into them."""
    address, field = at(submitted, act), "note_title"
    assert f'name="typed_by" value="{mark(chloe)}"' in text_of(desk.get(address))
    desk.logout()
    newest = submitted.newest_version
    typed = {field: "Whose visits?", "seen": newest, f"seen-{submitted.pk}": newest}
    answer = desk.post(address, {**typed, "reason": "Almost.", "typed_by": mark(chloe)})
    assert answer.url == f"/en/accounts/login/?next={address}"
    desk.force_login(chloe)
    text = text_of(desk.get(address))
    assert ">\nWhose visits?</textarea>" in text
    assert "This is what you typed before." in text
    assert not Review.objects.exists()
    assert not ReviewNote.objects.exists()


def test_each_part_of_the_sheet_stands_beside_a_box_for_a_note(desk, submitted):
    response = desk.get(at(submitted))
    assert b"Nobody &lt;b&gt;came&lt;/b&gt;." in response.content
    text = text_of(response)
    for name in ("title", "problem", "lessons", "attachments", "countries"):
        assert f'name="note_{name}"' in text
    assert text.count('type="radio"') == 6 * 5 + 3
    assert "Changed since" not in text  # all of it is new


def test_the_long_form_is_reviewed_too(desk, client, amina, chloe, submitted):
    """Its notes stand beside its fields, and the sections say on which page."""
    make.block(submitted, "A registry", needed_law="The law of 2019")
    submitted.figures.create(value="3.50", unit="points", kind="result")
    submitted.sources.create(kind="evaluation", title="Study", url="https://example.org/s")
    Experience.objects.update(
        legal_frame="Decree 4.", stakeholders="Nurses.", sustainability="Taxes.",
        available_for_exchange=True, exchange_how="Come and see.", exchange_languages=["es"],
    )  # fmt: skip
    text = text_of(desk.get(at(submitted)))
    for words in ("A registry", "The law of 2019", "Decree 4.", "Nurses.", "Taxes.", "Yes",
                  "Come and see.", "Spanish",
                  "Result: 3.5 points, year not stated, source not stated",
                  "Evaluation: Study – https://example.org/s"):  # fmt: skip
        assert words in text, words
    submitted.return_(by=chloe, reason="Almost.", notes={"legal_frame": "Which article?"})
    client.force_login(amina)
    edit = f"/en/experiences/{submitted.slug}/edit/"
    page = text_of(client.get(f"{edit}frame/"))
    assert page.index("Which article?") < page.index('name="legal_frame"')
    assert text_of(client.get(edit)).count("Note of the secretariat") == 1  # which section it is
    assert "Which article?" not in text_of(client.get(f"{edit}stakeholders/"))


def test_a_review_is_kept_and_decides_nothing(desk, chloe, submitted):
    response = write(desk, submitted, note_problem="Since when?", note="Good.", decision="return")
    assert response.url == at(submitted)
    review = Review.objects.get()
    assert (review.reviewer, review.relevance, review.evidence, review.reasons, review.notes,
            review.note, review.decision, review.submitted_at) == (
        chloe, 4, None, {"relevance": "Everybody asks."}, {"problem": "Since when?"},
        "Good.", "return", submitted.submitted_at)  # fmt: skip
    submitted.refresh_from_db()
    assert submitted.status == "submitted"
    assert not ReviewNote.objects.exists()
    text = text_of(desk.get(at(submitted)))
    assert "4 fully – Everybody asks." in text
    assert ">\nSince when?</textarea>" in text  # to go on from


def test_saying_it_again_adds_a_row_and_a_second_click_adds_none(desk, submitted):
    write(desk, submitted)
    write(desk, submitted)
    assert Review.objects.count() == 1
    write(desk, submitted, score_relevance="1")
    assert list(Review.objects.values_list("relevance", flat=True)) == [1, 4]


def test_an_older_window_empties_nothing_that_was_written_in_another(desk, submitted):
    first, second = (as_shown(desk.get(at(submitted)), "note_title") for _window in "12")
    desk.post(at(submitted), {**first, "score_relevance": "4", "note_problem": "Since when?"})
    desk.post(at(submitted), {**second, "note_title": "Whose?"})
    last = Review.objects.first()
    assert (last.relevance, last.notes) == (4, {"problem": "Since when?", "title": "Whose?"})


def test_where_both_windows_wrote_she_reads_the_other_before_it_is_saved(desk, submitted):
    first, second = (as_shown(desk.get(at(submitted)), "note_title") for _window in "12")
    said = {"score_relevance": "4", "score_equality": "1", "note_title": "Whose?"}
    desk.post(at(submitted), {**first, **said})
    answer = desk.post(at(submitted), {**second, "score_relevance": "2", "note_title": "Long."})
    text = text_of(answer)
    assert Review.objects.count() == 1
    assert text.count("This was changed meanwhile") == 2
    assert "Changed meanwhile: Whose?" in text
    assert "Changed meanwhile: 4" in text
    desk.post(at(submitted), as_shown(answer, "note_title"))
    last = Review.objects.first()
    assert (last.relevance, last.equality, last.notes) == (2, 1, {"title": "Long."})
    emptied = as_shown(desk.get(at(submitted)), "note_title", note_title="")
    desk.post(at(submitted), emptied)  # which is still a change
    assert Review.objects.first().notes == {}


def test_a_second_officer_adds_hers_and_both_are_read(desk, client, chloe, submitted):
    write(desk, submitted, note=NOBODY_ELSE_KNOWS)
    dora = officer(client)
    assert NOBODY_ELSE_KNOWS in text_of(client.get(at(submitted)))
    write(client, submitted, score_relevance="0", note="I see it otherwise.")
    assert [(r.reviewer, r.relevance) for r in Review.objects.all()] == [(dora, 0), (chloe, 4)]
    assert NOBODY_ELSE_KNOWS in text_of(client.get(at(submitted)))


def test_no_review_is_ever_written_over(desk, chloe, submitted):
    write(desk, submitted)
    with pytest.raises(DatabaseError, match="never written over"), transaction.atomic():
        Review.objects.update(relevance=0)
    Review.objects.update(reviewer=None)  # the account may go, what was said stays
    assert Review.objects.get().relevance == 4


def test_two_officers_at_once_both_have_their_say_and_one_decides(desk, client, chloe, submitted):
    before = seen(submitted)
    submitted.return_(by=chloe, reason="Which year?")
    officer(client)
    response = client.post(at(submitted), {"seen": before, "score_relevance": "2"}, follow=True)
    text = text_of(response)
    assert "Your review is kept." in text
    assert "The sheet was changed while you read it" in text
    assert Review.objects.get().version == before
    client.post(at(submitted, "move/publish"), {})
    submitted.refresh_from_db()
    assert submitted.status == "returned"
    assert Event.objects.of(submitted).filter(name="publish").count() == 0


def test_a_new_submission_begins_anew_and_shows_what_was_said_and_what_changed(
    desk, amina, chloe, submitted
):
    write(desk, submitted, note="Almost.")
    submitted.return_(by=chloe, reason="Which year?")
    submitted.problem = "Nobody came in 2019."
    submitted.save()
    submitted.submit(by=amina)
    text = text_of(desk.get(at(submitted)))
    assert "Changed since the last submission" in text
    assert "<ins>came in 2019.</ins>" in text
    assert "What was said of earlier submissions" in text
    assert "What was said of it" not in text
    assert "Almost." in text
    assert "Almost.</textarea>" not in text
    write(desk, submitted)
    assert Review.objects.first().submitted_at == submitted.submitted_at
    assert Review.objects.count() == 2


def test_what_was_asked_stands_beside_its_part_until_it_is_decided(desk, amina, chloe, submitted):
    """Of all returns, with its day and with what became of it."""
    submitted.return_(by=chloe, reason="Years are missing.", notes={"problem": "Since when?"})
    text = text_of(desk.get(at(submitted)))  # while the authors write
    assert "Since when?" in text
    assert "No text changed." not in text
    submitted.submit(by=amina)
    submitted.return_(
        by=chloe, reason="Almost.", notes={"problem": "In which year?", "title": "Whose?"}
    )
    submitted.problem = "Nobody came in 2019."
    submitted.save()
    submitted.submit(by=amina)
    parts = {part["name"]: part for part in desk.get(at(submitted)).context["parts"]}
    asked = {name: [n.text for n in part["asked"]] for name, part in parts.items() if part["asked"]}
    assert asked == {"problem": ["In which year?", "Since when?"], "title": ["Whose?"]}
    text = text_of(desk.get(at(submitted)))
    assert text.index("Almost.") < text.index("Years are missing.") < text.index("In which year?")
    beside = text[text.index("Since when?") : text.index('name="note_problem"')]
    assert "<ins>came in 2019.</ins>" in beside
    beside = text[text.index("Whose?") : text.index('name="note_title"')]
    assert "No text changed." in beside  # it was asked in vain
    assert text.count("Asked on ") == 3
    submitted.publish(by=chloe)
    assert "Whose?" not in text_of(desk.get(at(submitted)))


def test_what_changed_on_a_public_sheet_since_the_review_is_shown_until_it_is_looked_at(
    desk, amina
):
    sheet = make.published(make.ministry_of(amina), title="Visits at home")
    assert since(Past(sheet)).changes == []
    sheet.title = "Visits at sea"
    sheet.save()
    text = text_of(desk.get(at(sheet)))
    assert "Changed since the last review" in text
    assert "<del>home</del> <ins>sea</ins>" in text
    desk.post(at(sheet, "looked-again"), {"seen": seen(sheet)})
    sheet.refresh_from_db()
    assert not sheet.is_changed_since_review
    text = text_of(desk.get(at(sheet)))
    assert "<ins>" not in text
    assert "Mark as looked at again" not in text


def test_her_notes_stand_ready_when_she_returns_the_sheet(desk, submitted):
    write(desk, submitted, note_countries="Only one?", note="For us alone.")
    text = text_of(desk.get(at(submitted, "move/return")))
    assert ">\nOnly one?</textarea>" in text
    assert "For us alone." not in text
    said = {"reason": "Almost.", "note_countries": "Only one?", "seen": seen(submitted)}
    desk.post(at(submitted, "move/return"), said)
    assert ReviewNote.objects.get().field == "countries"


@pytest.mark.parametrize("status", ["submitted", "published"])
def test_neither_the_authors_nor_the_public_read_a_review(desk, client, amina, submitted, status):
    write(desk, submitted, note=NOBODY_ELSE_KNOWS, note_title=NOBODY_ELSE_KNOWS)
    assert NOBODY_ELSE_KNOWS in text_of(desk.get(at(submitted)))
    Experience.objects.filter(pk=submitted.pk).update(
        status=status, published_at=submitted.submitted_at if status == "published" else None
    )
    own = submitted.get_absolute_url()
    client.force_login(amina)
    pages = [own, f"{own}edit/", f"{own}history/", "/en/my/"]
    assert all(NOBODY_ELSE_KNOWS not in text_of(client.get(page)) for page in pages)
    assert client.get(at(submitted)).status_code in (302, 404)
    client.post(at(submitted), {"seen": 1, "score_relevance": "0"})
    assert Review.objects.count() == 1
    assert not Letter.objects.filter(body__contains=NOBODY_ELSE_KNOWS).exists()


def test_on_to_the_next_one_that_waits_and_has_no_word_of_hers(desk, amina, boris, submitted):
    other = make.sheet(make.ministry_of(boris))
    other.submit(by=boris)
    assert write(desk, submitted, next="1").url == at(other)
    assert write(desk, other, next="1").url == "/admin/"


def test_a_draft_is_reviewed_by_nobody(desk, amina):
    draft = make.sheet(make.ministry_of(amina))
    assert desk.get(at(draft)).status_code == 404
    assert f"{at(draft)}" not in text_of(desk.get(f"{SHEETS}{draft.pk}/change/"))


def test_nothing_said_is_no_review_and_what_was_typed_wrong_stays(desk, submitted):
    response = desk.post(at(submitted), {"seen": 1})
    assert "Give at least one score, one note or an advice." in text_of(response)
    response = desk.post(
        at(submitted),
        {"seen": 1, "score_relevance": "9", "note_title": "Long?", "why_equality": "\0"},
    )
    assert "Long?</textarea>" in text_of(response)
    for hostile in ("", "x", "-1", "9" * 40):
        assert desk.post(at(submitted), {"seen": hostile, "note": "x"}).status_code in (200, 302)
    assert Review.objects.filter(version__gt=seen(submitted)).count() == 0


def test_the_desk_keeps_scores_out_of_range_out(submitted, chloe):
    with pytest.raises(DatabaseError), transaction.atomic():
        Review.write(submitted, by=chloe, version=1, relevance=5)


def test_the_number_of_questions_does_not_grow_with_the_reviews(
    desk, submitted, django_assert_num_queries
):
    def asked() -> int:
        with connection.execute_wrapper(counting):
            desk.get(at(submitted))
        return len(told)

    told: list[str] = []

    def counting(execute, sql, *rest):
        told.append(sql)
        return execute(sql, *rest)

    write(desk, submitted)
    one = asked()
    told.clear()
    for score in "012":
        write(desk, submitted, score_relevance=score)
    told.clear()
    assert asked() == one
