"""Nothing typed is lost: neither over a line that breaks nor by a link that is followed."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests import make
from tests.browser.conftest import sign_in, visit

OFFER = "[data-unsaved]"
KEPT = "localStorage.length"
SAID = "Nobody came to the office.\n\nIt is far."


@pytest.mark.browser
def test_the_line_is_cut_while_amina_saves_and_she_gets_it_all_back(page, live_server, amina):
    make.ministry_of(amina)
    sign_in(page, live_server, amina)
    form = "/en/experiences/new/?more=lessons"
    visit(page, live_server, form)
    page.get_by_label("Title", exact=True).fill("Visits in the hills")
    page.get_by_label("The problem").fill(SAID)
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Save the draft").click(no_wait_after=True)
    page.context.set_offline(False)

    # The form is empty when she opens it again, and nothing is put into it unasked.
    visit(page, live_server, form.replace("/en/", "/es/"))
    expect(page.locator(OFFER)).to_contain_text("No se guardó")
    visit(page, live_server, form)
    expect(page.get_by_label("Title", exact=True)).to_have_value("")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Title", exact=True)).to_have_value("Visits in the hills")
    expect(page.get_by_label("The problem")).to_have_value(SAID)
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("Your draft is saved.")).to_be_visible()
    page.wait_for_load_state()
    assert page.evaluate(KEPT) == 0
    visit(page, live_server, form)
    expect(page.locator(OFFER)).to_be_hidden()


@pytest.mark.browser
def test_who_follows_a_link_is_asked_and_finds_her_words_until_she_signs_out(
    page, live_server, amina, boris
):
    sheet = make.sheet(make.ministry_of(amina))
    make.ministry_of(boris)
    section = f"/en/experiences/{sheet.slug}/edit/frame/"
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    def type_and_leave() -> None:
        visit(page, live_server, section)
        page.get_by_label("Legal frame").click()
        page.keyboard.type("Law 12")
        page.get_by_role("link", name="My page").click()
        page.wait_for_url("**/my/")

    # Who has typed nothing is asked nothing.
    sign_in(page, live_server, amina)
    visit(page, live_server, section)
    page.get_by_label("Legal frame").click()
    page.get_by_role("link", name="My page").click()
    page.wait_for_url("**/my/")
    assert asked == []
    type_and_leave()
    assert asked == ["beforeunload"]

    # It is offered to her, and thrown away where she says so.
    visit(page, live_server, section)
    page.get_by_role("button", name="Throw it away").click()
    expect(page.locator(OFFER)).to_be_hidden()
    assert page.evaluate(KEPT) == 0

    # Boris comes to the machine while she is signed in, and once she has signed out.
    type_and_leave()
    assert page.evaluate(KEPT) == 1
    sign_in(page, live_server, boris)
    visit(page, live_server, "/en/experiences/new/")
    expect(page.locator(OFFER)).to_be_hidden()
    assert page.evaluate(KEPT) == 0
    sign_in(page, live_server, amina)
    type_and_leave()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "/my/" not in url)
    assert page.evaluate(KEPT) == 0


@pytest.mark.browser
def test_the_first_of_a_month_is_an_ordinal_in_what_is_offered(page, live_server, amina):
    sheet = make.sheet(make.ministry_of(amina))
    form = f"/en/experiences/{sheet.slug}/edit/frame/"
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, live_server, amina)
    page.clock.set_fixed_time(dt.datetime(2026, 12, 1, 14, 30, tzinfo=dt.UTC))
    visit(page, live_server, form)
    page.get_by_label("Legal frame").fill("Law 12")
    page.get_by_role("link", name="My page").click()
    page.wait_for_url("**/my/")
    told = {"en": "December 1, 2026", "fr": "1er décembre 2026", "pt": "1º de dezembro de 2026",
            "es": "1 de diciembre de 2026"}  # fmt: skip
    for language, words in told.items():
        visit(page, live_server, form.replace("/en/", f"/{language}/"))
        expect(page.locator(OFFER)).to_contain_text(words)
