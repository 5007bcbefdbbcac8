"""Sheets are chosen in the library to be compared: the button is there where one is ticked."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.browser.conftest import PHONE, visit

pytestmark = pytest.mark.browser


def test_a_visitor_ticks_two_cards_on_a_phone_and_compares_them(
    page: Page, live_server: Any, transactional_db: None
):
    ministry = make.organization()
    for number in range(8):
        make.published(ministry, title=f"Visits {number}")
    page.set_viewport_size(PHONE)
    visit(page, live_server, "/en/experiences/")
    button = page.get_by_role("button", name="Compare the chosen ones")
    told = page.locator("#compare").get_by_role("status")
    expect(button).not_to_be_in_viewport()
    length = page.evaluate("document.documentElement.scrollHeight")
    page.get_by_label("Compare (Visits 7)").check()
    expect(button).to_be_in_viewport(ratio=1)
    expect(told).to_have_text("Chosen: 1 (two to four)")
    assert page.evaluate("document.documentElement.scrollHeight") == length  # nothing moves
    page.get_by_label("Compare (Visits 4)").focus()
    page.keyboard.press("Space")
    expect(told).to_have_text("Chosen: 2 (two to four)")
    box, covered = (one.bounding_box() for one in (page.locator(":focus"), button))
    assert box["y"] + box["height"] < covered["y"]  # the focus does not lie under it
    page.keyboard.press("Enter")  # of a ticked box, without walking through all the other cards
    page.wait_for_url("**/compare/?sheet=*&sheet=*")
    page.go_back()
    expect(told).to_have_text("Chosen: 2 (two to four)")
    page.get_by_label("Compare (Visits 7)").uncheck()
    page.get_by_label("Compare (Visits 4)").uncheck()
    expect(told).to_have_text("Tick two to four cards above.")
    page.evaluate("scrollTo(0, 0)")
    expect(button).not_to_be_in_viewport()
