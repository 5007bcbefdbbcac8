"""Sheets at the secretariat's desk: read, publish, return with notes, look again."""

import html
import re
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from django.utils.translation import override

from community.models import Event, Letter
from experiences.models import Experience, Keyword, ReviewNote
from tests import files, make
from tests.as_shown import as_shown

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
    seen = {"seen": submitted.newest_version}
    desk.post(f"{SHEETS}{submitted.pk}/move/publish/", seen)
    assert Experience.objects.get().status == "published"
    assert Event.objects.of(submitted).filter(name="publish").count() == 1
    assert Letter.objects.get().name == "sheet_published"


def test_an_officer_returns_it_with_notes_beside_the_fields(desk, submitted):
    address = f"{SHEETS}{submitted.pk}/move/return/"
    assert "Note on “Results”" in html.unescape(read(desk, address))
    said = {"reason": "Almost.", "note_results": "Which year?", "note_title": ""}
    desk.post(address, {**said, "seen": submitted.newest_version})
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
    seen = {f"seen-{sheet.pk}": sheet.newest_version for sheet in (submitted, lacking)}
    desk.post(SHEETS, {**data, **seen, "decided": "yes"})
    submitted.refresh_from_db()
    lacking.refresh_from_db()
    assert (submitted.status, lacking.status) == ("published", "submitted")


def test_what_changed_after_publication_is_looked_at_again(desk, amina, chloe):
    sheet = make.published(make.ministry_of(amina), title="Changed since")
    make.published(title="As it was")
    sheet.problem = "To be looked at."
    sheet.save()
    text = read(desk, f"{SHEETS}?changed=yes")
    assert "Changed since" in text
    assert "As it was" not in text
    data = {"action": "mark_reviewed", "_selected_action": [sheet.pk]}
    asked = desk.post(SHEETS, data)
    assert "To be looked at." in asked.content.decode()  # what she lets stand
    assert Experience.objects.changed_since_review().exists()
    seen = {f"seen-{pk}": number for pk, number in asked.context["seen"].items()}
    desk.post(SHEETS, {**data, **seen, "decided": "1"})
    assert not Experience.objects.changed_since_review().exists()


# --- What nobody has read is not decided on -------------------------------------------------------


def rewrite(sheet, problem):
    """As its author does in another window."""
    author = Experience.objects.get(pk=sheet.pk)
    author.problem = problem
    author.save()


def pressed(desk, sheet, path):
    """The button of the page that was open, after its author saved something else."""
    text = read(desk, f"{SHEETS}{sheet.pk}/{path}/")
    seen = re.search(r'move/publish/"[^/]*?>.*?name="seen" value="(\d+)"', text, re.S)
    rewrite(sheet, "Unread words.")
    return desk.post(f"{SHEETS}{sheet.pk}/move/publish/", {"seen": seen[1]}, follow=True)


@pytest.mark.parametrize("path", ["review", "change"])
def test_what_was_written_while_she_read_is_not_published_but_shown(desk, submitted, path):
    response = pressed(desk, submitted, path)
    text = html.unescape(response.content.decode())
    assert Experience.objects.get().status == "submitted"
    assert not Letter.objects.filter(name="sheet_published").exists()
    assert "It was changed while you read it: nothing is decided yet." in text
    assert "Changed while you read it" in text
    assert "<ins>Unread words.</ins>" in text
    newest = submitted.newest_version
    assert f'name="seen" value="{newest}"' in text  # now she has read it
    desk.post(f"{SHEETS}{submitted.pk}/move/publish/", {"seen": newest})
    assert Experience.objects.get().status == "published"


def test_neither_is_it_published_from_the_sheet_itself(desk, submitted):
    seen = submitted.newest_version
    rewrite(submitted, "Unread words.")
    address = f"{submitted.get_absolute_url()}publish/"
    text = html.unescape(desk.post(address, {"seen": seen}, follow=True).content.decode())
    assert Experience.objects.get().status == "submitted"
    assert "It was changed while you read it" in text
    assert "<ins>Unread words.</ins>" in text


@pytest.mark.parametrize("path", ["review", "change"])
def test_what_was_written_while_she_read_is_not_returned_unread(desk, submitted, path):
    text = read(desk, f"{SHEETS}{submitted.pk}/{path}/")
    button = re.search(r'href="([^"]*/move/return/[^"]*)"', text)
    rewrite(submitted, "Mended words.")
    text = read(desk, button[1])  # what is new stands above the reason
    assert "<ins>Mended words.</ins>" in text
    seen = re.search(r'name="seen-\d+" value="(\d+)"', text)
    rewrite(submitted, "Words mended again.")
    said = {"reason": "Almost.", "note_problem": "Since when?", f"seen-{submitted.pk}": seen[1]}
    answer = desk.post(f"{SHEETS}{submitted.pk}/move/return/", said)
    text = html.unescape(answer.content.decode())
    assert Experience.objects.get().status == "submitted"
    assert not Letter.objects.exists()
    assert not ReviewNote.objects.exists()
    assert "It was changed while you read it: nothing is decided yet." in text
    assert "<ins>" in text
    assert ">\nAlmost.</textarea>" in text
    assert ">\nSince when?</textarea>" in text
    newest = submitted.newest_version
    assert f'name="seen-{submitted.pk}" value="{newest}"' in text
    desk.post(f"{SHEETS}{submitted.pk}/move/return/", {**said, f"seen-{submitted.pk}": newest})
    assert Experience.objects.get().status == "returned"


