"""Sheets at the secretariat's desk: read, publish, return with notes, look again."""

import html

import pytest
from django.core.files.storage import default_storage

from community.models import Event, Letter
from experiences.models import Experience, Keyword, ReviewNote
from tests import files, make

pytestmark = pytest.mark.django_db
SHEETS, SHEETS_QUERIES = "/admin/experiences/experience/", 7
WORDS = "/admin/experiences/keyword/"


@pytest.fixture
def desk(client, chloe):
    """Chloe at her desk, with her second factor."""
    client.force_login(chloe)
    return client


@pytest.fixture
def submitted(amina, chloe):
    sheet = make.sheet(make.ministry_of(amina), title="Visits", problem="Nobody <b>came</b>.")
    sheet.submit(by=amina)
    Letter.objects.all().delete()
    return sheet


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_an_officer_reads_what_the_public_would_see_before_she_decides(desk, submitted):
    text = read(desk, f"{SHEETS}{submitted.pk}/change/")
    assert "Nobody &lt;b&gt;came&lt;/b&gt;." in text
    for move in ("publish", "return"):
        assert f"{SHEETS}{submitted.pk}/move/{move}/" in text
    assert f"{SHEETS}{submitted.pk}/move/archive/" not in text


def test_the_state_cannot_be_typed(desk, submitted):
    text = read(desk, f"{SHEETS}{submitted.pk}/change/")
    for name in ("status", "published_at", "organization", "reviewed_at"):
        assert f'name="{name}"' not in text


def test_an_officer_publishes_by_the_verb(desk, submitted):
    desk.post(f"{SHEETS}{submitted.pk}/move/publish/", {})
    assert Experience.objects.get().status == "published"
    assert Event.objects.of(submitted).filter(name="publish").count() == 1
    assert Letter.objects.get().name == "sheet_published"


def test_an_officer_returns_it_with_notes_beside_the_fields(desk, submitted):
    address = f"{SHEETS}{submitted.pk}/move/return/"
    assert "Note on: Results" in html.unescape(read(desk, address))
    desk.post(address, {"reason": "Almost.", "note_results": "Which year?", "note_title": ""})
    assert Experience.objects.get().status == "returned"
    assert [(note.field, note.text) for note in ReviewNote.objects.all()] == [
        ("results", "Which year?")]  # fmt: skip
    assert "Which year?" in Letter.objects.get().body


def test_returning_needs_a_reason(desk, submitted):
    response = desk.post(f"{SHEETS}{submitted.pk}/move/return/", {"note_results": "Which year?"})
    assert response.status_code == 200
    assert "Which year?" in response.content.decode()
    assert Experience.objects.get().status == "submitted"


def test_an_officer_publishes_several_and_leaves_what_cannot_be(desk, submitted, boris):
    lacking = make.sheet(make.ministry_of(boris))
    lacking.submit(by=boris)
    lacking.lessons.all().delete()
    data = {"action": "move_publish", "_selected_action": [submitted.pk, lacking.pk]}
    desk.post(SHEETS, {**data, "decided": "yes"})
    submitted.refresh_from_db()
    lacking.refresh_from_db()
    assert (submitted.status, lacking.status) == ("published", "submitted")


def test_what_changed_after_publication_is_looked_at_again(desk, amina, chloe):
    sheet = make.published(make.ministry_of(amina), title="Changed since")
    make.published(title="As it was")
    sheet.save()
    text = read(desk, f"{SHEETS}?changed=yes")
    assert "Changed since" in text
    assert "As it was" not in text
    desk.post(SHEETS, {"action": "mark_reviewed", "_selected_action": [sheet.pk]})
    assert not Experience.objects.changed_since_review().exists()


def mend(desk, sheet, **changes):
    address = f"{SHEETS}{sheet.pk}/change/"
    form = desk.get(address).context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value is not None}
    for prefix in ("blocks", "lessons", "figures", "sources", "attachments"):
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    data["countries"] = [country.pk for country in sheet.countries.all()]
    data["themes"] = [theme.slug for theme in sheet.themes.all()]
    response = desk.post(address, data | changes)
    assert response.status_code == 302, response.context["errors"]


def test_an_officer_mends_a_word_and_the_version_is_kept(desk, submitted):
    mend(desk, submitted, title="Visits at home", keywords="front door")
    submitted.refresh_from_db()
    assert submitted.title == "Visits at home"
    assert [theme.slug for theme in submitted.themes.all()] == ["cash-transfers"]
    assert [str(word) for word in submitted.keywords.all()] == ["front door"]


def test_an_address_that_an_officer_mends_is_led_on_from(desk, client):
    sheet = make.published(slug="visist")
    mend(desk, sheet, slug="visits")
    client.logout()
    assert client.get("/en/experiences/visist/")["Location"] == "/en/experiences/visits/"


