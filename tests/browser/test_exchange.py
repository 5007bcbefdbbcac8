"""A ministry asks for an exchange with a third partner, and others find what it learned."""

import datetime as dt
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from exchanges.models import Exchange
from tests import make
from tests.browser.conftest import sign_in, visit
from tests.browser.test_every_page import complaints_about, shape_of
from tests.exchanges import stages

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(240),
]


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()


def state(page: Page) -> Any:
    return page.locator("main .page_head .status")


def tell_what_came_of_it(page: Page, lesson: str) -> None:
    follow(page, "Write your report")
    page.locator("[name=achieved]").fill("Ten thousand families were visited.")
    page.locator("[name=did_not_work]").fill("Paper forms were lost on the way.")
    page.locator("[name=claim]").fill(lesson)
    page.locator("[name=polarity][value=works]").check()
    press(page, "Hand in the report")
    expect(page.get_by_text("Your report becomes public with the others.")).to_be_visible()


def test_a_ministry_asks_for_an_exchange(page: Page, browser: Browser, live_server: Any):
    amina, boris, chloe = make.amina(), make.boris(), make.chloe()
    dana = make.member(
        make.organization("Inter-American Body", "", kind="international"), "focal_point"
    )
    sheet = make.published(make.ministry_of(boris), title="Home visits", slug="home-visits")
    here, there = page, browser.new_context(locale="en-US").new_page()

    # Amina starts from the sheet of Boris's ministry and names a facilitator.
    sign_in(here, live_server, amina)
    visit(here, live_server, f"/en/exchanges/request/?experience={sheet.slug}")
    expect(here.locator("[name=title]")).to_have_value("Learn from: Home visits")
    here.locator("[name=need]").fill("Families do not come to our offices.")
    press(here, "Save and go on")
    expect(here.locator(".steps [aria-current=step]")).to_have_text(
        "What you want to be able to do"
    )
    expect(here.get_by_role("link", name="Home visits")).to_be_visible()  # read first
    press(here, "Save and go on")
    expect(here.locator("[name=first_provider]")).to_have_value(re.compile("Ministry of Labour"))
    here.locator("[name=facilitator]").fill("inter-american")
    press(here, "Save and go on")
    press(here, "Submit to the secretariat")

    # Something is missing; the form says so beside the fields, and nothing is lost.
    expect(here.locator(".summary")).to_contain_text("Still empty.")
    expect(here.get_by_text("Trilateral")).to_be_visible()
    here.locator("[name=result_wanted]").fill("Visit ten thousand families.")
    here.locator("[name=instruments][value=study-visit]").check()
    press(here, "Submit to the secretariat")
    expect(state(here)).to_have_text("Submitted")
    expect(here.locator(".turn__who")).to_have_text("The secretariat")
    number = Exchange.objects.get().number
    path = f"/en/exchanges/{number}/"

    # A visitor does not know of it; Chloe reads it and opens it to everybody.
    visit(there, live_server, path)
    expect(there.locator("h1")).not_to_contain_text("Home visits")
    sign_in(there, live_server, chloe)
    visit(there, live_server, path)
    press(there, "Open it to everybody")
    expect(state(there)).to_have_text("Seeking partners")

    # The facilitator and Boris accept; with a first provider the exchange takes shape.
    sign_in(there, live_server, dana)
    visit(there, live_server, path)
    press(there, "Accept Inter-American Body")
    expect(state(there)).to_have_text("Seeking partners")
    sign_in(there, live_server, boris)
    visit(there, live_server, path)
    follow(there, "Read and answer")
    press(there, "Accept Ministry of Labour")
    expect(state(there)).to_have_text("Being shaped")

    # Boris writes the plan and accepts it.
    follow(there, "Write the plan")
    there.locator("[name=objective]").fill("A method for a year of visits.")
    there.locator("[name=costs]").fill("Each pays its own travel.")
    today = dt.date.today().isoformat()
    there.locator("[name=activities-0-title]").fill("Visit to Kingston")
    there.locator("[name=activities-0-instrument]").select_option("study-visit")
    there.locator("[name=activities-0-starts_on]").fill(today)
    there.locator("[name=activities-0-ends_on]").fill(today)
    press(there, "Write this version")
    press(there, "Accept version 1")
    expect(there.get_by_text("You have accepted the plan.")).to_be_visible()

    # Amina has read version 1, but Boris changes it: hers is refused with a clear message.
    visit(here, live_server, path)
    follow(there, "Change the plan")
    there.locator("[name=costs]").fill("Each pays its own travel; Jamaica lends the rooms.")
    press(there, "Write this version")
    press(here, "Accept version 1")
    expect(here.get_by_text("The plan has changed; read the newest version first.")).to_be_visible()
    press(here, "Accept version 2")
    press(there, "Accept version 2")
    expect(state(there)).to_have_text("Being shaped")
    sign_in(there, live_server, dana)
    visit(there, live_server, path)
    press(there, "Accept version 2")
    expect(state(there)).to_have_text("Agreed")

    # It runs, it is over, both sides report.
    visit(here, live_server, path)
    press(here, "Start")
    expect(state(here)).to_have_text("Running")
    press(here, "The activities are over")
    expect(state(here)).to_have_text("Reporting")
    tell_what_came_of_it(here, "Call the families before you visit.")
    sign_in(there, live_server, boris)
    visit(there, live_server, path)
    tell_what_came_of_it(there, "Tutors who return teach more.")

    # Chloe completes it; a visitor reads both reports side by side and finds the lessons.
    sign_in(there, live_server, chloe)
    visit(there, live_server, path)
    expect(there.locator(".turn__who")).to_have_text("The secretariat")
    press(there, "Complete")
    there.context.clear_cookies()
    visit(there, live_server, path)
    expect(state(there)).to_have_text("Completed")
    expect(there.locator(".report")).to_have_count(2)
    expect(there.locator(".timeline__event")).not_to_have_count(0)
    visit(there, live_server, "/en/lessons/")
    for claim in ("Call the families before you visit.", "Tutors who return teach more."):
        expect(there.get_by_role("link", name=claim)).to_be_visible()
    there.context.close()


@pytest.mark.browser_context_args(bypass_csp=True)  # axe writes styles into the page it looks at
def test_the_pages_of_an_exchange_suit_everybody(page: Page, live_server: Any):
    who = stages.cast(make.amina(), make.boris(), make.chloe())
    shaped, over, done = stages.shaping(who), stages.reporting(who), stages.completed(who)
    stages.write_plan(shaped, who.boris)
    stages.write_plan(shaped, who.amina, based_on=1, costs="Half and half.")
    draft, sought = make.request(who.amina, need=""), stages.opened(who)
    found: list[str] = []
    for person, exchange, rest in (
        (who.amina, shaped, ""), (who.amina, done, ""), (who.amina, over, "report/"),
        (who.amina, sought, "invite/"), (who.dana, sought, "offer/"), (who.boris, sought, ""),
        (who.amina, draft, "edit/?missing=1"),
    ):  # fmt: skip
        path = f"{exchange.get_absolute_url()}{rest}"
        sign_in(page, live_server, person)
        answer = visit(page, live_server, path)
        assert page.url.endswith(path)
        page.evaluate("document.querySelectorAll('main details').forEach(fold => fold.open = true)")
        found += complaints_about(page, path) + shape_of(page, path, answer)
    assert found == []
