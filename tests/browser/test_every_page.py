"""Every kind of page, as everybody meets it: a screen reader, a phone, the dark, a weak line."""

import datetime as dt
import gzip
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone
from justhtml import JustHTML

from community.languages import speaking
from exchanges.models import Offer, Party, Want
from experiences.models import Experience, Translation, Verdict
from experiences.vocabulary import Stance
from members import proof
from members.models import Commitment, Invitation, Membership, Organization, Registration
from portal.staticfiles import joined
from tests import files, make
from tests.browser.conftest import sign_in, visit
from tests.exchanges import stages
from tests.thorough import some

# No rule of these reads style sheets; axe would fetch every imported one again for each look.
LOOK = {"resultTypes": ["violations"], "preload": {"assets": ["media"]}}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    **LOOK,
}
COLORS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, **LOOK}
AXE = Axe().axe_script
# Colors on their way to others are there at once. Waiting for frames instead could wait for ever:
# a browser without a screen need not draw any.
SETTLED = "() => document.getAnimations().forEach(one => one.finish())"
NARROW, PHONE, DESK = 320, 360, 1440
OTHER_LANGUAGES = ("en", "pt", "fr")
LOOKS = ((DESK, "light"), (DESK, "dark"), (PHONE, "light"), (PHONE, "dark"))
READING_PAGES = (
    "/{code}/",
    "/{code}/about/",
    "/{code}/privacy/",
    "/{code}/search/?q=visits",
    "/{code}/experiences/",
    "/{code}/experiences/?q=visits&theme=cash-transfers&year=none",
    "/{code}/experiences/the-sheet/",
    "/{code}/experiences/the-sheet/history/",
    "/{code}/experiences/the-sheet/history/compare/?from=2&to=4",
    "/{code}/experiences/the-sheet/versions/2/",
    "{block}",
    "/{code}/experiences/compare/?sheet=the-sheet&sheet=other-sheet&sheet=never&q=visits",
    "/{code}/lessons/",
    "{lesson}",
    "/{code}/organizations/",
    "/{code}/organizations/?q=ministrio&seeks=cash-transfers&kind=none",
    "/{code}/organizations/the-ministry/",
    "/{code}/countries/",
    "/{code}/countries/cl/",
    "/{code}/themes/",
    "/{code}/themes/cash-transfers/",
    "/{code}/exchanges/",
    "{exchange}",
    "/{code}/exchanges/matrix/",
    "/{code}/exchanges/matrix/cash-transfers/cl/",
    "/{code}/exchanges/flow/",
    "{activity}",
    "{activity}agenda/",
    "{exchange}terms/",
    "{exchange}contributions/",
    "/{code}/exchanges/ripple/",
    "/{code}/offers/",
    "{offer}",
    "/{code}/offers/sheets/the-sheet/",
)
DOOR_PAGES = (
    "/{code}/take-part/?q=ministerio",
    "{application}",
    "{proof}",
    "/{code}/accounts/login/",
    "/{code}/accounts/signup/",
    "/{code}/accounts/signup/?participation=join",
    "/{code}/accounts/signup/passkey/",
    "/{code}/accounts/password/reset/",
    "/{code}/nothing/here/",
    "{invitation}",
    "/{code}/invitations/forged/",
)
WORKING_PAGES = (
    "{judged}",
    "/{code}/experiences/the-sheet/",
    "/{code}/my/",
    "/{code}/my/account/",
    "/{code}/my/data/",
    "/{code}/organizations/register/",
    "/{code}/organizations/register/kind/",
    "/{code}/organizations/register/names/",
    "/{code}/organizations/register/work/",
    "/{code}/organizations/register/logo/",
    "/{code}/organizations/register/review/",
    "/{code}/organizations/the-ministry/edit/logo/",
    "/{code}/organizations/join/?q=ministry",
    "/{code}/organizations/the-ministry/edit/",
    "/{code}/organizations/the-ministry/people/",
    "/{code}/organizations/the-ministry/people/invite/",
    "/{code}/organizations/the-ministry/hand-over/",
    "/{code}/organizations/the-ministry/leave/",
    "/{code}/organizations/the-ministry/still-you/",
    "/{code}/organizations/the-ministry/log/",
    "{colleague}",
    "/{code}/experiences/new/",
    "/{code}/experiences/the-draft/edit/",
    "/{code}/experiences/the-sheet/translations/",
    "/{code}/experiences/the-sheet/translations/es/",
    "/{code}/experiences/the-sheet/translations/es/?part=problem",
    "/{code}/experiences/the-draft/edit/frame/",
    "/{code}/experiences/the-draft/edit/evidence/",
    "/{code}/experiences/the-draft/edit/transfer/",
    "/{code}/experiences/the-draft/edit/blocks/",
    "/{code}/experiences/the-draft/edit/blocks/new/",
    "{drafted}",
    "/{code}/experiences/the-draft/preview/",
    "/{code}/exchanges/request/",
    "/{code}/exchanges/request/in-one/",
    "{request}request/who/",
    "{exchange}partners/",
    "{exchange}",
    "{exchange}plan/",
    "{activity}",
    "{activity}edit/",
    "{activity}invitation/",
    "{exchange}contributions/new/",
    "/{code}/offers/new/",
    "{own_offer}",
    "{own_offer}edit/",
    "/{code}/accounts/email/",
    "/{code}/accounts/password/change/",
    "/{code}/accounts/2fa/",
    "/{code}/accounts/2fa/totp/activate/",
    "/{code}/accounts/2fa/recovery-codes/generate/",
    "/{code}/accounts/2fa/webauthn/",
    "/{code}/accounts/2fa/webauthn/add/",
    "/{code}/accounts/sessions/",
)


