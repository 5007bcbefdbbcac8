"""Every kind of page of the secretariat's desk, held to the rules of all other pages."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from community.models import Event, Letter, Person, Theme
from exchanges.models import Exchange
from experiences.models import Experience, Keyword, Translation, Verdict
from members.models import Membership, Organization
from tests import make
from tests.browser.conftest import PHONE, give_second_factor, sign_in, visit
from tests.browser.test_every_page import complaints_about, shape_of
from tests.exchanges.test_offers import offer
from tests.thorough import some

# One of each kind of template is held to all rules; what is made of the same parts is not looked
# at again.
LISTS = ("members_organization", "experiences_experience", "exchanges_exchange", "community_event",
         "experiences_keyword", "experiences_translation", "experiences_verdict")  # fmt: skip
SPANISH = pytest.mark.browser_context_args(bypass_csp=True, locale="es-ES")


@pytest.fixture
def chloe(transactional_db: None) -> Person:
    made = make.chloe()
    give_second_factor(made)
    return made


@pytest.fixture
def things(chloe: Person) -> list[Any]:
    """One of everything that has a page at the desk, with something in every part of it."""
    theme = make.theme(es="Transferencias monetarias")
    amina, boris = make.amina(), make.boris()
    applied = make.organization("Ministerio nuevo", status="applied", description="Hace algo.")
    make.member(applied, "focal_point")
    applied.ask(by=chloe, reason="¿Qué decreto?")
    sheet = make.sheet(make.ministry_of(amina), title="Visits to families")
    sheet.keywords.set(["door to door", "visits"])
    sheet.figures.create(value="12", unit="families", year=2020)
    sheet.sources.create(title="Report", url="https://example.org/")
    sheet.submit(by=amina)
    translation = Translation.begin(sheet, "es", by=amina)
    translation.say("title", "Visitas a las familias", by=amina)
    verdict = Verdict.objects.create(
        lesson=sheet.lessons.get(), organization=make.ministry_of(boris), country_id="JM",
        stance="confirms", note="So it was.", language="en",
    )  # fmt: skip
    exchange = make.request(amina, experience=sheet)
    exchange.submit(by=amina)
    exchange.open(by=chloe)
    return [
        applied, sheet, exchange, offer(boris), theme, chloe, Membership.objects.first(),
        applied.country, Keyword.objects.first(), Event.objects.first(), Letter.objects.first(),
        translation, verdict,
    ]  # fmt: skip


def page_of(thing: Any, name: str = "change", *more: str) -> str:
    meta = thing._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{name}", args=[thing.pk, *more])


def look(page: Page, live_server: Any, paths: list[str]) -> list[str]:
    found = []
    for path in some(paths, 4):
        answer = visit(page, live_server, path)
        assert page.url.endswith(path), f"{path} led to {page.url}"
        found += complaints_about(page, path) + shape_of(page, path, answer)
        if (language := page.locator("html").get_attribute("lang")) != "es":
            found.append(f"{path}: in the language {language}")
    return found


@pytest.mark.browser
@SPANISH
def test_an_officer_opens_every_list_whatever_she_works_with(
    page: Page, live_server: Any, things: list[Any], chloe: Person
):
    sign_in(page, live_server, chloe)
    paths = ["/admin/", reverse("admin:app_list", args=["members"])]
    paths += [reverse(f"admin:{name}_changelist") for name in LISTS]
    paths = [f"{path}?q=visits&language=en" if "experience/" in path else path for path in paths]
    assert look(page, live_server, paths) == []


@pytest.mark.browser
@SPANISH
@pytest.mark.parametrize("part", range(2))
def test_an_officer_opens_everything_whatever_she_works_with(
    page: Page, live_server: Any, things: list[Any], chloe: Person, part: int
):
    sign_in(page, live_server, chloe)
    assert look(page, live_server, [page_of(thing) for thing in things[part::2]]) == []


@pytest.mark.browser
@SPANISH
def test_an_officer_decides_whatever_she_works_with(
    page: Page, live_server: Any, things: list[Any], chloe: Person
):
    sign_in(page, live_server, chloe)
    sheet, theme = Experience.objects.get(), Theme.objects.get()
    empty = make.theme("empty")
    exchange = Exchange.objects.get()
    exchange.wants.create(organization=make.organization(iso2="PE"))
    paths = [
        reverse("admin:exchanges_exchange_clusters"),
        reverse("admin:exchanges_exchange_figures"),
        page_of(exchange, "edition"),
        page_of(Organization.objects.get(status="question"), "history"),
        page_of(sheet, "review"),
        page_of(sheet, "move", "return"),
        page_of(sheet, "move", "publish"),
        page_of(sheet, "restore") + "?version=1",
        reverse("admin:community_theme_add"),
        page_of(Verdict.objects.get(), "take_down"),
        page_of(theme, "delete"),
        page_of(empty, "delete"),
    ]
    found = look(page, live_server, paths)

    # Several at once: the page that asks for the reason is the answer to a form.
    path = reverse("admin:experiences_experience_changelist")
    visit(page, live_server, path)
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("move_return")
    page.locator(".actions button").click()
    page.get_by_label("Motivo").wait_for()
    found += complaints_about(page, f"{path} at once")
    assert found == []


@pytest.mark.browser
def test_the_desk_opens_without_a_complaint_of_the_browser(
    page: Page, live_server: Any, things: list[Any], chloe: Person
):
    """The policy is held here, as axe needs it out of its way; one page of each kind of parts."""
    sign_in(page, live_server, chloe)
    applied, sheet, exchange, theme = things[0], things[1], things[2], things[4]
    paths = ["/admin/", *(reverse(f"admin:{name}_changelist") for name in LISTS)]
    paths += [page_of(thing) for thing in (applied, sheet, exchange, theme)]
    paths += [page_of(sheet, "move", "return"), reverse("admin:community_theme_add")]
    for path in paths:
        visit(page, live_server, path)
        assert page.url.endswith(path), f"{path} led to {page.url}"


@pytest.mark.browser
@SPANISH
def test_what_a_list_and_a_decision_tell_has_room_on_a_laptop_and_on_a_phone(
    page: Page, live_server: Any, things: list[Any], chloe: Person
):
    sign_in(page, live_server, chloe)
    hidden = "e => e.scrollWidth - e.clientWidth"
    page.set_viewport_size({"width": 1280, "height": 800})
    cut = {}
    for name in (*LISTS, "community_letter", "exchanges_offer", "members_membership"):
        visit(page, live_server, reverse(f"admin:{name}_changelist"))
        cut[name] = page.locator(".results").evaluate(hidden)
    assert {name: width for name, width in cut.items() if width > 0} == {}
    exchange = Exchange.objects.get()
    exchange.wants.create(organization=make.organization(iso2="PE"))
    page.set_viewport_size(PHONE)
    visit(page, live_server, page_of(exchange, "edition"))
    button = page.locator(".submit-row input").bounding_box()
    assert button
    assert button["x"] + button["width"] < PHONE["width"]
    visit(page, live_server, reverse("admin:exchanges_exchange_figures"))
    row = page.locator("#content tbody tr").first
    label, number = (row.locator(cell).bounding_box() for cell in ("th", "td"))
    assert label
    assert number
    assert label["x"] + label["width"] <= number["x"]
    assert number["x"] > PHONE["width"] / 2  # at its edge, not behind the last letter
