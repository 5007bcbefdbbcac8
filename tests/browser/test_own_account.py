"""Amina follows, changes her name and goes, in Spanish and by keyboard alone."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from community.models import Follow, Person
from tests import make
from tests.browser.conftest import visit

pytestmark = pytest.mark.browser


def press(where: Locator) -> None:
    """As somebody without a mouse does; what cannot take the focus fails here."""
    where.focus()
    expect(where).to_be_focused()
    where.press("Enter")


def test_amina_follows_changes_her_name_and_goes(
    page: Page, live_server: Any, transactional_db: None
):
    amina, chloe = make.amina(), make.chloe()
    make.theme("care", es="Cuidados")
    visit(page, live_server, "/es/accounts/login/?next=/es/themes/care/")
    page.get_by_label("Correo electrónico").fill(amina.email)
    page.get_by_label("Contraseña").first.fill(make.PASSWORD)
    press(page.get_by_role("main").get_by_role("button", name="Iniciar sesión").first)

    press(page.get_by_role("button", name="Seguir"))
    expect(page.get_by_text("Usted sigue esto")).to_be_visible()
    visit(page, live_server, "/es/my/")
    expect(page.get_by_role("heading", name="Primeros pasos")).to_be_visible()
    press(page.get_by_role("button", name=re.compile("Dejar de seguir.*Cuidados")))
    expect(page.get_by_text("Ya no sigue esto.")).to_be_visible()
    assert not Follow.objects.exists()
    press(page.get_by_role("button", name="No volver a mostrar esta lista"))
    expect(page.get_by_role("heading", name="Primeros pasos")).to_have_count(0)

    press(page.get_by_role("link", name="Nombre e idioma"))
    page.get_by_label("Su nombre").fill("Amina Reyes Soto")
    press(page.get_by_role("button", name="Guardar"))
    expect(page.get_by_text("Guardado.")).to_be_visible()

    press(page.get_by_role("link", name="Sus datos"))
    press(page.get_by_role("link", name="Eliminar su cuenta"))
    page.get_by_label("Contraseña").fill(make.PASSWORD)
    press(page.get_by_role("main").get_by_role("button", name="Confirmar"))
    expect(page.get_by_text("Usted es el punto focal de")).to_be_visible()
    press(page.get_by_role("button", name="Eliminar mi cuenta ahora"))
    expect(page.get_by_role("heading", name="Su cuenta quedó eliminada")).to_be_visible()
    assert list(Person.objects.all()) == [chloe]
