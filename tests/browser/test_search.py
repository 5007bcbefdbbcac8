"""A visitor searches the library: other words, another language, a filter, the next page."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.browser.conftest import PHONE, visit


@pytest.fixture
def shelf(transactional_db: None) -> None:
    """A library with meals, pensions and enough sheets for a second page."""
    food = make.theme("food", en="Food security", es="Seguridad alimentaria")
    meals = make.theme(
        "school-feeding",
        food,
        en="School feeding",
        es="Alimentación escolar",
        pt="Alimentação escolar",
    )
    age = make.theme("pensions", en="Old-age pensions", es="Pensiones de vejez")
    brazil = make.organization("Fundo Nacional", "BR")
    make.published(
        brazil, title="Merenda para todos", language="pt", themes=[meals], slug="merenda",
        summary="O Brasil compra a alimentação escolar de pequenos agricultores.",
    )  # fmt: skip
    make.published(title="Kitchens in villages", themes=[meals], slug="kitchens",
                   summary="Warm school feeding for every pupil.")  # fmt: skip
    ministry = make.organization("Ministry of Pensions", "JM")
    for number in range(22):
        make.published(ministry, title=f"Pension office {number}", themes=[age])


@pytest.mark.browser
def test_a_visitor_finds_in_every_language_and_reads_on(page: Page, live_server: Any, shelf: None):
    # Without accents and in Spanish she finds what is written in Portuguese and English.
    visit(page, live_server, "/en/experiences/")
    box = page.get_by_role("combobox", name="Search the library")
    box.fill("alimentacion escolar")
    box.press("Enter")
    expect(page.get_by_role("heading", name="2 experiences")).to_be_visible()
    expect(page.get_by_text("Also found through School feeding")).to_be_visible()
    expect(page.locator("mark", has_text="alimentação")).to_be_visible()
    expect(page.locator("mark", has_text="school")).to_be_visible()

    # The words alone find less; a typing error finds as much.
    page.get_by_role("link", name="Search for the words alone").click()
    expect(page.get_by_text("Also found through")).to_have_count(0)
    visit(page, live_server, "/en/experiences/?q=alimentasion+escolar")
    expect(page.get_by_text("These are the results for “alimentacion”")).to_be_visible()
    expect(page.get_by_role("heading", name="2 experiences")).to_be_visible()

    # A broader theme includes its narrower one; the chip takes the filter off again.
    visit(page, live_server, "/en/experiences/")
    page.get_by_role("link", name="Food security 2").click()
    expect(page.get_by_role("heading", name="2 experiences")).to_be_visible()
    expect(page.get_by_role("link", name="School feeding 2")).to_be_visible()
    page.get_by_role("link", name="Remove the filter Theme: Food security").click()
    expect(page.get_by_role("heading", name="24 experiences")).to_be_visible()

    # She turns the page, comes back, and opens a sheet with its relatives and their reasons.
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(f"{live_server.url}/en/experiences/?page=2")
    expect(page.get_by_role("article")).to_have_count(4)
    page.get_by_role("link", name="Kitchens in villages").click()
    expect(page.get_by_text("On the same theme: School feeding")).to_be_visible()
    page.get_by_role("link", name="Merenda para todos").click()
    expect(page.get_by_text("you read it in Portuguese")).to_be_visible()
    expect(page.locator("h1")).to_have_attribute("lang", "pt-BR")


@pytest.mark.browser
def test_on_a_phone_without_script_the_filters_wait_in_a_drawer(
    browser: Any, page: Page, live_server: Any, shelf: None
):
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    phone = context.new_page()
    phone.goto(f"{live_server.url}/es/experiences/?q=pensiones")
    assert phone.get_by_role("link", name="Seguridad alimentaria").count() == 0
    phone.locator("details.drawer > summary").click()
    expect(phone.get_by_role("link", name="Pensiones de vejez 22")).to_be_visible()
    phone.get_by_role("link", name="Jamaica 22").click()
    expect(phone).to_have_url(f"{live_server.url}/es/experiences/?q=pensiones&country=JM")
    context.close()