def test_the_former_address_of_a_sheet_is_never_that_of_another(desk):
    first, second = make.published(slug="visist"), make.published(slug="goats")
    mend(desk, first, slug="visits")
    with pytest.raises(AssertionError, match="Another sheet had this address, and keeps it"):
        mend(desk, second, slug="visist")
    second.refresh_from_db()
    assert second.slug == "goats"
    mend(desk, first, slug="visist")  # its own again
    first.refresh_from_db()
    assert first.slug == "visist"


def test_an_officer_sees_the_files_of_what_she_decides_and_notes_what_is_wrong(desk, amina):
    sheet = make.sheet(make.ministry_of(amina))
    file = make.attachment(sheet, "door.jpg", files.picture(), by=amina)
    sheet.submit(by=amina)
    text = read(desk, f"{SHEETS}{sheet.pk}/change/")
    assert f'<img src="{file.get_preview_url()}"' in text
    assert desk.get(file.get_preview_url()).status_code == 200
    move = {"reason": "Almost.", "note_attachments": "May we show her face?"}
    desk.post(f"{SHEETS}{sheet.pk}/move/return/", move)
    desk.force_login(amina)
    edit = read(desk, f"/en/experiences/{sheet.slug}/edit/")
    assert "May we show her face?" in edit


def test_a_file_taken_out_at_the_desk_is_gone_and_stays_in_the_history(
    desk, amina, django_capture_on_commit_callbacks
):
    sheet = make.published(make.ministry_of(amina))
    file = make.attachment(sheet, title="A list of names", by=amina)
    row = {"attachments-TOTAL_FORMS": "1", "attachments-INITIAL_FORMS": "1",
           "attachments-0-id": file.pk, "attachments-0-experience": sheet.pk,
           "attachments-0-DELETE": "on"}  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        mend(desk, sheet, **row)
    assert not sheet.attachments.exists()
    assert not default_storage.exists(file.file.name)
    assert "<del>A list of names (PDF" in read(desk, f"{sheet.get_absolute_url()}history/")


def test_a_word_typed_at_the_desk_does_not_become_a_theme(desk, submitted):
    text = read(desk, f"{SHEETS}{submitted.pk}/change/")
    assert 'name="themes" value="cash-transfers"' in text
    assert 'type="text" name="themes"' not in text


def test_the_list_shows_lessons_too(desk, submitted):
    assert "Talk to the families first." in read(desk, "/admin/experiences/lesson/")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_questions(desk, rows, django_assert_num_queries):
    for _row in range(rows):
        make.published()
    desk.get(SHEETS)
    with django_assert_num_queries(SHEETS_QUERIES):
        assert len(desk.get(SHEETS).context["cl"].result_list) == rows


def test_keywords_stand_at_the_desk_by_that_name(desk, submitted):
    submitted.keywords.set(["door to door"])
    assert "Keywords" in read(desk, "/admin/")
    assert "Taggit" not in read(desk, "/admin/")
    assert "door to door" in read(desk, WORDS)


def test_an_officer_merges_two_words_into_one(desk, submitted, chloe):
    other = make.published(title="Other")
    submitted.keywords.set(["home visit", "home visits"])
    other.keywords.set(["home visit"])
    words = {word.name: word for word in Keyword.objects.all()}
    data = {"action": "merge", "_selected_action": [word.pk for word in words.values()]}
    assert "The word that stays" in desk.post(WORDS, data).text
    desk.post(WORDS, data | {"decided": "1", "kept": words["home visits"].pk})
    for sheet in (submitted, other):
        assert [word.name for word in sheet.keywords.all()] == ["home visits"]
    assert list(Keyword.objects.values_list("name", flat=True)) == ["home visits"]
    event = Event.objects.get(name="merge")
    page = desk.get(f"{WORDS}{words['home visits'].pk}/change/")
    assert [row["what"] for row in page.context["events"]] == ["Took the place of another word"]
    assert (event.subject_label, event.reason, event.by) == ("home visits", "home visit", chloe)


def test_a_merged_word_is_found_no_more_and_the_one_that_stays_is(desk, chloe):
    sheet = make.published()
    sheet.keywords.set(["zarzuela"])
    kept = Keyword.objects.create(name="operetta", slug="operetta")
    Keyword.objects.get(name="zarzuela").merge_into(kept, by=chloe)
    assert Experience.objects.published().search("operetta").count() == 1
    assert Experience.objects.published().search("zarzuela").count() == 0


def test_nobody_else_gets_to_the_desk(client, amina, submitted):
    client.force_login(amina)
    assert client.get(SHEETS).status_code == 302
    client.post(f"{SHEETS}{submitted.pk}/move/publish/", {})
    assert Experience.objects.get().status == "submitted"
