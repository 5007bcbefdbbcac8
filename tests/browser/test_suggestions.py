"""A visitor is helped while she types, by keyboard and by mouse, and heard as well as seen."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests import make
from tests.browser.conftest import PHONE, visit


def suggested(page):
    """The list under the box; the page has options of other lists too."""
    return page.locator(".search__suggestions")


@pytest.fixture
def shelf(transactional_db: None) -> None:
    meals = make.theme("school-feeding", en="School feeding", es="Alimentación escolar")
    make.published(make.organization("Fundo da Alimentação"), title="Alimentos para todos",
                   slug="alimentos", language="es", themes=[meals])  # fmt: skip


@pytest.mark.browser
@pytest.mark.browser_context_args(bypass_csp=True)  # axe writes styles into the page it looks at
def test_a_visitor_takes_a_suggestion_by_keyboard(page: Page, live_server: Any, shelf: None):
    visit(page, live_server, "/en/experiences/")
    box = page.get_by_role("combobox", name="Search the library")
    box.press_sequentially("alim")
    options = suggested(page).get_by_role("option")
    expect(options).to_have_count(3)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").filter(has_text="3 suggestions")).to_have_count(1)
    assert Axe().run(page).response["violations"] == []

    # Down and up the list; the box keeps the focus and says which one is meant.
    box.press("ArrowDown")
    expect(suggested(page).get_by_role("option", selected=True)).to_contain_text("School feeding")
    marked = suggested(page).get_by_role("option", selected=True).get_attribute("id")
    assert box.get_attribute("aria-activedescendant") == marked
    box.press("ArrowUp")
    expect(suggested(page).get_by_role("option", selected=True)).to_have_count(0)

    # Escape closes, the words stay; down opens again; Enter follows the one that is marked.
    box.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("alim")
    box.press("ArrowDown")
    box.press("ArrowUp")
    box.press("ArrowUp")
    expect(suggested(page).get_by_role("option", selected=True)).to_contain_text(
        "Alimentos para todos"
    )
    box.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/en/experiences/alimentos/")


@pytest.mark.browser
def test_enter_searches_where_no_suggestion_is_marked_and_the_mouse_chooses_one(
    page: Page, live_server: Any, shelf: None
):
    page.set_viewport_size(PHONE)
    visit(page, live_server, "/es/experiences/")
    box = page.locator("#library-search")
    box.press_sequentially("alim")
    expect(suggested(page).get_by_role("option")).to_have_count(3)
    box.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/es/experiences/?q=alim")
    box = page.locator("#library-search")
    box.press("End")
    box.press_sequentially("entos")
    suggested(page).get_by_role("option", name="Alimentos para todos").click()
    expect(page).to_have_url(f"{live_server.url}/es/experiences/alimentos/")
