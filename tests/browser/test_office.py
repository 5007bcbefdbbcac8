"""An office that outlives its holder: Amina invites a colleague, who takes it over. By keyboard."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from community.models import Letter, Person
from tests import make
from tests.browser.conftest import sign_in, sign_out, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODE = re.compile(r"^[A-Z0-9]{3,}-[A-Z0-9]{3,}$", re.MULTILINE)
LINK = re.compile(r"http://127\.0\.0\.1:8000(/\S+)")


def type_into(field: Locator, words: str) -> None:
    field.press("End")
    field.press_sequentially(words)


def link_in(letter: Letter) -> str:
    found = LINK.search(letter.body)
    assert found
    return found[1]


def test_a_colleague_comes_by_the_letter_and_takes_the_office_over(
    page: Page, live_server: Any, transactional_db: None
):
    ministry = make.organization("Ministerio de Inclusión", "PE", slug="midi")
    amina = make.member(ministry, "focal_point", email="amina@example.org", name="Amina Reyes")

    # Amina reads Spanish; she invites Nora, who reads English.
    sign_in(page, live_server, amina)
    visit(page, live_server, "/es/organizations/midi/people/")
    page.get_by_role("link", name="Invitar a un colega").press("Enter")
    type_into(page.get_by_label("Correo electrónico"), "nora@midi.gob.example")
    page.get_by_label("Punto focal suplente").press("Space")
    page.get_by_label("Idioma del correo").press_sequentially("Ing")
    type_into(page.get_by_label("Unas palabras suyas"), "Welcome, Nora!")
    page.get_by_role("button", name="Enviar la invitación").press("Enter")
    expect(
        page.get_by_text("La invitación a nora@midi.gob.example está en camino.")
    ).to_be_visible()
    expect(page.get_by_role("heading", name="Invitaciones abiertas")).to_be_visible()

    # Nora has no account: the letter's link tells her who invites, and leads her to one and back.
    sign_out(page)
    letter = Letter.objects.get(name="invited")
    assert (letter.address, letter.language) == ("nora@midi.gob.example", "en")
    visit(page, live_server, link_in(letter))
    expect(page.get_by_text("Amina Reyes invites you to act for")).to_be_visible()
    expect(page.get_by_text("Welcome, Nora!")).to_be_visible()
    page.get_by_role("link", name="Make an account").press("Enter")
    expect(page.locator("[name=email]")).to_have_value("nora@midi.gob.example")
    type_into(page.locator("[name=name]"), "Nora Silva")
    page.locator("[name=password1]").press_sequentially("four words to come in")
    page.locator("[name=password1]").press("Enter")
    expect(page).to_have_url(re.compile("/en/accounts/confirm-email/"))
    code = CODE.findall(Letter.objects.exclude(name="invited").get().body)[0]
    page.locator("[name=code]").press_sequentially(code)
    page.locator("[name=code]").press("Enter")
    page.get_by_role("button", name="Accept the invitation").press("Enter")
    expect(page.get_by_text("You are in: Ministerio de Inclusión")).to_be_visible()
    expect(page.get_by_role("row", name="Nora Silva")).to_contain_text("Deputy")

    # Amina moves on: she hands the office over, knowing what goes along, and stays as an editor.
    sign_in(page, live_server, amina)
    visit(page, live_server, "/es/organizations/midi/people/")
    page.get_by_role("link", name="Entregar el cargo").press("Enter")
    expect(page.get_by_role("heading", name="Lo que se traspasa con el cargo")).to_be_visible()
    page.get_by_label("A quién").press_sequentially("Nora")
    page.locator("#id_afterwards input[value=deputy]").press("ArrowDown")
    page.get_by_label("Sé que solo el nuevo punto focal puede devolverme el cargo.").press("Space")
    page.get_by_role("button", name="Entregar el cargo").press("Enter")
    expect(page.get_by_text("Nora Silva es ahora el punto focal.")).to_be_visible()
    expect(page.get_by_role("row", name="Amina Reyes")).to_contain_text("Redacción")

    # Nora has it in writing, in her language, and the log tells the story.
    nora = Person.objects.get(email="nora@midi.gob.example")
    assert Letter.objects.get(name="office_received", person=nora).language == "en"
    sign_in(page, live_server, nora)
    visit(page, live_server, "/en/organizations/midi/log/")
    expect(page.get_by_text("handed over the office of focal point: Nora Silva")).to_be_visible()
