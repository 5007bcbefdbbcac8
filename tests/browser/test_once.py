"""A button that is pressed twice, as on a slow line or by a habit of the hand."""

import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from community.models import Event
from tests import make
from tests.browser.conftest import sign_in, visit
from tests.exchanges import stages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_boris_accepts_twice_and_reads_that_he_is_in(page: Page, live_server: Any):
    """The line takes half a second, his finger a sixth."""
    who = stages.cast(make.amina(), make.boris(), make.chloe())
    exchange = stages.opened(who)
    sign_in(page, live_server, who.boris)
    visit(page, live_server, exchange.get_absolute_url())
    button = page.get_by_role("button", name="Accept").first
    posts = []
    page.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    page.route("**/accept/", lambda route: (time.sleep(0.5), route.continue_()))
    button.evaluate("it => { it.click(); setTimeout(() => it.click(), 160); }")
    expect(page.locator("main .page_head .status")).to_have_text("Being shaped")
    assert len(posts) == 1
    expect(page.get_by_text("Somebody was faster")).to_have_count(0)
    expect(page.get_by_text("already been answered")).to_have_count(0)
    assert Event.objects.filter(name="join").count() == 1


def test_a_form_that_came_back_with_something_missing_is_sent_again_at_once(
    page: Page, live_server: Any
):
    who = stages.cast(make.amina(), make.boris(), make.chloe())
    exchange = stages.opened(who)
    sign_in(page, live_server, who.boris)
    visit(page, live_server, exchange.get_absolute_url())
    page.locator("summary", has_text="Decline").click()
    form = page.locator("form[action*=decline]")
    form.get_by_role("button").click()
    expect(form.get_by_text("required").first).to_be_visible()
    form.locator("textarea").fill("Elections.")
    form.get_by_role("button").click()
    expect(page.get_by_text("Elections.").first).to_be_visible()