def show_all_parts_of(ministry, theme):
    """What its page and that of its country show only where there is something to show."""
    ministry.seeks.set([theme])
    ministry.names.create(kind="former", text="Ministerio de Bienestar", until=2019)
    offer = Offer.objects.create(
        organization=ministry, title="Visits to families", language="en",
        instruments=["study-visit"], valid_until=dt.date(2099, 1, 1),
    )  # fmt: skip
    offer.themes.set([theme])
    Commitment.objects.create(
        slug="margarita", title_en="Declaration of Margarita", title_es="Declaración de Margarita",
        summary_en="They agreed.", summary_es="Acordaron.", body="OAS", year=2003,
        source_url="https://source.example/",
    ).themes.set([theme])  # fmt: skip


def show_what_others_say_of(sheet, boris):
    """Verdicts of each kind, a stage with its grounds, a family, figures, and a year gone by."""
    lesson, jamaica = sheet.lessons.get(), make.ministry_of(boris)
    said = {"note": "So it was.", "language": "es"}
    Verdict.give(lesson, Stance.CONFIRMS, by=boris, organization=jamaica,
                 country=jamaica.country, **said)  # fmt: skip
    brazil = make.organization("Ministério", iso2="BR")
    Verdict.give(lesson, Stance.CONTRADICTS, by=make.member(brazil), organization=brazil,
                 country=brazil.country, **said)  # fmt: skip
    haiti = make.organization("Ministère", iso2="HT")
    Verdict.objects.create(
        lesson=lesson, organization=haiti, country=haiti.country, stance=Stance.CONFIRMS,
        claim="Send letters.", claim_language="en", polarity="works", **said,
    )  # fmt: skip
    other = make.published(make.organization(iso2="PE"), lessons=["Ask them first."])
    make.published(jamaica, adapted_from=sheet, title="Visits in Kingston")
    sheet.sources.create(kind="evaluation", title="What came of it", url="https://source.example/")
    sheet.figures.create(kind="coverage", value=1200, unit="families")
    old = dt.datetime(2023, 1, 1, tzinfo=dt.UTC)
    Experience.objects.filter(pk=sheet.pk).update(
        maturity="good-practice", published_at=old, changed_at=old, reviewed_at=old,
        adapted_from=other, adapted_how="On foot.",
    )  # fmt: skip
    return other.lessons.get()


