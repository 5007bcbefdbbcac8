"""From “we need” to “closed after a year”, in Spanish and in Portuguese, with the clock moved."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from community.models import Letter, Person
from exchanges.models import Exchange
from exchanges.tasks import move_exchanges_on
from tests import make
from tests.browser.conftest import give_second_factor, sign_in, sign_out, visit
from tests.browser.test_every_page import complaints_about, shape_of
from tests.exchanges import stages

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(240),
]


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()


def state(page: Page) -> Any:
    return page.locator("main .page_head .status")


def fill(page: Page, **words: str) -> None:
    for name, text in words.items():
        page.locator(f"[name={name}]").fill(text)


def tick(page: Page, *choices: str) -> None:
    """Boxes and buttons as ``instruments=study-visit``."""
    for name, value in (choice.split("=") for choice in choices):
        page.locator(f'[name={name}][value="{value}"]').check()


def told(person: Person, name: str) -> Letter:
    """The newest letter of this kind that she was sent."""
    return Letter.objects.filter(name=name, address=person.email).latest("pk")


@contextmanager
def on(day: dt.date, *people: tuple[Page, Person], at: Any) -> Iterator[None]:
    """It is that day, the clock has done its round, and these people have signed in anew."""
    with time_machine.travel(dt.datetime.combine(day, dt.time(15), dt.UTC)):
        move_exchanges_on(timestamp=0)
        for page, person in people:
            sign_in(page, at, person)
        yield


def test_from_we_need_to_closed_after_a_year(page: Page, browser: Browser, live_server: Any):
    chloe = make.chloe()
    amina = make.amina()
    boris = make.boris(make.organization("Ministério da Cidadania", "BR"))
    Person.objects.filter(pk=amina.pk).update(language="es")
    Person.objects.filter(pk=boris.pk).update(language="pt")
    theme = make.theme(
        "cash-transfers", es="Transferencias monetarias", pt="Transferências de renda"
    )
    make.ministry_of(boris).knows.set([theme])
    here = page
    there, office = (browser.new_context(locale="en-US").new_page() for _ in range(2))
    for window, person in ((here, amina), (there, boris), (office, chloe)):
        sign_in(window, live_server, person)

    # “Necesitamos…”: four steps, in Spanish; what is missing is said, and nothing is lost.
    visit(here, live_server, "/es/exchanges/request/")
    fill(here, title="Visitar a cada familia", need="Las familias no llegan a las oficinas.")
    press(here, "Guardar y continuar")
    here.locator("summary", has_text="Transferencias monetarias").click()
    tick(here, "themes=cash-transfers")
    expect(here.locator("[data-hx-post]")).to_contain_text("Ministério da Cidadania")
    press(here, "Guardar y continuar")
    tick(here, "instruments=study-visit")
    press(here, "Guardar y continuar")
    expect(here.locator(".steps [aria-current=step]")).to_have_text(
        "Cuándo, idiomas y financiamiento"
    )
    tick(here, "languages=es", "languages=pt")
    fill(here, private_note="Nuestro presupuesto es pequeño.")
    press(here, "Enviar a la Secretaría")
    expect(here.locator(".summary")).to_contain_text("Aún está en blanco.")
    expect(here.locator("[name=private_note]")).to_have_value("Nuestro presupuesto es pequeño.")
    fill(here, result_wanted="Visitar a diez mil familias.")
    press(here, "Enviar a la Secretaría")
    expect(state(here)).to_have_text("Enviado")
    number = Exchange.objects.get().number
    spanish, portuguese = (f"/{code}/exchanges/{number}/" for code in ("es", "pt"))

    # Boris does not know of it before Chloe has opened it; then he offers help, in Portuguese.
    assert visit(there, live_server, portuguese).status == 404
    visit(office, live_server, f"/en/exchanges/{number}/")
    press(office, "Open it to everybody")
    expect(state(office)).to_have_text("Seeking partners")
    assert "Abierto:" in told(amina, "exchange_opened").subject
    visit(there, live_server, portuguese)
    expect(state(there)).to_have_text("Em busca de parceiros")
    expect(there.get_by_text("Nuestro presupuesto")).to_have_count(0)
    follow(there, "Podemos ajudar")
    fill(there, message="Visitamos famílias desde 2004.")
    press(there, "Oferecer nossa ajuda")

    # Amina reads of it in her language and accepts; he hears of it in his.
    letter = told(amina, "offer_received")
    assert "ofrece" in letter.body
    assert "Visitamos famílias desde 2004." in letter.body
    assert f"/es/exchanges/{number}/" in letter.body
    visit(here, live_server, spanish)
    follow(here, "Leer y responder")
    press(here, "Aceptar Ministério da Cidadania")
    expect(state(here)).to_have_text("En formulación")
    letter = told(boris, "party_welcomed")
    assert "aceita a oferta da organização Ministério da Cidadania" in letter.body
    assert f"/pt/exchanges/{number}/" in letter.body

    # He writes the plan, she a better version; hers is the one that both accept.
    today = timezone.localdate()
    first, last = today + dt.timedelta(days=20), today + dt.timedelta(days=22)
    visit(there, live_server, portuguese)
    expect(there.get_by_text("Nuestro presupuesto es pequeño.")).to_be_visible()  # he is in now
    follow(there, "Escrever o plano")
    fill(there, objective="Um método para visitar famílias.", costs="Cada um paga a sua viagem.")
    there.locator("[name=activities-0-title]").fill("Visita a Santiago")
    there.locator("[name=activities-0-instrument]").select_option("study-visit")
    there.locator("[name=activities-0-mode]").select_option("in-person")
    there.locator("[name=activities-0-starts_on]").fill(first.isoformat())
    there.locator("[name=activities-0-ends_on]").fill(last.isoformat())
    press(there, "Escrever esta versão")
    assert "versión 1" in told(amina, "plan_written").body
    visit(here, live_server, spanish)
    follow(here, "Modificar el plan")
    fill(here, costs="Cada uno paga su viaje; Chile presta las salas.")
    press(here, "Guardar esta versión")
    press(there, "Aceitar a versão 1")
    expect(there.get_by_text("O plano mudou; leia antes a versão mais recente.")).to_be_visible()
    press(there, "Aceitar a versão 2")
    press(here, "Aceptar la versión 2")
    expect(state(here)).to_have_text("Acordado")
    assert "versão 2" in told(boris, "plan_written").body

    # She adds hours and the room; he reads them in his language.
    follow(here, "Visita a Santiago")
    follow(here, "Agregar horario, agenda y cupos")
    fill(here, begins_at="09:00", link="https://meet.example/sala", agenda="09:00 Bienvenida")
    here.locator("[name=time_zone]").select_option("America/Santiago")
    press(here, "Guardar")
    expect(here.get_by_text("09:00 Bienvenida")).to_be_visible()
    visit(there, live_server, here.url.removeprefix(live_server.url).replace("/es/", "/pt/"))
    expect(there.get_by_role("link", name="https://meet.example/sala")).to_be_visible()

    # On its first day it runs by itself; once it is over, both are asked for their reports.
    with on(first, at=live_server):
        assert "ha comenzado" in told(amina, "exchange_started").body
    with on(
        last + dt.timedelta(days=1),
        (here, amina), (there, boris), (office, chloe), at=live_server,
    ):  # fmt: skip
        visit(here, live_server, spanish)
        expect(state(here)).to_have_text("En fase de informes")
        follow(here, "Redactar su informe")
        fill(here, achieved="Visitamos a todas.", did_not_work="Se perdieron formularios.",
             claim="Llame a las familias antes de visitarlas.")  # fmt: skip
        tick(here, "polarity=works")
        press(here, "Entregar el informe")
        assert "atividades" in told(boris, "exchange_to_report").body
        visit(there, live_server, portuguese)
        expect(there.get_by_text("Visitamos a todas.")).to_have_count(0)  # side by side, or not yet
        follow(there, "Escrever seu relatório")
        fill(there, achieved="Aprendemos também.", did_not_work="Faltou tempo.",
             claim="Quem volta ensina mais.")  # fmt: skip
        tick(there, "polarity=works")
        press(there, "Entregar o relatório")
        visit(office, live_server, f"/en/exchanges/{number}/")
        press(office, "Complete")
        expect(state(office)).to_have_text("Completed")
        completed = timezone.localdate()
    assert "biblioteca" in told(boris, "exchange_completed").body
    sign_out(there)
    visit(there, live_server, portuguese)
    expect(there.locator(".report")).to_have_count(2)
    visit(there, live_server, "/pt/lessons/")
    for claim in ("Llame a las familias antes de visitarlas.", "Quem volta ensina mais."):
        expect(there.get_by_role("link", name=claim)).to_be_visible()

    # After six months it is decided; whose experience was used hears of it.
    with on(completed + dt.timedelta(days=184), (here, amina), at=live_server):
        assert "6 meses" in told(amina, "follow_up_asked").body
        say_what_became_of_it(here, live_server, spanish, "2", "La ministra lo decidió.")
    letter = told(boris, "uptake_told")
    assert "Decidido" in letter.body
    assert "La ministra lo decidió." in letter.body

    # After twelve it runs, with what shows it; Chloe closes it at her desk.
    after = completed + dt.timedelta(days=366)
    with on(after, (here, amina), (office, chloe), at=live_server):
        assert "12 meses" in told(amina, "follow_up_asked").body
        say_what_became_of_it(here, live_server, spanish, "4", "Ley 21.000.")
        assert "Em funcionamento" in told(boris, "uptake_told").body
        give_second_factor(chloe)
        visit(office, live_server, f"/admin/exchanges/exchange/{Exchange.objects.get().pk}/change/")
        office.get_by_role("button", name="Close", exact=True).click()
        visit(there, live_server, portuguese)
        expect(state(there)).to_have_text("Encerrado")
        uptake = there.locator("[aria-labelledby=uptake]")
        expect(uptake).to_contain_text("Decidido (2/5)")
        expect(uptake).to_contain_text("Em funcionamento (4/5)")
        expect(uptake).to_contain_text("Ley 21.000.")
        expect(there.get_by_text("Nuestro presupuesto")).to_have_count(0)
    for window in (there, office):
        window.context.close()


def say_what_became_of_it(
    page: Page, live_server: Any, path: str, level: str, evidence: str
) -> None:
    visit(page, live_server, path)
    follow(page, "Contar qué pasó después")
    tick(page, f"level={level}")
    fill(page, evidence=evidence)
    press(page, "Contarlo a todo el mundo")
    expect(page.get_by_text("Gracias. Se avisará a quienes")).to_be_visible()


@pytest.mark.browser_context_args(bypass_csp=True)  # axe writes styles into the page it looks at
def test_the_pages_of_an_exchange_suit_everybody(page: Page, live_server: Any):
    who = stages.cast(make.amina(), make.boris(), make.chloe())
    shaped, over, done = stages.shaping(who), stages.reporting(who), stages.completed(who)
    stages.write_plan(shaped, who.boris)
    stages.write_plan(shaped, who.amina, based_on=1, costs="Half and half.")
    draft, sought = make.request(who.amina, need=""), stages.opened(who)
    found: list[str] = []
    for person, exchange, rest in (
        (who.amina, shaped, ""), (who.amina, done, ""), (who.amina, over, "report/"),
        (who.amina, sought, "invite/"), (who.dana, sought, "offer/"), (who.boris, sought, ""),
        (who.amina, draft, "edit/?missing=1"),
    ):  # fmt: skip
        path = f"{exchange.get_absolute_url()}{rest}"
        sign_in(page, live_server, person)
        answer = visit(page, live_server, path)
        assert page.url.endswith(path)
        page.evaluate("document.querySelectorAll('main details').forEach(fold => fold.open = true)")
        found += complaints_about(page, path) + shape_of(page, path, answer)
    assert found == []


def test_what_is_done_is_told_by_a_sign_where_colors_are_not_ours(page: Page, live_server: Any):
    """Forced colors and paper drop every background; nothing is marked that is not meant."""
    who = stages.cast(make.amina(), make.boris(), make.chloe())
    page.emulate_media(forced_colors="active")
    visit(page, live_server, stages.completed(who).get_absolute_url())
    signs = "steps => steps.map(step => getComputedStyle(step, '::before').content)"
    step = page.locator(".steps__step")
    assert set(step.and_(page.locator("[data-place=done]")).evaluate_all(signs)) == {'"✓" / ""'}
    assert "✓" not in " ".join(step.and_(page.locator("[data-place=coming]")).evaluate_all(signs))
    lines = "links => links.map(link => getComputedStyle(link).borderBottomColor)"
    link = page.locator(".nav .nav__list").first.locator(".nav__link")
    (here,) = link.and_(page.locator("[aria-current]")).evaluate_all(lines)
    others = link.and_(page.locator(":not([aria-current])")).evaluate_all(lines)
    assert here not in others
    assert set(others) == {page.evaluate("getComputedStyle(document.body).backgroundColor")}
    page.emulate_media(media="print", forced_colors="none")
    dot = "event => event.offsetLeft + parseFloat(getComputedStyle(event, '::before').left)"
    assert page.locator(".timeline__event").first.evaluate(dot) >= 0
    for link in ("Terms of reference", "What all exchanges set moving"):
        expect(page.get_by_text(link)).to_be_hidden()  # nobody can follow it there
    ink = "step => getComputedStyle(step, '::before').color"
    assert page.locator(".steps__step").first.evaluate(ink) == "rgb(0, 0, 0)"
