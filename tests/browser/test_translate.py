"""A translation from the first part to the reader, in a browser without script."""

import re

import pytest
from playwright.sync_api import expect

from experiences.models import Translation
from tests import make
from tests.browser.conftest import sign_in, visit


@pytest.mark.browser
@pytest.mark.browser_context_args(java_script_enabled=False)
def test_amina_translates_without_script_and_loses_nothing(page, live_server, transactional_db):
    amina = make.amina()
    sheet = make.published(make.ministry_of(amina), title="Home visits", language="en")
    sign_in(page, live_server, amina)
    visit(page, live_server, f"/en/experiences/{sheet.slug}/")
    page.get_by_role("link", name="Translate").click()
    page.get_by_role("button", name="Translate into Spanish").click()
    page.get_by_label("In Spanish").fill("Visitas domiciliarias")
    page.get_by_role("button", name="Save and go on").click()

    # Another part's button saves what stands in the open one; so does the publication.
    page.get_by_label("In Spanish").fill("Qué se hizo y qué resultó.")
    page.get_by_role("button", name=re.compile("Translate.*Results")).click()
    page.get_by_label("In Spanish").fill("Más familias reciben lo suyo.")
    page.get_by_role("button", name="Publish the translation").click()
    expect(page.get_by_text("3 of 7 parts translated")).to_be_visible()
    made = Translation.objects.get()
    assert {piece.part for piece in made.pieces.all()} == {"title", "summary", "results"}

    visit(page, live_server, f"/es/experiences/{sheet.slug}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Visitas domiciliarias")
    page.get_by_role("link", name="Leer el original, en inglés").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Home visits")
