"""Sheets at the secretariat's desk: read, publish, return with notes, look again."""

import html

import pytest

from community.models import Event, Letter
from experiences.models import Experience, ReviewNote
from tests import make

pytestmark = pytest.mark.django_db
SHEETS = "/admin/experiences/experience/"


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


def test_an_officer_mends_a_word_and_the_version_is_kept(desk, submitted):
    address = f"{SHEETS}{submitted.pk}/change/"
    form = desk.get(address).context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value is not None}
    data |= {"title": "Visits at home", "themes": ["cash-transfers"], "keywords": "front door"}
    for prefix in ("lessons", "figures", "sources"):
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    data["countries"] = [country.pk for country in submitted.countries.all()]
    response = desk.post(address, data)
    assert response.status_code == 302, response.context["errors"]
    submitted.refresh_from_db()
    assert submitted.title == "Visits at home"
    assert [theme.slug for theme in submitted.themes.all()] == ["cash-transfers"]
    assert [str(word) for word in submitted.keywords.all()] == ["front door"]


def test_a_word_typed_at_the_desk_does_not_become_a_theme(desk, submitted):
    text = read(desk, f"{SHEETS}{submitted.pk}/change/")
    assert 'name="themes" value="cash-transfers"' in text
    assert 'type="text" name="themes"' not in text


def test_the_list_shows_lessons_too(desk, submitted):
    assert "Talk to the families first." in read(desk, "/admin/experiences/lesson/")


def test_nobody_else_gets_to_the_desk(client, amina, submitted):
    client.force_login(amina)
    assert client.get(SHEETS).status_code == 302
    client.post(f"{SHEETS}{submitted.pk}/move/publish/", {})
    assert Experience.objects.get().status == "submitted"
