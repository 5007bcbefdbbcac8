"""A draft keeps the rows that somebody began, and asks for the rest when it is submitted."""

import html
from decimal import Decimal
from typing import Any

import pytest

from experiences.models import Experience, UnfinishedRow
from tests import make
from tests.experiences.test_writing import rows, typed

pytestmark = pytest.mark.django_db
EDIT = "/en/experiences/visits-at-home/edit/"
NEEDS = "Kept, and shown to no reader until it is complete. It still needs: "
HALF = rows("sources", {"title": "Half a source", "url": ""})


@pytest.fixture
def sheet(amina):
    return make.sheet(make.ministry_of(amina), slug="visits-at-home", title="Visits at home")


@pytest.fixture
def signed_in(client, amina, sheet):
    client.force_login(amina)
    make.theme("visits")
    return client


def send(client: Any, sheet: Experience, **changes: Any) -> Any:
    """The form as it stands, with these changes."""
    lesson = sheet.lessons.get()
    same = rows("lessons", {"id": lesson.pk, "claim": lesson.claim}, initial=1)
    return client.post(EDIT, typed(sheet.organization, **{**same, **rows("figures"), **changes}))


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def begun(name: str) -> UnfinishedRow:
    return UnfinishedRow.objects.get(rows=name)


def test_a_source_without_its_address_is_there_tomorrow(signed_in, sheet):
    answer = send(signed_in, sheet, **HALF)
    assert answer.status_code == 302
    assert not sheet.sources.exists()
    page = text_of(signed_in.get(EDIT))
    assert "Your draft is saved." in page
    assert 'name="sources-0-title" value="Half a source"' in page
    assert page.count(f"{NEEDS}Address on the web") == 1
    assert 'name="sources-TOTAL_FORMS" value="2"' in page
    assert "Half a source" not in text_of(signed_in.get("/en/experiences/visits-at-home/preview/"))


def test_only_submitting_asks_for_the_rest(signed_in, sheet):
    answer = send(signed_in, sheet, **HALF, submit="1")
    assert answer.status_code == 422
    assert "Sources: Complete the rows that you began." in text_of(answer)
    whole = {"title": "Half a source", "url": "https://example.org", "kept": begun("sources").pk}
    assert send(signed_in, sheet, **rows("sources", whole), submit="1").status_code == 302
    sheet.refresh_from_db()
    assert (sheet.status, sheet.sources.get().title) == ("submitted", "Half a source")
    assert not UnfinishedRow.objects.exists()


def test_a_row_that_is_emptied_again_is_gone(signed_in, sheet):
    send(signed_in, sheet, **HALF)
    blank = {"title": "", "url": "", "kept": begun("sources").pk}
    send(signed_in, sheet, **rows("sources", blank))
    assert not UnfinishedRow.objects.exists()
    send(signed_in, sheet, **HALF)
    out = {"title": "Half a source", "url": "", "kept": begun("sources").pk, "DELETE": "on"}
    send(signed_in, sheet, **rows("sources", out))
    assert not UnfinishedRow.objects.exists()


def test_what_is_wrong_is_kept_too_and_says_so_again(signed_in, sheet):
    figures = rows("figures", {"value": "many", "unit": "homes"}, {"value": "3", "unit": "boats"})
    half = {"id": "", "claim": "", "because": "They told us."}
    answer = send(signed_in, sheet, **figures, **rows("lessons", half))
    assert answer.status_code == 422
    assert [figure.unit for figure in sheet.figures.all()] == ["boats"]
    for page in (text_of(answer), text_of(signed_in.get(EDIT))):
        assert 0 < page.index('value="boats"') < page.index('value="many"')
        assert page.count("Enter a number.") == 2  # beside the field, and on top of the long page
        assert '<a href="#id_figures-1-value">Figure 2, Number: Enter a number.' in page
        assert "They told us." in page
        assert f"{NEEDS}The lesson in one sentence" in page


def test_only_a_draft_that_was_saved_is_opened_anew_by_going_back(signed_in, sheet):
    """A script tells the browser; what is public was not saved, and comes back as it was typed."""
    section = f"{EDIT}evidence/"
    wrong = rows("figures", {"kind": "coverage", "value": "many"})
    for path, data in ((EDIT, typed(sheet.organization, **wrong)), (section, wrong)):
        assert "data-kept" not in text_of(signed_in.get(path))
        page = text_of(signed_in.post(path, data))
        assert "data-kept" in page
        assert "kept_draft" in page
    Experience.objects.update(status="published", published_at="2026-11-01T00:00Z")
    for path, data in ((EDIT, typed(sheet.organization, **wrong)), (section, wrong)):
        assert "data-kept" not in text_of(signed_in.post(path, data))


