"""A ministry registers, leaving in the middle; a colleague types "mides" and joins: by keyboard."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from community.models import Letter, Person
from members.models import Organization
from tests import make
from tests.browser.conftest import sign_in, sign_out, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODE = re.compile(r"^[A-Z0-9]{3,}-[A-Z0-9]{3,}$", re.MULTILINE)
PASSWORD = "cuatro palabras para entrar"


@pytest.fixture
def chloe_at_her_desk(transactional_db: None) -> Person:
    make.country("PE")
    make.theme("cash-transfers", es="Transferencias monetarias")
    return make.chloe()


def type_in(page: Page, name: str, words: str) -> None:
    field = page.locator(f"main [name={name}]")
    field.focus()
    page.keyboard.type(words)
    expect(field).to_have_value(words)


def press(what: Locator) -> None:
    what.press("Enter")


def choose(page: Page, name: str, label: str) -> None:
    """A select opens and closes by its first letters."""
    page.locator(f"main select[name={name}]").focus()
    page.keyboard.type(label)


def tick(box: Locator) -> None:
    box.focus()
    box.press("Space")
    expect(box).to_be_checked()


def go_on(page: Page) -> None:
    press(page.locator("main form button[data-kind=primary]").first)


def get_an_account(page: Page, name: str, email: str) -> None:
    type_in(page, "name", name)
    type_in(page, "email", email)
    type_in(page, "password1", PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/accounts/confirm-email/"))
    letter = Letter.objects.filter(address=email).latest("pk")
    type_in(page, "code", CODE.findall(letter.body)[0])
    page.keyboard.press("Enter")


def test_a_ministry_registers(page: Page, live_server: Any, chloe_at_her_desk: Person):
    # Amina comes to the home page in her language; the first question is how she takes part.
    visit(page, live_server, "/es/")
    press(page.locator(".banner__desk .account__join"))
    expect(page).to_have_url(re.compile("/es/take-part/"))
    press(page.locator("#register").locator("..").locator("..").get_by_role("link"))
    get_an_account(page, "Amina Reyes", "amina@example.org")

    # She lands where she said, and begins: what kind it is, then its names, without the country.
    expect(page).to_have_url(re.compile("/es/organizations/register/$"))
    press(page.locator("main .actions a"))
    choose(page, "kind", "Ministerio")
    go_on(page)
    type_in(page, "name", "Ministerio de Inclusión")
    type_in(page, "acronym", "MIDI")
    press(page.locator("button[name=later]"))

    # On another day it waits on her page; the country is asked for, the rest is there.
    expect(page).to_have_url(re.compile("/es/my/"))
    sign_out(page)
    sign_in(page, live_server, Person.objects.get(email="amina@example.org"))
    visit(page, live_server, "/es/my/")
    press(page.get_by_role("link", name="Ministerio de Inclusión"))
    press(page.locator("main .actions a"))
    expect(page.locator(".summary")).to_be_visible()
    expect(page.locator("[name=acronym]")).to_have_value("MIDI")
    choose(page, "country", "Per")
    go_on(page)
    page.locator("[name=official_email]").fill("")
    type_in(page, "official_email", "despacho@midi.gob.example")
    go_on(page)
    go_on(page)  # what it does is hers to say later; the languages are guessed
    group = page.locator("details").filter(has=page.locator("[name=knows]")).first
    press(group.locator("summary"))
    tick(page.locator("[name=knows][value=cash-transfers]"))
    go_on(page)
    go_on(page)  # no logo

    # She looks at everything and sends it; pressed twice it is one application.
    expect(page).to_have_url(re.compile("/es/organizations/register/review/"))
    expect(page.get_by_text("Transferencias monetarias")).to_be_visible()
    button = page.locator("main form button[data-kind=primary]")
    button.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/es/organizations/midi/application/"))
    assert Organization.objects.count() == 1
    received = Letter.objects.get(name="application_received")

    # The official address says yes, without an account.
    sign_out(page)
    letter = Letter.objects.get(name="proof_of_domain_asked")
    visit(page, live_server, path_in(letter, "/es/organizations/application/proof/"))
    go_on(page)
    expect(page.locator(".notice[data-kind=done]")).to_be_visible()

    # Chloe finds it at her desk and approves it, because the domain is proven.
    sign_in(page, live_server, chloe_at_her_desk)
    visit(page, live_server, "/admin/members/organization/?status__exact=applied")
    press(page.get_by_role("link", name="Ministerio de Inclusión"))
    press(page.get_by_role("link", name="Approve…"))
    expect(page.locator("[name=because][value=domain]")).to_be_checked()
    press(page.get_by_role("button", name="Approve"))
    expect(page.get_by_text("Done (Approve): Ministerio de Inclusión")).to_be_visible()

    # Amina follows it by the letter alone, and can start her first sheet once signed in.
    sign_out(page)
    visit(page, live_server, path_in(received, "/es/organizations/application/"))
    expect(page.locator(".steps [aria-current]")).to_contain_text("Aprobada")
    sign_in(page, live_server, Person.objects.get(email="amina@example.org"))
    visit(page, live_server, "/es/experiences/new/")
    expect(page.locator("[name=title]")).to_be_visible()


def path_in(letter: Letter, start: str) -> str:
    found = re.search(rf"http\S+?({start}\S+)", letter.body)
    assert found, letter.body
    return found[1]


@pytest.fixture
def mides(transactional_db: None) -> Organization:
    make.country("CL")
    return make.organization("Ministerio de Desarrollo Social", "UY", acronym="MIDES", slug="mides")


def test_a_colleague_joins(page: Page, live_server: Any, mides: Organization):
    amina = make.member(mides, "focal_point", email="amina@example.org", name="Amina Reyes")

    # Boris types "mides" before he has an account; it is found while he types.
    visit(page, live_server, "/en/take-part/")
    page.locator("#take-part-search").focus()
    page.keyboard.type("mides")
    press(page.locator("#found").get_by_role("link", name="Ask to join"))
    get_an_account(page, "Boris Clarke", "boris@example.org")
    expect(page).to_have_url(re.compile("/en/organizations/mides/join/"))
    type_in(page, "message", "I work in the statistics unit.")
    press(page.get_by_role("button", name="Send the request"))
    expect(page.get_by_text("The focal point of the organization")).to_be_visible()

    # It waits for Amina on her page; she lets him in.
    sign_in(page, live_server, amina)
    visit(page, live_server, "/en/my/")
    press(page.get_by_role("link", name="Let Boris Clarke join, or decline"))
    expect(page.get_by_text("I work in the statistics unit.")).to_be_visible()
    press(page.get_by_role("button", name="Let in"))
    expect(page.get_by_role("rowheader", name="Boris Clarke")).to_be_visible()
    letters = Letter.objects.filter(name="join_accepted", address="boris@example.org")
    assert letters.count() == 1


def test_one_that_is_here_already_is_shown_while_somebody_types(
    page: Page, live_server: Any, mides: Organization
):
    sign_in(page, live_server, make.person(name="Boris Clarke"))
    visit(page, live_server, "/en/organizations/register/kind/")
    choose(page, "kind", "Ministry")
    go_on(page)
    expect(page).to_have_url(re.compile("/en/organizations/register/names/"))
    page.wait_for_load_state()  # only what is typed once the script runs is looked up
    type_in(page, "name", "Ministerio de Desarrollo Social")
    found = page.get_by_role("region", name="Is this you?")
    expect(found).to_contain_text("MIDES")
    choose(page, "country", "Chi")
    expect(found).to_be_visible()
    go_on(page)  # it is another one, and she has seen it: once is enough
    expect(page).to_have_url(re.compile("/en/organizations/register/contact/"))
