"""On paper: what a minister takes into a meeting."""

import io
import re

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from experiences.models import Experience
from tests import files, make
from tests.browser.conftest import sign_in, visit

TEXTS = (
    "overview", "problem", "what_was_done", "results", "what_did_not_work", "legal_frame",
    "institutional_frame", "stakeholders", "sustainability", "conditions_for_transfer",
    "exchange_how",
)  # fmt: skip
NOT_PRINTED = (".banner", ".footer", ".crumbs", "text=Ask for an exchange", "text=BibTeX")


def words(number: int) -> str:
    return " ".join(["Families were visited at home by trained people."] * (number // 8))


def photograph(sheet: Experience) -> None:
    make.attachment(sheet, "door.jpg", files.photograph((1600, 1200)), title="At the door")


def a_sheet(slug: str, each: int, rows: int, **said: str) -> Experience:
    """``each``: words of every text; ``rows`` of every kind."""
    said = {name: words(each) for name in TEXTS} | {"title": "Visits to every family"} | said
    lessons = [f"Lesson {number}: talk to the families first." for number in range(rows)]
    sheet = make.published(slug=slug, lessons=lessons, available_for_exchange=True, **said)
    sheet.lessons.update(because=words(each // 2), polarity="works")
    for number in range(rows):
        make.block(sheet, title=f"Block {number}", purpose=words(each // 2), how=words(160))
        sheet.figures.create(value=number, unit="families in the programme", year=2020)
        sheet.sources.create(title="A report", url=f"https://source.example/{number}")
    photograph(sheet)
    return sheet


def printed(page: Page, live_server, slug: str) -> list[str]:
    """The text of each page; as many on A4 as on Letter."""
    visit(page, live_server, f"/en/experiences/{slug}/")
    read = [
        [leaf.extract_text() for leaf in PdfReader(io.BytesIO(page.pdf(format=paper))).pages]
        for paper in ("A4", "Letter")
    ]
    assert len(read[0]) == len(read[1])
    return read[0]


@pytest.mark.browser
def test_a_sheet_prints_on_two_pages_however_much_it_says(page, live_server, transactional_db):
    make.theme()
    short = make.published(
        title="Visits", slug="short", problem="It was far. We went.", maturity="pilot"
    )
    make.published(title="Visits in the south", adapted_from=short)
    photograph(short)
    a_sheet("typical", 40, 2)
    a_sheet("long", 160, 4)
    a_sheet("at-its-limits", 1100, 20, title="Visits " * 22, summary="Visits to " * 24)
    pages = {
        slug: printed(page, live_server, slug)
        for slug in ("short", "typical", "long", "at-its-limits")
    }
    assert {slug: len(leaves) for slug, leaves in pages.items()} == {
        "short": 1, "typical": 2, "long": 2, "at-its-limits": 2,
    }  # fmt: skip

    # What does not stand there is said to be elsewhere.
    said = {slug: " ".join(" ".join(leaves).split()) for slug, leaves in pages.items()}
    assert said["typical"].count("trained people.") == 11 * 5 + 4 * 2
    assert "More at" not in said["typical"]
    assert "Not on paper: Why this stage, Adapted from, adapted by. All" in said["short"]
    for slug in ("long", "at-its-limits"):
        assert said[slug].count("people. […] More at http") >= 11, slug
    assert "Lessons (14 more), Building blocks (14 more)" in said["at-its-limits"]
    assert "Lesson 6" not in said["at-its-limits"]


@pytest.mark.browser
def test_rows_as_long_as_they_may_be_stand_on_two_pages_fewer_of_a_kind(
    page, live_server, transactional_db
):
    sheet = a_sheet("rows", 1100, 12)
    sheet.lessons.update(claim=words(200)[:200])
    sheet.blocks.update(title=words(120)[:120])
    sheet.figures.update(unit=words(80)[:80], source=words(200)[:200])
    sheet.sources.update(title=words(200)[:200], url=f"https://source.example/{'a' * 170}")
    leaves = printed(page, live_server, "rows")
    assert len(leaves) == 2
    said = " ".join(" ".join(leaves).split())
    left_out = re.search(r"Lessons \((\d+) more\), Building blocks \((\d+) more\)", said)
    assert left_out
    assert int(left_out[1]) in range(7, 12)


@pytest.mark.browser
def test_paper_shows_nothing_of_the_site_and_a_screen_all_of_the_sheet(
    page, live_server, transactional_db
):
    sheet = a_sheet("the-sheet", 160, 1)
    visit(page, live_server, "/en/experiences/the-sheet/")
    assert not page.get_by_text("More at").first.is_visible()
    told = page.locator("section:has(> #problem) .prose")
    assert told.inner_text() == words(160)
    page.emulate_media(media="print")
    for part in NOT_PRINTED:
        assert not page.locator(part).first.is_visible(), part
    assert page.locator("[data-print=only]", has_text=f"/id/{sheet.number}").first.is_visible()
    small = page.evaluate(
        "Math.min(...[...document.querySelectorAll('body *')].filter((one) => one.checkVisibility()"
        " && one.innerText).map((one) => parseFloat(getComputedStyle(one).fontSize)))"
    )
    assert small >= 12  # pixels: nine points


@pytest.mark.browser
def test_lists_and_tables_print_as_small_as_texts_and_without_boxes_to_tick(
    page: Page, live_server, transactional_db
):
    make.published(title="Visits")
    page.emulate_media(media="print")
    visit(page, live_server, "/en/experiences/")
    assert page.locator("article label").bounding_box() is None
    visit(page, live_server, "/en/privacy/")
    size = "e => parseFloat(getComputedStyle(e).fontSize)"
    assert page.locator("tbody td").first.evaluate(size) <= 13  # 9.25 points


@pytest.mark.browser
def test_what_was_chosen_is_printed_with_its_address_and_figures_have_room(
    page: Page, live_server, transactional_db
):
    sheets = [a_sheet(slug, 20, 2) for slug in ("one", "two", "three", "four")]
    asked = "&".join(f"sheet={sheet.slug}" for sheet in sheets)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})  # Letter between its margins
    visit(page, live_server, f"/en/experiences/compare/?{asked}")
    address = f"/en/experiences/compare/?{asked}"
    assert page.locator("[data-print=only]").first.inner_text().endswith(address)
    lefts = page.locator("td:first-child .figure").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().left)"
    )
    assert [lefts[0]] * 2 == lefts  # below each other, not a word wide


@pytest.mark.browser
def test_a_form_prints_all_that_was_written_into_it(page: Page, live_server, transactional_db):
    amina = make.amina()
    draft = make.request(amina, need=words(1300))
    sign_in(page, live_server, amina)
    page.emulate_media(media="print")
    visit(page, live_server, f"/en/exchanges/{draft.number}/edit/")
    hidden = "text => text.scrollHeight - text.clientHeight"
    assert page.locator("textarea[name=need]").evaluate(hidden) <= 2
    breaks = "field => getComputedStyle(field).breakInside"
    assert page.locator(".field", has=page.locator("[name=need]")).evaluate(breaks) == "avoid"
