"""A ministry registers: from the home page to its first sheet, in Spanish."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from community.models import Letter, Person
from members.models import Organization
from tests import make
from tests.browser.conftest import give_second_factor, sign_in, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODE = re.compile(r"^[A-Z0-9]{3,}-[A-Z0-9]{3,}$", re.MULTILINE)


@pytest.fixture
def chloe_at_her_desk(transactional_db: None) -> Person:
    chloe = make.chloe()
    give_second_factor(chloe)
    make.country("PE")
    make.theme("cash-transfers", es="Transferencias monetarias")
    return chloe


def test_a_ministry_registers(page: Page, live_server: Any, chloe_at_her_desk: Person):
    # Amina comes to the home page in her language and joins the network.
    visit(page, live_server, "/es/")
    page.locator(".banner__desk .account__join").click()
    page.locator("[name=name]").fill("Amina Reyes")
    page.locator("[name=email]").fill("amina@midi.gob.example")
    page.locator("[name=password1]").fill("cuatro palabras para entrar")
    page.locator("[name=participation][value=register]").check()
    page.locator("main form button").click()

    # The code comes as a letter; with it she is in, and at the form of her organization.
    expect(page).to_have_url(re.compile("/es/accounts/confirm-email/"))
    letter = Letter.objects.get()
    assert letter.address == "amina@midi.gob.example"
    page.locator("[name=code]").fill(CODE.findall(letter.body)[0])
    page.locator("main form button").first.click()
    expect(page).to_have_url(re.compile("/es/organizations/register/"))

    # She forgets the country: the form says so and keeps what she typed.
    page.locator("[name=kind]").select_option("ministry")
    page.locator("[name=name]").fill("Ministerio de Inclusión")
    page.locator("[name=acronym]").fill("MIDI")
    page.locator("[name=official_email]").fill("despacho@midi.gob.example")
    page.locator("main form button[data-kind=primary]").click()
    expect(page.locator(".summary")).to_be_visible()
    expect(page.locator("[name=acronym]")).to_have_value("MIDI")
    page.locator("[name=country]").select_option("PE")
    group = page.locator("details").filter(has=page.locator("[name=knows]")).first
    group.locator("summary").click()
    page.locator("[name=knows][value=cash-transfers]").check()
    page.locator("main form button[data-kind=primary]").dblclick()

    # The page of the application says what happens next; a double click made one application.
    expect(page).to_have_url(re.compile("/es/organizations/midi/application/"))
    expect(page.locator("h1")).to_have_text("Ministerio de Inclusión")
    assert Organization.objects.count() == 1
    assert Letter.objects.filter(name="application_received").count() == 1

    # Chloe finds it at her desk, reads it and approves it with a button.
    sign_in(page, live_server, chloe_at_her_desk)
    visit(page, live_server, "/admin/members/organization/?status__exact=applied")
    page.get_by_role("link", name="Ministerio de Inclusión").click()
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_text("Done: Ministerio de Inclusión")).to_be_visible()

    # Amina has the letter in her language, and can start her first sheet.
    welcome = Letter.objects.get(name="organization_approved")
    assert (welcome.address, welcome.language) == ("amina@midi.gob.example", "es")
    assert "/es/organizations/midi/" in welcome.body
    sign_in(page, live_server, Person.objects.get(email="amina@midi.gob.example"))
    visit(page, live_server, "/es/organizations/midi/")
    expect(page.locator("h1")).to_have_text("Ministerio de Inclusión")
    visit(page, live_server, "/es/experiences/new/")
    expect(page.locator("[name=title]")).to_be_visible()


def test_a_colleague_joins(page: Page, live_server: Any, transactional_db: None):
    ministry = make.organization(
        "Ministerio de Desarrollo Social", "UY", acronym="MIDES", slug="mides"
    )
    amina = make.member(ministry, "focal_point", email="amina@example.org", name="Amina Reyes")
    boris = make.person("boris@example.org", name="Boris Clarke")

    # Boris finds the ministry by its acronym and asks.
    sign_in(page, live_server, boris)
    visit(page, live_server, "/en/organizations/join/")
    page.locator("#join-search").fill("mides")
    page.locator("#join-search").press("Enter")
    page.get_by_role("link", name="Ask to join").click()
    page.locator("[name=message]").fill("I work in the statistics unit.")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_text("The focal point of the organization")).to_be_visible()

    # It waits for Amina on her page; she lets him in.
    sign_in(page, live_server, amina)
    visit(page, live_server, "/en/my/")
    page.get_by_role("link", name="Let Boris Clarke join, or decline").click()
    expect(page.get_by_text("I work in the statistics unit.")).to_be_visible()
    page.get_by_role("button", name="Let in").click()
    expect(page.get_by_role("rowheader", name="Boris Clarke")).to_be_visible()
    assert Letter.objects.filter(name="join_accepted", address=boris.email).count() == 1