def test_neither_is_it_returned_from_the_sheet_itself(desk, submitted):
    seen, address = submitted.newest_version, f"{submitted.get_absolute_url()}return/"
    rewrite(submitted, "Mended words.")
    said = {"return-reason": "Almost.", "return-note_problem": "Since when?", "seen": seen}
    for lacking in (said | {"return-reason": ""}, said):
        text = html.unescape(desk.post(address, lacking).content.decode())
        assert Experience.objects.get().status == "submitted"
        assert ">\nSince when?</textarea>" in text
    assert "It was changed while you read it" in text
    news = f"{submitted.get_absolute_url()}history/compare/?from={seen}&to={seen + 1}"
    assert f'href="{news}">See what changed' in text
    desk.post(address, said | {"seen": submitted.newest_version})
    assert Experience.objects.get().status == "returned"


@pytest.mark.parametrize("said", [{}, {"seen": ""}, {"seen": "x"}, {"seen": "9" * 40}])
def test_a_form_that_does_not_say_what_was_read_publishes_nothing(desk, submitted, said):
    response = desk.post(f"{SHEETS}{submitted.pk}/move/publish/", said)
    assert response.url == f"{SHEETS}{submitted.pk}/review/"
    assert Experience.objects.get().status == "submitted"


def test_of_several_the_one_that_was_changed_meanwhile_waits(desk, submitted, boris):
    other = make.sheet(make.ministry_of(boris), title="Cards")
    other.submit(by=boris)
    rewrite(other, "Written after it was submitted.")
    data = {"action": "move_publish", "_selected_action": [submitted.pk, other.pk]}
    asked = desk.post(SHEETS, data)
    text = html.unescape(asked.content.decode())
    assert text.count("Changed after it was submitted") == 1
    assert "Written after it was submitted.</ins>" in text
    rewrite(submitted, "Unread words.")
    seen = {f"seen-{pk}": number for pk, number in asked.context["seen"].items()}
    text = desk.post(SHEETS, {**data, **seen, "decided": "1"}, follow=True).content.decode()
    assert "Visits: It was changed while you read it" in html.unescape(text)
    states = dict(Experience.objects.values_list("title", "status"))
    assert states == {"Visits": "submitted", "Cards": "published"}


@pytest.mark.parametrize("several", [False, True])
def test_what_was_written_while_she_looked_again_stays_in_the_queue(desk, amina, several):
    sheet = make.published(make.ministry_of(amina))
    rewrite(sheet, "She reads this.")
    seen = sheet.newest_version
    rewrite(sheet, "Unread words.")
    if several:
        data = {"action": "mark_reviewed", "_selected_action": [sheet.pk], "decided": "1"}
        desk.post(SHEETS, {**data, f"seen-{sheet.pk}": seen})
    else:
        address = f"{SHEETS}{sheet.pk}/looked-again/"
        text = desk.post(address, {"seen": seen}, follow=True).content.decode()
        assert "<del>She reads this.</del> <ins>Unread words.</ins>" in html.unescape(text)
    assert Experience.objects.changed_since_review().exists()
    assert not Event.objects.filter(name="review").exists()


def mend(desk, sheet, **changes):
    address = f"{SHEETS}{sheet.pk}/change/"
    data = as_shown(desk.get(address), "problem")
    for prefix in ("blocks", "lessons", "figures", "sources", "attachments"):
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    response = desk.post(address, data | changes)
    assert response.status_code == 302, response.context["errors"]


def test_an_officer_mends_a_word_and_the_version_is_kept(desk, submitted):
    mend(desk, submitted, title="Visits at home", keywords="front door")
    submitted.refresh_from_db()
    assert submitted.title == "Visits at home"
    assert [theme.slug for theme in submitted.themes.all()] == ["cash-transfers"]
    assert [str(word) for word in submitted.keywords.all()] == ["front door"]


def test_what_its_authors_wrote_while_an_officer_had_the_page_open_stays(desk, amina):
    sheet = make.published(make.ministry_of(amina), title="Visist", problem="Nobody came.")
    address = f"{SHEETS}{sheet.pk}/change/"
    sent = as_shown(desk.get(address), "problem", title="Visits")
    Experience.objects.filter(pk=sheet.pk).update(problem="Few came.")
    sheet.countries.add(make.country("JM"))
    assert desk.post(address, sent).status_code == 302
    sheet.refresh_from_db()
    assert (sheet.title, sheet.problem) == ("Visits", "Few came.")
    assert {country.pk for country in sheet.countries.all()} == {"CL", "JM"}
    answer = desk.post(address, sent | {"title": "Home visits"})
    assert "Changed meanwhile: Visits" in answer.content.decode()
    sheet.refresh_from_db()
    assert sheet.title == "Visits"


def test_an_officer_who_mends_nothing_makes_no_version(desk, amina):
    sheet = make.published(make.ministry_of(amina), problem="One.\nTwo.")
    sheet.keywords.set(["door"])
    before = sheet.newest_version
    mend(desk, sheet, problem="One.\r\nTwo.", keywords="door")
    assert sheet.newest_version == before
    assert not Experience.objects.changed_since_review().exists()
    mend(desk, sheet, keywords="door, home")
    assert sheet.newest_version == before + 1


def test_an_officer_writes_a_figure_as_her_language_does(desk, submitted):
    figure = submitted.figures.create(value="45.5", unit="familias")
    page = desk.get(f"{SHEETS}{submitted.pk}/change/")
    sets = {one.formset.prefix: one.formset for one in page.context["inline_admin_formsets"]}
    value = sets["figures"].forms[0]["value"]
    with override("es"):
        assert str(figure) == "45,5 familias"
        assert 'value="45,5"' in str(value)
        assert value.field.clean("45,5") == Decimal("45.5")


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
    desk.post(f"{SHEETS}{sheet.pk}/move/return/", move | {"seen": sheet.newest_version})
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
