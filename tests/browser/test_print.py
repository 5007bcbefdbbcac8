"""On paper: what a minister takes into a meeting."""

import re

import pytest

from tests import make
from tests.browser.conftest import visit


def words(number: int) -> str:
    return " ".join(["Families were visited at home by trained people."] * (number // 8))


@pytest.mark.browser
def test_a_typical_sheet_prints_on_two_pages_without_the_site_around_it(
    page, live_server, transactional_db
):
    make.theme()
    sheet = make.published(
        title="Visits to every family in the hills and on the coast", slug="the-sheet",
        overview=words(60), problem=words(120), what_was_done=words(160), results=words(120),
        what_did_not_work=words(100), conditions_for_transfer=words(80),
        lessons=[f"Lesson {number}: talk to the families first." for number in range(4)],
    )  # fmt: skip
    for title in ("A registry that nurses fill in", "Visits with a script"):
        make.block(sheet, title=title, purpose=words(16), how=words(160))
    sheet.lessons.update(because=words(32), polarity="works")
    for number in range(3):
        sheet.figures.create(value=number, unit="families in the programme", year=2020)
        sheet.sources.create(title="A report", url=f"https://source.example/{number}")
    visit(page, live_server, "/en/experiences/the-sheet/")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 2
    page.emulate_media(media="print")
    for part in (".banner", ".footer", ".crumbs", "text=Ask for an exchange", "text=BibTeX"):
        assert not page.locator(part).first.is_visible(), part
    assert page.locator("[data-print=only]", has_text=f"/id/{sheet.number}").is_visible()
