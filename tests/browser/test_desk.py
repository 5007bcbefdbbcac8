"""The secretariat clears its desk, by keyboard alone."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from community.models import Event, Letter, Person
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


@pytest.mark.browser
def test_chloe_decides_several_at_once_with_the_keyboard(
    page: Page, live_server: Any, amina: Person, chloe: Person
):
    give_second_factor(chloe)
    dora = make.person(name="Dora", is_staff=True, is_superuser=True)
    ministry = make.ministry_of(amina)
    sheets = {}
    for title in ("Visits", "Cards", "Kitchens", "Loans", "Schools"):
        sheets[title] = make.sheet(ministry, title=title)
        sheets[title].submit(by=amina)

    # Of what waits, she chooses three.
    sign_in(page, live_server, chloe)
    waiting = "/admin/experiences/experience/?status__exact=submitted"
    visit(page, live_server, waiting)
    choose(page, "Publish", "Visits", "Cards", "Kitchens")
    for title in ("Visits", "Cards", "Kitchens"):
        expect(page.get_by_role("listitem").filter(has_text=title)).to_be_visible()

    # While she reads them again, Dora returns one of them.
    sheets["Kitchens"].return_(by=dora, reason="Who cooks?")
    expect(page.get_by_role("button", name="Publish")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 decided.")).to_be_visible()
    expect(page.get_by_text("Kitchens: Somebody was faster")).to_be_visible()

    # The two others lack the same thing: one reason goes to both.
    choose(page, "Return with a reason", "Loans", "Schools")
    expect(page.get_by_label("Reason")).to_be_focused()
    page.keyboard.type("Which year do the results belong to?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 decided.")).to_be_visible()

    assert dict(Experience.objects.values_list("title", "status")) == {
        "Visits": "published",
        "Cards": "published",
        "Kitchens": "returned",
        "Loans": "returned",
        "Schools": "returned",
    }
    assert Letter.objects.filter(name="sheet_published", person=amina).count() == 2
    returned = Letter.objects.filter(name="sheet_returned", person=amina)
    assert returned.filter(body__contains="Which year").count() == 2
    assert returned.get(body__contains="Who cooks?").subject
    kitchens = Event.objects.of(sheets["Kitchens"])
    assert list(kitchens.as_timeline().values_list("name", "by__name")) == [
        ("submit", "Amina Reyes"),
        ("return", "Dora"),
    ]


def choose(page: Page, action: str, *titles: str) -> None:
    """Mark the rows and start the action, without a mouse."""
    for title in titles:
        page.get_by_role("row", name=title).get_by_role("checkbox").press("Space")
    page.get_by_label("Action:").focus()
    page.keyboard.type(action)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
