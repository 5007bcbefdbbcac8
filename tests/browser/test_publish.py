"""An organization publishes an experience: from a first try to the library."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from community.models import Person
from experiences.models import Experience
from tests import files, make
from tests.browser.conftest import PHONE, give_second_factor, sign_in, sign_out, visit


@pytest.mark.browser
def test_an_organization_publishes_an_experience(
    page: Page, live_server: Any, amina: Person, chloe: Person
):
    visits = make.theme("home-visits", en="Home visits", es="Visitas domiciliarias")
    make.theme("other-theme", en="Other theme")
    give_second_factor(chloe)

    # Amina begins, and mistypes a year: everything else is kept, the mistake comes back.
    sign_in(page, live_server, amina)
    visit(page, live_server, "/en/experiences/")
    page.get_by_role("link", name="Publish an experience").first.click()
    page.get_by_label("Title", exact=True).fill("Visits to families in the hills")
    page.get_by_label("In one sentence", exact=True).fill("We went where nobody had gone.")
    page.get_by_label("First year", exact=True).fill("214")
    page.get_by_label("The problem").fill("Families did not come to the office.")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("alert")).to_contain_text("First year")
    expect(page.get_by_label("First year", exact=True)).to_have_value("214")
    expect(page.get_by_label("The problem")).to_have_value("Families did not come to the office.")

    # She leaves without mending it. Going back opens the draft; a day later it waits on her page.
    visit(page, live_server, "/en/my/")
    page.go_back()
    expect(page.get_by_label("The problem")).to_have_value("Families did not come to the office.")
    visit(page, live_server, "/en/my/")
    page.get_by_role("link", name="Visits to families in the hills").first.click()
    page.get_by_role("link", name="Continue writing").click()
    expect(page.get_by_label("The problem")).to_have_value("Families did not come to the office.")

    # She submits too early and is told what is missing, each with a link to its place.
    page.get_by_label("First year", exact=True).fill("2014")
    page.get_by_role("button", name="Save and submit").click()
    needs = page.get_by_role("alert")
    expect(needs).to_contain_text("What did not work: Still empty.")
    expect(needs).to_contain_text("Lessons: Write at least one lesson.")

    # She completes it, with a lesson and, after asking for a second row, a second one.
    page.get_by_label("Scale").select_option("national")
    page.locator("summary", has_text="Home visits").click()
    page.get_by_label("Home visits in general").or_(page.get_by_label("Home visits")).first.check()
    page.get_by_label("Families in poverty").check()
    page.get_by_label("What was done").fill("Two hundred social workers walked.")
    page.get_by_label("Results", exact=True).fill("Nine of ten families now receive it.")
    page.get_by_role("textbox", name="What did not work").fill("Paper forms were lost in the rain.")
    lessons = page.locator("#lessons")
    lessons.get_by_label("The lesson in one sentence").fill("Go there on foot.")
    page.get_by_role("button", name="Add another lesson").click()
    second = page.get_by_role("group", name="Lesson 2")
    second.get_by_label("The lesson in one sentence").fill("Leave the paper at home.")

    # She takes a picture along. It is kept at once; what it shows is asked for before she submits.
    page.get_by_label("Choose a file").set_input_files(
        {"name": "door.jpg", "mimeType": "image/jpeg", "buffer": files.photograph((900, 600))}
    )
    page.get_by_role("button", name="Save and submit").click()
    expect(page.get_by_role("alert")).to_contain_text("Files: Say who made each file")
    picture = page.get_by_role("group", name="File 1")
    picture.get_by_label("What the picture shows").fill("A social worker at a door in the hills")
    picture.get_by_label("Who made it").fill("Ministry, 2024")
    page.get_by_role("button", name="Save and submit").click()
    expect(page.get_by_text("It is the secretariat’s turn.")).to_be_visible()
    expect(page.get_by_text("Leave the paper at home.")).to_be_visible()

    # Nobody else can find it yet.
    sign_out(page)
    visit(page, live_server, "/en/experiences/?q=hills")
    expect(page.get_by_text("No experience matches")).to_be_visible()

    # Chloe reads it and returns it with a note beside the results.
    sign_in(page, live_server, chloe)
    visit(page, live_server, "/admin/")
    page.get_by_role("link", name="Visits to families in the hills").first.click()
    expect(page.get_by_text("Paper forms were lost in the rain.").first).to_be_visible()
    expect(page.get_by_alt_text("A social worker at a door in the hills")).to_be_visible()
    page.get_by_role("link", name="Return with a reason").click()
    page.get_by_label("Reason").fill("Almost there. One question is left.")
    page.get_by_label("Note on “Results”").fill("In which year?")
    page.locator("input[type=submit]").click()

    # Amina finds the note beside the field, answers it and submits again.
    sign_in(page, live_server, amina)
    visit(page, live_server, "/en/my/")
    page.get_by_role("link", name="Visits to families in the hills").first.click()
    expect(page.get_by_text("Almost there. One question is left.")).to_be_visible()
    page.get_by_role("link", name="Continue writing").click()
    expect(page.get_by_text("In which year?")).to_be_visible()
    page.get_by_label("Results", exact=True).fill("In 2016 nine of ten families receive it.")
    page.get_by_role("button", name="Save and submit").click()
    expect(page.get_by_text("It is the secretariat’s turn.")).to_be_visible()

    # Chloe publishes it, and a visitor finds it in another language.
    sign_in(page, live_server, chloe)
    visit(page, live_server, "/admin/")
    page.get_by_role("link", name="Visits to families in the hills").first.click()
    page.get_by_role("button", name="Publish").click()
    sign_out(page)
    visit(page, live_server, "/es/experiences/?q=visitas+domiciliarias")
    page.get_by_role("link", name="Visits to families in the hills").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Visits to families in the hills")
    expect(page.get_by_text("Paper forms were lost in the rain.")).to_be_visible()
    picture = page.get_by_alt_text("A social worker at a door in the hills")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 600)  # upright, as the camera was held
    with page.expect_download() as download:
        picture.click()
    assert download.value.suggested_filename == "door.jpg"
    assert visits.slug in page.content()


@pytest.mark.browser
def test_the_enter_key_saves_and_adds_no_row(page: Page, live_server: Any, amina: Person):
    sign_in(page, live_server, amina)
    visit(page, live_server, "/en/experiences/new/")
    page.get_by_label("Title", exact=True).fill("Visits")
    page.get_by_label("Title", exact=True).press("Enter")
    expect(page.get_by_text("Your draft is saved.")).to_be_visible()
    assert "more=" not in page.url


@pytest.mark.browser
def test_on_a_telephone_a_refusal_is_in_sight(
    page: Page, live_server: Any, amina: Person, boris: Person
):
    """The head of a sheet and of a lesson is longer than a screen, and a refusal stands below."""
    make.published(make.ministry_of(amina), slug="visits")
    lesson = make.published(make.ministry_of(amina), lessons=["Go there."]).lessons.get()
    make.ministry_of(boris)
    page.set_viewport_size(PHONE)
    sign_in(page, live_server, amina)
    visit(page, live_server, "/en/experiences/visits/edit/")
    page.get_by_label("First year", exact=True).fill("214")
    page.get_by_role("button", name="Save and show to everybody").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("First year: Write a year from 1900")
    expect(summary).to_be_focused()
    expect(summary).to_be_in_viewport()
    sign_in(page, live_server, boris)
    visit(page, live_server, lesson.get_absolute_url())
    page.get_by_role("button", name="We contradict it").click()
    expect(summary).to_contain_text("What you saw")
    expect(summary).to_be_in_viewport()


@pytest.mark.browser
def test_who_goes_back_after_the_first_save_writes_on_in_the_same_draft(
    page: Page, live_server: Any, amina: Person
):
    sign_in(page, live_server, amina)
    visit(page, live_server, "/en/experiences/new/")
    page.get_by_label("Title", exact=True).fill("Visits")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("Your draft is saved.")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Visits")
    page.get_by_label("The problem").fill("Nobody came.")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("Your draft is saved.")).to_be_visible()
    sheet = Experience.objects.get()
    assert (sheet.title, sheet.problem) == ("Visits", "Nobody came.")


@pytest.mark.browser
def test_in_a_form_of_many_screens_the_buttons_and_its_parts_stay_in_sight(
    page: Page, live_server: Any, amina: Person
):
    sign_in(page, live_server, amina)
    visit(page, live_server, "/en/experiences/new/")
    save = page.get_by_role("button", name="Save the draft")
    for label in ("Title", "The problem", "Results"):
        page.get_by_label(label, exact=True).scroll_into_view_if_needed()
        expect(save).to_be_in_viewport()
    page.get_by_role("link", name="The story").click()
    expect(page.get_by_role("heading", name="The story")).to_be_in_viewport()
    page.set_viewport_size(PHONE)
    page.get_by_label("The problem").focus()
    expect(save).to_be_in_viewport()
    edge = page.locator("[data-stay]").bounding_box()
    field = page.get_by_label("The problem").bounding_box()
    assert edge
    assert field
    assert field["y"] + field["height"] <= edge["y"]  # what has the focus does not lie under them
    page.set_viewport_size({"width": 640, "height": 400})  # a screen at 200 % has no room for them
    page.get_by_label("Title", exact=True).scroll_into_view_if_needed()
    expect(save).not_to_be_in_viewport()
