"""The POST address of each move: who gets through, and what a stranger learns."""

import pytest
from django.test import Client
from django.urls import reverse

from community.models import Event
from experiences.models import Experience
from tests import make

pytestmark = pytest.mark.django_db
MOVES = ("submit", "publish", "return", "withdraw", "archive")
REASON = {"return-reason": "Which year?", "archive-reason": "Out of date."}


def at(move: str, sheet: Experience) -> str:
    return reverse(f"experiences:{move}", args=[sheet.slug])


@pytest.mark.parametrize("move", MOVES)
def test_looking_at_the_address_moves_nothing(client, amina, move):
    sheet = make.sheet(make.ministry_of(amina))
    client.force_login(amina)
    assert client.get(at(move, sheet)).status_code == 405


@pytest.mark.parametrize("move", MOVES)
def test_a_visitor_is_asked_to_sign_in(client, move):
    sheet = make.published()
    response = client.post(at(move, sheet), REASON)
    assert response.status_code == 302
    assert "/accounts/login/" in response.url


@pytest.mark.parametrize("move", MOVES)
def test_a_stranger_cannot_tell_the_draft_exists(client, amina, boris, move):
    sheet = make.sheet(make.ministry_of(amina))
    client.force_login(boris)
    assert client.post(at(move, sheet), REASON).status_code == 404
    assert client.post(f"/en/experiences/nothing/{move}/", REASON).status_code == 404
    assert Experience.objects.get().status == "draft"


@pytest.mark.parametrize("move", MOVES)
def test_who_may_see_but_not_decide_is_told_so(client, boris, move):
    sheet = make.published()
    client.force_login(boris)
    assert client.post(at(move, sheet), REASON).status_code == 403
    assert Experience.objects.get().status == "published"


@pytest.mark.parametrize("move", MOVES)
def test_a_form_without_its_token_is_refused(amina, chloe, move):
    sheet = make.sheet(make.ministry_of(amina))
    from_elsewhere = Client(enforce_csrf_checks=True)
    from_elsewhere.force_login(amina)
    assert from_elsewhere.post(at(move, sheet), REASON).status_code == 403
    assert Experience.objects.get().status == "draft"


def test_the_way_of_a_sheet_by_its_buttons(client, amina, chloe):
    sheet = make.sheet(make.ministry_of(amina))
    client.force_login(amina)
    assert client.post(at("submit", sheet)).url == sheet.get_absolute_url()
    client.force_login(chloe)
    notes = {"return-note_results": "Year?", "seen": sheet.newest_version}
    assert client.post(at("return", sheet), {**REASON, **notes}).url
    assert Experience.objects.get().status == "returned"
    assert sheet.review_notes.get().text == "Year?"
    client.force_login(amina)
    client.post(at("submit", sheet))
    client.force_login(chloe)
    page = client.get(sheet.get_absolute_url()).content.decode()
    assert f'name="seen" value="{sheet.newest_version}"' in page
    client.post(at("publish", sheet), {"seen": sheet.newest_version})
    assert Experience.objects.get().status == "published"
    client.force_login(amina)
    client.post(at("archive", sheet), REASON)
    assert Experience.objects.get().status == "archived"
    client.force_login(chloe)
    client.post(at("publish", sheet))
    assert Experience.objects.get().status == "published"


def test_an_incomplete_sheet_comes_back_with_what_is_missing(client, amina):
    sheet = make.sheet(make.ministry_of(amina), results="")
    client.force_login(amina)
    response = client.post(at("submit", sheet), follow=True)
    assert response.redirect_chain[-1][0].endswith("/edit/?check=1")
    assert "Before you can submit" in response.content.decode()
    assert "Results: Still empty." in response.content.decode()


def test_a_second_click_says_what_the_first_one_did_and_that_of_another_that_it_is_too_late(
    client, amina
):
    sheet = make.sheet(make.ministry_of(amina))
    for who, told in (
        (amina, "Submitted. It is the secretariat"),
        (amina, "Submitted. It is the secretariat"),
        (make.member(sheet.organization, "deputy"), "Somebody was faster"),
    ):
        client.force_login(who)
        response = client.post(at("submit", sheet), follow=True)
        assert told in response.content.decode()
    assert Event.objects.of(sheet).filter(name="submit").count() == 1


def test_returning_without_a_reason_loses_no_note(client, amina, chloe):
    sheet = make.sheet(make.ministry_of(amina))
    sheet.submit(by=amina)
    client.force_login(chloe)
    response = client.post(at("return", sheet), {"return-note_results": "Which year was it?"})
    assert response.status_code == 422
    assert "Which year was it?" in response.content.decode()
    assert Experience.objects.get().status == "submitted"


@pytest.mark.parametrize("text", ["x" * 100_000, "\x00", "\x1b[31m", ""])
def test_no_reason_breaks_the_page(client, amina, chloe, text):
    sheet = make.sheet(make.ministry_of(amina))
    sheet.submit(by=amina)
    client.force_login(chloe)
    assert client.post(at("return", sheet), {"return-reason": text}).status_code == 422
