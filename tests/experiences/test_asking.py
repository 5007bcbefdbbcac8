"""An editor completes a sheet and asks those who lead her organization to submit it."""

import datetime as dt
import html
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from community.lifecycle import MoveRefused
from community.models import Event, Letter, Person
from experiences.models import Experience
from tests import make
from tests.experiences.test_writing import NEW, rows, typed

pytestmark = pytest.mark.django_db
SHEET = "/en/experiences/visits/"


@pytest.fixture
def editor(amina) -> Person:
    return make.member(make.ministry_of(amina), "editor", name="Elena Soto")


@pytest.fixture
def sheet(amina, editor) -> Experience:
    return make.sheet(make.ministry_of(amina), slug="visits", title="Visits", created_by=editor)


def page(client: Any, person: Person, path: str = SHEET) -> str:
    client.force_login(person)
    return html.unescape(client.get(path).content.decode())


def later(days: int) -> None:
    Event.objects.update(at=timezone.now() - dt.timedelta(days=days))


def test_an_editor_asks_and_whoever_leads_reads_so(client, amina, editor, sheet):
    assert f"To be submitted by: {amina.name}." in page(client, editor)
    answer = client.post(f"{SHEET}ask-to-submit/", follow=True)
    told = html.unescape(answer.content.decode())
    assert "Those who lead your organization are asked to submit it." in told
    assert f"Asked to submit it: {amina.name}." in told
    assert "ask-to-submit" not in told  # not again on the same day
    (letter,) = Letter.objects.all()
    assert (letter.name, letter.person) == ("sheet_to_submit", amina)
    assert "Elena Soto has completed the experience “Visits”" in letter.body
    event = Event.objects.of(sheet).get()
    assert (event.name, event.by, event.source, event.target) == ("ask_to_submit", editor, "", "")

    assert "Read and submit: a colleague has completed it" in page(client, amina, "/en/my/")
    assert "Elena Soto has completed the sheet and asks you to submit it." in page(client, amina)
    history = page(client, amina, f"{SHEET}history/")
    assert "Completed; asked for it to be submitted" in history
    client.post(f"{SHEET}submit/")
    assert "Read and submit" not in page(client, amina, "/en/my/")


def test_she_asks_with_the_form_and_meets_no_closed_door(client, amina, editor):
    """It said *Save and submit* to her too, and a new sheet ended at “not yours to do”."""
    make.theme("visits")
    assert "Save and submit" not in page(client, editor, NEW)
    answer = client.post(NEW, typed(make.ministry_of(amina), submit="1"))
    sheet = Experience.objects.get()
    assert (answer.status_code, answer.url) == (302, sheet.get_absolute_url())
    assert sheet.status == "draft"
    assert Letter.objects.get().name == "sheet_to_submit"
    assert "Save and ask for it to be submitted" in page(
        client, editor, f"{sheet.get_absolute_url()}edit/"
    )
    lesson = sheet.lessons.get()
    same = rows("lessons", {"id": lesson.pk, "claim": lesson.claim}, initial=1)
    again = typed(sheet.organization, **same, **rows("figures"), **rows("sources"), submit="1")
    told = client.post(f"{sheet.get_absolute_url()}edit/", again, follow=True).content.decode()
    assert "Your draft is saved. They were asked already, a short while ago." in told
    assert Letter.objects.count() == 1


def test_what_is_incomplete_is_not_asked_for(client, amina, editor, sheet):
    Experience.objects.update(results="")
    assert "Complete the sheet and submit it." in page(client, amina)
    assert "ask-to-submit" not in page(client, editor)
    answer = client.post(f"{SHEET}ask-to-submit/", follow=True)
    assert "Results: Still empty." in html.unescape(answer.content.decode())
    assert not Letter.objects.exists()


def test_nobody_is_asked_every_day_and_anew_once_it_came_back(amina, editor, sheet, chloe):
    sheet.ask_to_submit(by=editor)
    with pytest.raises(MoveRefused, match="asked already"):
        sheet.ask_to_submit(by=editor)
    later(days=3)
    Experience.objects.update(status_since=timezone.now() - dt.timedelta(days=9))
    sheet.refresh_from_db()
    sheet.ask_to_submit(by=editor)
    assert Letter.objects.filter(name="sheet_to_submit").count() == 2
    sheet.submit(by=amina)
    with pytest.raises(MoveRefused):
        sheet.ask_to_submit(by=editor)
    sheet.return_(by=chloe, reason="In which year?")
    assert sheet.asked_to_submit is None
    sheet.ask_to_submit(by=editor)


def test_who_leads_nobody_else_and_strangers_do_not_ask(amina, boris, chloe, sheet):
    viewer = make.member(sheet.organization, "viewer")
    for person in (amina, boris, chloe, viewer):
        with pytest.raises(PermissionDenied):
            sheet.ask_to_submit(by=person)


def test_where_nobody_leads_she_learns_whom_to_write_to(client, amina, editor, sheet):
    sheet.organization.memberships.filter(person=amina).update(ended_at=timezone.now())
    assert "Nobody speaks for your organization at present" in page(client, editor)
    with pytest.raises(MoveRefused, match="Nobody speaks for your organization"):
        sheet.ask_to_submit(by=editor)


def test_who_began_it_hears_of_the_decision_and_finds_it_on_her_page(
    client, amina, editor, sheet, chloe
):
    colleague = make.member(sheet.organization, "editor")
    sheet.submit(by=amina)
    sheet.return_(by=chloe, reason="In which year?")
    heard = set(Letter.objects.filter(name="sheet_returned").values_list("person", flat=True))
    assert heard == {amina.pk, editor.pk}
    assert "Complete and submit again" in page(client, editor, "/en/my/")
    assert "Complete and submit again" in page(client, colleague, "/en/my/")
    sheet.organization.memberships.filter(person=editor).update(ended_at=timezone.now())
    assert set(sheet.people()) == {amina}