def test_a_number_that_could_be_two_comes_back_with_a_question(signed_in, sheet):
    """In Spanish; and so it is shown again, until she says which it is."""
    edit, figure = "/es/experiences/visits-at-home/edit/", {"value": "12,000", "unit": "familias"}
    same = typed(
        sheet.organization, **rows("lessons"), **rows("sources"), **rows("figures", figure)
    )
    page = text_of(signed_in.post(edit, same))
    again = {**figure, "value": "12.000,5", "kept": begun("figures").pk}
    signed_in.post(edit, {**same, **rows("figures", again)})
    assert 'value="12,000"' in page
    assert "12000" in page  # in the question
    assert sheet.figures.get().value == Decimal("12000.5")
    assert 'value="12000,5"' in text_of(signed_in.get(edit))


def test_a_saved_row_stays_as_it_is_until_its_change_is_complete(signed_in, sheet):
    source = sheet.sources.create(title="Report", url="https://example.org")
    half = {"id": source.pk, "title": "", "url": "https://example.org/new"}
    send(signed_in, sheet, **rows("sources", half, initial=1))
    page = text_of(signed_in.get(EDIT))
    assert 'value="https://example.org/new"' in page
    assert f"{NEEDS}Title of the source" in page
    assert 'name="sources-TOTAL_FORMS" value="2"' in page
    assert sheet.sources.get().title == "Report"
    whole = {**half, "title": "Study", "kept": begun("sources").pk}
    send(signed_in, sheet, **rows("sources", whole, initial=1))
    source.refresh_from_db()
    assert (source.title, source.url) == ("Study", "https://example.org/new")
    assert not UnfinishedRow.objects.exists()


def test_a_colleague_goes_on_with_it_and_takes_nothing_away(signed_in, sheet):
    send(signed_in, sheet, **HALF)
    signed_in.force_login(make.member(sheet.organization))
    assert "Half a source" in text_of(signed_in.get(EDIT))
    send(signed_in, sheet, **rows("sources", {"title": "Another"}))  # opened before
    page = text_of(signed_in.get(EDIT))
    assert "Half a source" in page
    assert 'value="Another"' in page


def test_a_figure_that_was_begun_stands_in_the_long_form_too(signed_in, sheet):
    half = {"kind": "coverage", "value": "", "unit": "families"}
    assert signed_in.post(f"{EDIT}evidence/", rows("figures", half)).status_code == 302
    for path in (EDIT, f"{EDIT}evidence/"):
        page = text_of(signed_in.get(path))
        assert 'value="families"' in page
        assert f"{NEEDS}Number" in page
    whole = {**half, "value": "12", "kept": begun("figures").pk}
    signed_in.post(f"{EDIT}evidence/", rows("figures", whole))
    assert str(sheet.figures.get()) == "12 families"


def test_a_figure_that_becomes_another_kind_stays_one(signed_in, sheet):
    figure = sheet.figures.create(kind="result", value=5, unit="families")
    begun_anew = {"id": figure.pk, "kind": "coverage", "value": "", "unit": "families"}
    send(signed_in, sheet, **rows("figures", begun_anew, initial=1))
    assert begun("figures").row == figure.pk
    assert f"{NEEDS}Number" not in text_of(signed_in.get(f"{EDIT}evidence/"))
    assert f"{NEEDS}Number" in text_of(signed_in.get(EDIT))


def test_what_was_begun_before_holds_up_no_public_sheet(signed_in, amina, chloe, sheet):
    send(signed_in, sheet, **HALF)
    Experience.objects.update(status="submitted", submitted_at="2026-11-01T00:00Z")
    sheet.refresh_from_db()
    sheet.publish(by=chloe)
    kept = {"title": "Half a source", "url": "", "kept": begun("sources").pk}
    assert "Half a source" in text_of(signed_in.get(EDIT))
    assert send(signed_in, sheet, **rows("sources", kept)).status_code == 302
    assert send(signed_in, sheet, **HALF).status_code == 422  # as a whole or not at all
    assert UnfinishedRow.objects.count() == 1
    assert "Half a source" not in text_of(signed_in.get("/en/experiences/visits-at-home/"))


def test_a_blank_row_offers_nothing_to_take_out(signed_in, sheet):
    page = text_of(signed_in.get(EDIT))
    assert 'name="lessons-0-DELETE"' in page  # the lesson that is there
    assert 'name="lessons-1-DELETE"' not in page
    assert 'name="sources-0-DELETE"' not in page
    send(signed_in, sheet, **HALF)
    page = text_of(signed_in.get(EDIT))
    assert 'name="sources-0-DELETE"' in page  # begun
    assert 'name="sources-1-DELETE"' not in page
