"""What has no room is told while it is written: characters, and files before they travel."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from community.models import Person
from community.receiving import LARGEST
from tests.browser.conftest import sign_in, visit

NEW = "/en/experiences/new/"


@pytest.mark.browser
def test_a_text_says_how_many_characters_are_left(page: Page, live_server: Any, amina: Person):
    sign_in(page, live_server, amina)
    visit(page, live_server, NEW)
    summary, room = page.get_by_label("In one sentence", exact=True), page.locator(".field__room")
    summary.fill("x" * 100)
    expect(room).to_have_count(0)  # less than half of 240
    summary.fill("é" * 229 + " \n")
    expect(room).to_have_text("Characters left: 11")
    expect(page.get_by_role("status").filter(has_text="Characters left: 11")).to_be_attached()
    summary.fill("\N{SEEDLING}\n" * 82)  # as the server counts: three for each but the last
    expect(room).to_have_text("Characters too many: 4")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("alert")).to_contain_text("This has 244 characters; at most 240")
    expect(room).to_have_text("Characters too many: 4")
    summary.fill("")
    expect(room).to_have_count(0)


@pytest.mark.browser
def test_a_file_that_is_too_large_is_told_before_it_is_sent(
    page: Page, live_server: Any, amina: Person, tmp_path: Path
):
    sign_in(page, live_server, amina)
    visit(page, live_server, NEW)
    large, small = tmp_path / "manual.pdf", tmp_path / "short.pdf"
    small.write_bytes(b"%PDF-1.4")
    with large.open("wb") as file:
        file.truncate(LARGEST + 1)
    chooser = page.get_by_label("Choose a file")
    chooser.set_input_files(large)
    expect(page.get_by_role("alert")).to_have_text(
        "This file is larger than 20 MB. Make it smaller and choose it again."
    )
    expect(chooser).to_have_value("")
    chooser.set_input_files(small)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(chooser).not_to_have_value("")