def show_the_community_around(exchange, amina):
    """Who wants it too, a question with its answer, and what became of it."""
    peru = make.member(make.organization("Ministerio del Perú", "PE"), "editor")
    Want.say(exchange, make.ministry_of(peru), by=peru, note="For our coast.")
    exchange.answer(exchange.ask("Who pays?", by=peru), "Each its own part.", by=amina)
    told = {"level": 3, "evidence": "Law 21", "url": "https://law.example/"}
    exchange.follow_ups.create(
        party=exchange.parties.get(role="recipient"), months=6, written_at=timezone.now(), **told
    )


def change_all_parts_of(sheet):
    """A version with something to tell in every part, and another sheet to compare it with."""
    sheet.figures.create(value=12, unit="families", year=2020)
    sheet.sources.create(title="Report", url="https://source.example/")
    sheet.title = "Visits to all families"
    sheet.save()
    sheet.lessons.update(polarity="works")
    sheet.keywords.set(["door to door"])
    make.published(
        make.organization(iso2="JM"), slug="other-sheet", title="Calls for visits",
        available_for_exchange=True, exchange_how="Come for a week.", exchange_languages=["en"],
        exchange_capacity=2,
    )  # fmt: skip


def show_what_happens_in(exchange, amina, boris):
    """A plan with an activity that says everything, a seat asked for and one given, money."""
    activity = stages.activity(
        begins_at=dt.time(9), finishes_at=dt.time(12), time_zone="America/Santiago", names="Ana",
        link="https://meet.example/", agenda="09:00 Welcome", materials="https://source.example/",
        languages=["es"], interpretation=["en"], hosts="Amina", participants=12, open_seats=5,
    )  # fmt: skip
    stages.write_plan(stages.fresh(exchange), boris, activities=[activity])
    found = exchange.activities.get()
    for code, state in (("UY", "granted"), ("PY", "asked")):
        found.seats.create(organization=make.organization(iso2=code), state=state, note="To learn.")
    body = make.organization("Inter-American Body", "", kind="international")
    watching = exchange.parties.create(organization=body, role="observer", state="accepted")
    watching.change_role("knowledge-partner", by=amina, reason="They know both of us.")
    recipient = exchange.parties.get(role="recipient")
    exchange.contributions.create(party=recipient, kind="person-days", planned=10, real=12)
    exchange.contributions.create(party=recipient, kind="travel", planned=1200, currency="USD")
    return found


def translate_some_of(sheet, amina):
    """Into Spanish, in public: a part is older than the original, another one a machine's."""
    made = Translation.begin(sheet, "es", by=amina)
    for part in ("title", "summary", f"lesson:{sheet.lessons.get().pk}:claim"):
        made.say(part, "Visitas a las familias", by=amina)
    made.say("results", "Más familias reciben lo suyo.", by=amina, is_machine=True)
    made.publish(by=amina)
    Experience.objects.filter(pk=sheet.pk).update(summary="What was done, and for whom.")


