"""Tables on a phone: what can be done in a row is in sight, without scrolling to the side."""

import pytest
from playwright.sync_api import Page

from community.models import Person
from tests import make
from tests.browser.conftest import PHONE, sign_in, visit
from tests.exchanges import stages

pytestmark = pytest.mark.django_db(transaction=True)


def right_edge(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box
    return box["x"] + box["width"]


def test_amina_changes_roles_and_reads_states_on_a_phone(page: Page, live_server):
    amina: Person = make.amina()
    ministry = make.ministry_of(amina)
    make.member(ministry, "editor", email="a.rather.long.address@ministerio.example.org")
    exchange = stages.opened(stages.cast(amina, make.boris(), make.chloe()))
    page.set_viewport_size(PHONE)
    sign_in(page, live_server, amina)
    visit(page, live_server, f"/en/organizations/{ministry.slug}/people/")
    for control in (".inline_form button", "td a[href*='remove']"):
        assert right_edge(page, control) <= PHONE["width"]
    visit(page, live_server, exchange.get_absolute_url())
    assert right_edge(page, "[aria-labelledby='parties'] td:last-child") <= PHONE["width"]


def test_a_visitor_reads_what_is_stored_and_planned_on_a_phone(page: Page, live_server):
    """Each row below each other, its cells after their names."""
    exchange = stages.agreed(stages.cast(make.amina(), make.boris(), make.chloe()))
    page.set_viewport_size(PHONE)
    for path in ("/fr/privacy/", f"/fr/exchanges/{exchange.number}/terms/"):
        visit(page, live_server, path)
        assert right_edge(page, "td:last-child") <= PHONE["width"], path
        named = "cell => getComputedStyle(cell, '::before').content"
        assert page.locator("td:last-child").first.evaluate(named) not in ("none", '": "'), path
