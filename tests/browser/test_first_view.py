"""What somebody sees first, and where it stands: found by looking at every page."""

import re

import pytest
from playwright.sync_api import Page, expect

from community.models import Person
from experiences.models import Translation
from members.models import Registration
from tests import make
from tests.browser.conftest import PHONE, sign_in, visit
from tests.browser.test_every_page import sign_in_just_now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Where the words of an element begin, which may be inside its edge.
WORDS_BEGIN = """element => {
  const words = document.createRange();
  words.selectNodeContents(element);
  return words.getBoundingClientRect().left;
}"""
# How wide the longest word of a text is, set as it is set there.
LONGEST_WORD = """element => {
  const words = document.createElement("span");
  words.style.cssText = "position: absolute; white-space: nowrap";
  element.append(words);
  const wide = element.textContent.trim().split(/\\s+/).map(word => {
    words.textContent = word;
    return words.getBoundingClientRect().width;
  });
  words.remove();
  return Math.max(...wide);
}"""


def top(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box, f"{selector} is not in sight"
    return box["y"]


def left(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box, f"{selector} is not in sight"
    return box["x"]


def test_the_title_of_a_sheet_stands_before_what_is_said_of_its_translation(
    page: Page, live_server, amina: Person
):
    sheet = make.published(make.ministry_of(amina), title="Visits to families")
    made = Translation.begin(sheet, "es", by=amina)
    made.say("title", "Visitas a las familias", by=amina)
    made.publish(by=amina)
    sign_in(page, live_server, amina)
    page.set_viewport_size(PHONE)
    visit(page, live_server, f"/es/experiences/{sheet.slug}/")
    assert top(page, "h1") < top(page, "main .button") < top(page, ".notice") < PHONE["height"]
    lacking = page.get_by_text("Aún sin traducir")
    expect(lacking).to_be_hidden()
    page.get_by_text("Lo que falta o quedó desactualizado").click()
    expect(lacking).to_be_visible()
    page.emulate_media(media="print")
    page.reload()
    assert page.get_by_text("Aún sin traducir").bounding_box(), "it is folded on paper too"


def test_on_a_phone_a_section_of_the_long_form_begins_on_the_first_screen(
    page: Page, live_server, amina: Person
):
    sheet = make.sheet(make.ministry_of(amina))
    sign_in(page, live_server, amina)
    page.set_viewport_size(PHONE)
    visit(page, live_server, f"/en/experiences/{sheet.slug}/edit/frame/")
    assert top(page, "main textarea") < PHONE["height"]
    another = page.get_by_role("link", name="Building blocks")
    expect(another).to_be_hidden()
    page.get_by_text("All sections").click()
    expect(another).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.reload()
    expect(another).to_be_visible()
    expect(page.get_by_text("All sections")).to_be_hidden()


def test_words_of_a_button_without_an_edge_begin_where_other_words_do(page: Page, live_server):
    theme = make.theme(en="Cash transfers")
    for path in (theme.get_absolute_url(), make.organization().get_absolute_url()):
        visit(page, live_server, path)
        quiet = page.get_by_role("link", name="Sign in to follow this")
        beside = page.get_by_role("link", name=re.compile("for your calendar|ask to join"))
        page.set_viewport_size(PHONE)
        begins = quiet.evaluate(WORDS_BEGIN)
        assert begins == pytest.approx(beside.evaluate("e => e.closest('p').offsetLeft"), abs=1)


def test_where_nothing_is_found_the_answer_begins_at_the_edge(page: Page, live_server):
    make.theme()
    for path in ("organizations/?q=zzzq", "exchanges/?q=zzzq", "offers/", "lessons/?q=zzzq"):
        visit(page, live_server, f"/en/{path}")
        assert left(page, ".empty") == left(page, "main .search"), path
        box = page.locator(".empty").bounding_box()
        assert box
        assert box["width"] > 800, f"{path}: in the narrow column of the filters"


def test_no_step_of_a_registration_breaks_a_word(page: Page, live_server, amina: Person):
    Registration(person=amina).keep({"kind": "ministry"})
    sign_in(page, live_server, amina)
    for code in ("es", "pt", "fr"):
        visit(page, live_server, f"/{code}/organizations/register/kind/")
        for step in page.locator(".steps__step > :is(a, span)").all():
            room = step.evaluate("e => e.parentElement.clientWidth")
            assert step.evaluate(LONGEST_WORD) <= room, step.text_content()


def test_an_account_page_has_one_clay_button_and_shows_its_secret_whole(
    page: Page, live_server, amina: Person
):
    sign_in_just_now(page, live_server, amina)
    page.set_viewport_size(PHONE)
    for path in ("email/", "password/change/", "2fa/totp/activate/"):
        visit(page, live_server, f"/pt/accounts/{path}")
        expect(page.locator("main .button[data-kind=primary]")).to_have_count(1)
    visit(page, live_server, "/pt/accounts/2fa/totp/activate/")
    secret = page.locator("#authenticator_secret")
    assert len(secret.inner_text()) == 32
    assert secret.evaluate("e => e.getBoundingClientRect().right") <= PHONE["width"]
    secret.click()
    assert page.evaluate("getSelection().toString()") == secret.inner_text()


def test_the_words_of_the_search_in_the_head_are_whole_in_every_language(page: Page, live_server):
    hidden = """e => {
      const value = e.value;
      e.value = e.placeholder;
      const more = e.scrollWidth - e.clientWidth;
      e.value = value;
      return more;
    }"""
    page.set_viewport_size({"width": 1280, "height": 900})
    for code in ("en", "es", "pt", "fr"):
        visit(page, live_server, f"/{code}/about/")
        assert page.locator(".banner .search__input:visible").evaluate(hidden) <= 0, code


def test_the_parts_of_a_place_stand_in_two_columns_on_a_phone(page: Page, live_server, amina):
    sign_in(page, live_server, amina)
    page.set_viewport_size(PHONE)
    for code in ("en", "es", "pt", "fr"):
        for path in ("exchanges/", "my/account/"):
            visit(page, live_server, f"/{code}/{path}")
            parts = page.locator(".section_nav a").all()
            columns = {
                round(part.evaluate("e => e.getBoundingClientRect().left")) for part in parts
            }
            assert len(columns) == 2, f"{code} {path}"
            heights = page.locator(".section_nav ul").evaluate("e => e.offsetHeight")
            assert heights < 190, f"{code} {path}"