@pytest.fixture
def world(transactional_db):
    """One of everything, and the addresses that are known only once it is there."""
    theme = make.theme(en="Cash transfers", es="Transferencias monetarias")
    make.theme("cct", theme, en="Conditional cash transfers", es="Transferencias condicionadas")
    amina = make.amina(make.organization("Ministerio de Desarrollo Social", slug="the-ministry"))
    show_all_parts_of(make.ministry_of(amina), theme)
    boris, chloe = make.boris(), make.chloe()
    sheet = make.published(make.ministry_of(amina), slug="the-sheet", title="Visits to families")
    sheet.available_for_exchange = True
    change_all_parts_of(sheet)
    draft = make.sheet(make.ministry_of(amina), slug="the-draft", language="es")
    draft.unfinished_rows.create(rows="figures", typed={"value": "12,00,5", "kind": "coverage"})
    for one in (sheet, draft):
        make.attachment(one, by=amina)
        make.attachment(one, "door.jpg", files.picture(size=(900, 600)), by=amina)
    blocks = [make.block(one, lesson="Begin small.") for one in (sheet, sheet, draft, draft)]
    others = show_what_others_say_of(sheet, boris)
    translate_some_of(sheet, amina)
    exchange = make.request(amina)
    exchange.submit(by=amina)
    exchange.open(by=chloe)
    Party.offer(exchange, make.ministry_of(boris), "first-provider", by=boris).accept(by=amina)
    activity = show_what_happens_in(exchange, amina, boris)
    show_the_community_around(exchange, amina)
    make.sheet(make.ministry_of(amina), title="Waits").submit(by=amina)
    ministry = make.ministry_of(amina)
    colleague = make.member(ministry, "editor", name="Elena Soto").memberships.get()
    Membership(person=make.person(), organization=ministry, message="I work here.").ask()
    invitation = Invitation(organization=ministry, email="nora@example.org", role="editor")
    invitation.send(by=amina)
    with speaking("en"):
        _, _, link = invitation.get_absolute_url().partition("/en/")
    begun = Registration(person=amina)
    begun.keep({"kind": "private", "name": "Ministeriо de Desarrollo Social", "country": "XX"})
    applied = Organization(
        name="Ministerio",
        kind="ministry",
        country=make.country("CL"),
        official_email="a@midi.gob.example",
        email_domain="midi.gob.example",
    ).apply(by=make.person())
    applied.ask(by=chloe, reason="Which decree?")
    return {
        "colleague": f"/{{code}}/memberships/{colleague.pk}/remove/",
        "invitation": f"/{{code}}/{link}",
        "amina": amina,
        "block": f"/{{code}}/experiences/the-sheet/blocks/{blocks[0].number}/",
        "drafted": f"/{{code}}/experiences/the-draft/edit/blocks/{blocks[2].number}/",
        "lesson": f"/{{code}}/lessons/{sheet.lessons.get().number}/",
        "judged": f"/{{code}}/lessons/{others.number}/",
        "exchange": f"/{{code}}/exchanges/{exchange.number}/",
        "request": f"/{{code}}/exchanges/{make.request(amina).number}/",
        "offer": offer_of(boris),
        "own_offer": offer_of(amina, experience=sheet, block=blocks[0]),
        "activity": f"/{{code}}/exchanges/{exchange.number}/activities/{activity.pk}/",
        "application": f"/{{code}}/organizations/application/{applied.application_key}/",
        "proof": f"/{{code}}/organizations/application/proof/{proof.token_for(applied)}/",
    }


def offer_of(person, **about) -> str:
    made = Offer(
        organization=make.ministry_of(person), title="Home visits", language="en",
        description="A year of visits.", instruments=["study-visit"], languages=["es"],
        valid_until=dt.date.today() + dt.timedelta(days=30), **about,
    )  # fmt: skip
    made.make(by=person, themes=make.Theme.objects.all()[:2])
    return f"/{{code}}/offers/{made.pk}/"


def address(pattern: str, world: dict, code: str) -> str:
    for name in re.findall(r"\{(\w+)\}", pattern):
        if name == "code":
            continue
        pattern = pattern.replace(f"{{{name}}}", world[name])
    return pattern.format(code=code)


def complaints_about(page, path: str) -> list[str]:
    """What axe has to say about the open page: on a desk and a phone, by day and by night."""
    found = []
    looked_at: set[int] = set()
    page.evaluate(AXE)
    for width, scheme in some(LOOKS, 4, len(path)):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate(SETTLED)
        # The night changes colors alone.
        rules = COLORS if width in looked_at else RULES
        looked_at.add(width)
        for rule in page.evaluate("rules => axe.run(document, rules)", rules)["violations"]:
            where = [(node["target"], node["failureSummary"]) for node in rule["nodes"]][:3]
            found.append(f"{path} {width} {scheme}: {rule['id']} at {where}")
    return found


def shape_of(page, path: str, answer) -> list[str]:
    """What the parser and a narrow screen have to say about the open page.

    The parser reads the very answer that is open: asking again would cost the site a second page.
    """
    found = [f"{path}: {problem}" for problem in invalid(answer.text())]
    page.set_viewport_size({"width": NARROW, "height": 900})
    if page.evaluate("document.scrollingElement.scrollWidth > window.innerWidth"):
        found.append(f"{path}: scrolls sideways at {NARROW} pixels")
    return found


