"""A visitor follows along on a phone, without script, in two languages."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import make
from tests.browser.conftest import PHONE, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A small screen whose browser runs no script."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def content(transactional_db: None) -> None:
    transfers = make.theme("cash-transfers", en="Cash transfers", es="Transferencias monetarias")
    ministry = make.organization(
        "Ministerio de Inclusión",
        "PE",
        slug="midi",
        description="Atiende a las familias.",
        description_language="es",
    )
    ministry.knows.set([transfers])
    make.published(ministry, title="Visitar a las familias", language="es", themes=[transfers])
    make.organization("Hidden ministry", "PE", status="applied")


def open_the_menu(phone: Page) -> None:
    phone.locator(".menu summary").click()


@pytest.mark.parametrize(
    ("language", "peru", "theme"),
    [("es", "Perú", "Transferencias monetarias"), ("en", "Peru", "Cash transfers")],
)
def test_a_visitor_follows_along(
    phone: Page, live_server: Any, content: None, language: str, peru: str, theme: str
):
    # From the home page through the menu to the directory.
    visit(phone, live_server, f"/{language}/")
    expect(phone.locator("html")).to_have_attribute("lang", language)
    open_the_menu(phone)
    phone.locator(f".menu a[href='/{language}/organizations/']").click()
    expect(phone).to_have_url(re.compile(f"/{language}/organizations/"))
    expect(phone.get_by_text("Hidden ministry")).to_have_count(0)

    # She narrows the list down by country, in the drawer of filters.
    phone.locator(".drawer > summary").click()
    phone.locator(".filter__list a[href*='country=PE']").click()
    expect(phone).to_have_url(re.compile("country=PE"))
    phone.get_by_role("link", name="Ministerio de Inclusión").click()

    # The profile: what it knows and what it has published.
    expect(phone.locator("h1")).to_have_text("Ministerio de Inclusión")
    expect(phone.get_by_role("heading", name="Visitar a las familias")).to_be_visible()

    # On to its country, and from there to the theme of the sheet.
    phone.locator(".facts").get_by_role("link", name=peru).click()
    expect(phone).to_have_url(re.compile(f"/{language}/countries/pe/"))
    expect(phone.locator("h1")).to_have_text(peru)
    phone.locator(".card").get_by_role("link", name=theme).first.click()
    expect(phone).to_have_url(re.compile(f"/{language}/themes/cash-transfers/"))
    expect(phone.locator("h1")).to_have_text(theme)
    expect(phone.get_by_role("heading", name="Visitar a las familias")).to_be_visible()

    # Nothing on the way is wider than her phone.
    for path in ("", "organizations/", "organizations/midi/", "countries/", "countries/pe/"):
        visit(phone, live_server, f"/{language}/{path}")
        body = phone.locator("body").bounding_box()
        assert body is not None
        assert body["width"] <= PHONE["width"]


def test_the_same_page_in_another_language(phone: Page, live_server: Any, content: None):
    visit(phone, live_server, "/en/organizations/midi/")
    expect(phone.locator(".prose[lang=es]")).to_have_text("Atiende a las familias.")
    open_the_menu(phone)
    phone.locator(".menu a[hreflang=es]").click()
    expect(phone).to_have_url(re.compile("/es/organizations/midi/"))
    expect(phone.locator(".prose[lang=es]")).to_have_count(0)
