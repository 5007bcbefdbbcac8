"""The secretariat clears its desk, by keyboard alone."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from community.models import Letter, Person
from experiences.models import Experience
from tests import make
from tests.browser.conftest import give_second_factor, sign_in, visit


@pytest.mark.browser
def test_chloe_clears_her_desk_with_the_keyboard(
    page: Page, live_server: Any, amina: Person, chloe: Person
):
    give_second_factor(chloe)
    ministry = make.ministry_of(amina)
    for title in ("Visits to families", "Cards for payments"):
        make.sheet(ministry, title=title).submit(by=amina)

    # The oldest has the focus: she presses Enter and reads what the public would see.
    sign_in(page, live_server, chloe)
    visit(page, live_server, "/admin/")
    expect(page.get_by_role("link", name="Visits to families")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("What the public would see")).to_be_visible()
    expect(page.get_by_text("Families did not know their rights.").first).to_be_visible()
    expect(page.locator('[name="status"]')).to_have_count(0)

    # She publishes it and is back at the desk, at the next one.
    page.get_by_role("button", name="Publish").press("Enter")
    expect(page.get_by_role("link", name="Cards for payments")).to_be_focused()

    # That one lacks a year: it goes back with a reason, which the letter carries.
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Return with a reason").press("Enter")
    page.get_by_label("Reason", exact=True).fill("Which year do the results belong to?")
    page.get_by_role("button", name="Return with a reason").press("Enter")
    expect(page.get_by_text("Nothing waits. Well done.")).to_be_visible()

    states = dict(Experience.objects.values_list("title", "status"))
    assert states == {"Visits to families": "published", "Cards for payments": "returned"}
    assert "Which year" in Letter.objects.get(name="sheet_returned", person=amina).body