def invalid(html: str) -> list[str]:
    tree = JustHTML(html, collect_errors=True, sanitize=False, scripting_enabled=False)
    problems = [f"line {error.line}: {error.code}" for error in tree.errors]
    ids = Counter(re.findall(r'\sid="([^"]*)"', html))
    problems += [f"id {name!r} stands {count} times" for name, count in ids.items() if count > 1]
    named = re.findall(r'\s(?:for|aria-labelledby|aria-describedby|aria-controls)="([^"]*)"', html)
    wanted = {name for value in named for name in value.split()}
    return problems + [f"nothing has the id {name!r}" for name in sorted(wanted - set(ids))]


def sign_in_just_now(page, live_server, person) -> None:
    """With the password typed a moment ago, which the pages of the second factor ask for."""
    sign_in(page, live_server, person)
    visit(page, live_server, "/pt/accounts/reauthenticate/")
    page.locator("main [name=password]").fill(make.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "reauthenticate" not in url)


# The world of a quarter of the pages is quickly made; that of a sample of them once is enough.
PARTS = some(range(4), 4)
# axe writes styles into the page while it looks; the policy is held against it elsewhere.
beside_the_policy = pytest.mark.browser_context_args(bypass_csp=True)


@pytest.mark.browser
@beside_the_policy
@pytest.mark.parametrize("part", PARTS)
def test_a_visitor_reads_every_page_whatever_she_reads_with(page, live_server, world, part):
    found = []
    for pattern in some((*READING_PAGES, *DOOR_PAGES)[part :: len(PARTS)], 4):
        path = address(pattern, world, "es")
        answer = visit(page, live_server, path)
        if pattern in READING_PAGES and not answer.ok:
            found.append(f"{path}: {answer.status}, so another page than meant was looked at")
        found += complaints_about(page, path) + shape_of(page, path, answer)
    assert found == []


@pytest.mark.browser
@beside_the_policy
@pytest.mark.parametrize("part", PARTS)
def test_a_focal_point_works_on_every_page_whatever_she_works_with(page, live_server, world, part):
    sign_in_just_now(page, live_server, world["amina"])
    found = []
    for pattern in some(WORKING_PAGES[part :: len(PARTS)], 4):
        path = address(pattern, world, "pt")
        answer = visit(page, live_server, path)
        there = page.url.partition("?key=")[0]  # an empty form is told from others by its key
        assert there.endswith(path), f"{path} led to {page.url}"
        found += complaints_about(page, path) + shape_of(page, path, answer)
    assert found == []


@pytest.mark.browser
@pytest.mark.parametrize("part", PARTS)
def test_every_page_is_valid_and_fits_a_narrow_screen_in_the_other_languages(
    page, live_server, world, part
):
    found = []
    pages = [*READING_PAGES, *DOOR_PAGES][part :: len(PARTS)]
    paths = [
        address(pattern, world, code)
        for place, code in enumerate(OTHER_LANGUAGES)
        for pattern in some(pages, 4, place)
    ]
    for path in paths:
        answer = visit(page, live_server, path)
        found += shape_of(page, path, answer)
    assert found == []


@pytest.mark.browser
def test_no_reading_page_is_heavy_or_asks_often(page, live_server, world):
    """At most 60 kB over the wire and 12 requests, also for who comes for the first time."""
    static = Path(settings.BASE_DIR) / "static"

    def part(name: str) -> str:
        return (static / "css" / name).read_text()

    sheet = len(gzip.compress(joined(part("portal.css"), part).encode()))
    packed = cache(lambda url: len(gzip.compress(page.request.get(url).body())))
    heavy = []
    for pattern in some(READING_PAGES, 3):
        path = address(pattern, world, "es")
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        visit(page, live_server, path)
        others = [url for url in asked if not url.endswith(".css") and "/static/" in url]
        weight = sheet + len(gzip.compress(page.content().encode()))
        weight += sum(map(packed, others))
        if weight > 60_000 or len(others) + 2 > 12:
            heavy.append(f"{path}: {weight} bytes, {len(others) + 2} requests")
    assert heavy == []
